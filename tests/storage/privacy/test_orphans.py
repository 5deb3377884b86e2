"""Orphaned files: what no entry and no open draft has is listed for deletion, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.learning.activity import Evidence
from bot.services.ports.dialogs import Dialog
from bot.storage.privacy.deleting import delete_doomed_files
from bot.storage.privacy.orphans import REMOVED_GRACE, UPLOAD_GRACE, doom_orphans
from bot.storage.privacy.uploads import StoredUploads
from bot.storage.retention.purging import purge
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import NOW, Store, meet, one, query, record

FILE = "web:" + "ab" * 32 + ".jpg"
OTHER = "web:" + "cd" * 32 + ".jpg"
SECOND = dt.timedelta(seconds=1)


async def uploads(store: Store, address: str = "1", reference: str = FILE) -> Dialog:
    """Somebody who has said a word uploads a file."""
    dialog = await meet(store, address)
    assert await StoredUploads(store, "buttons").add(address, reference, 1, NOW)
    return dialog


async def doomed(url: str) -> list[str]:
    """The files that are listed."""
    rows = await query(url, "SELECT reference FROM doomed_file ORDER BY reference")
    return [reference for (reference,) in rows]


async def test_an_upload_that_is_in_nothing_goes_after_a_while(
    store: Store, database_url: str
) -> None:
    await uploads(store)
    assert await doom_orphans(store, NOW + UPLOAD_GRACE - SECOND) == 0
    assert await doom_orphans(store, NOW + UPLOAD_GRACE) == 1
    assert await doomed(database_url) == [FILE]
    assert await one(database_url, "SELECT count(*) FROM upload") == 0


@pytest.mark.parametrize("where", ["state", "paused_state", "kept_state"])
async def test_a_file_of_an_open_draft_stays_until_the_draft_is_gone(
    store: Store, database_url: str, where: str
) -> None:
    dialog = await uploads(store)
    state = f'{{"evidence": ["{FILE}"]}}'
    changed = {"state": None, "paused_state": None, "kept_state": None} | {where: state}

    async def keeps(work: SqlUnitOfWork) -> None:
        await work.dialogs.save_dialog(replace(dialog, **changed), NOW)  # type: ignore[arg-type]

    await store.transact(keeps)
    assert await doom_orphans(store, NOW + 10 * UPLOAD_GRACE) == 0

    async def drops(work: SqlUnitOfWork) -> None:
        await work.dialogs.save_dialog(dialog, NOW)

    await store.transact(drops)
    assert await doom_orphans(store, NOW + 10 * UPLOAD_GRACE) == 1
    assert await doomed(database_url) == [FILE]


async def test_a_recorded_file_stays_and_does_not_wait_any_more(
    store: Store, database_url: str
) -> None:
    dialog = await uploads(store)
    await record(store, dialog, "k", evidence=(Evidence("photo", FILE),))
    assert await doom_orphans(store, NOW + UPLOAD_GRACE) == 0
    assert await one(database_url, "SELECT count(*) FROM upload") == 0


async def test_the_same_file_of_another_person_stays(store: Store, database_url: str) -> None:
    await uploads(store, "1")
    dialog = await uploads(store, "2")
    await record(store, dialog, "k", evidence=(Evidence("photo", FILE),))
    assert await doom_orphans(store, NOW + UPLOAD_GRACE) == 1
    assert await delete_doomed_files(store, lambda _reference, _listed: True) == 0


async def test_a_file_that_waits_with_another_person_stays(store: Store) -> None:
    first = await uploads(store, "1")
    await uploads(store, "2")
    await store.transact(lambda work: work.privacy.forget_person(first.person.id, NOW))
    assert await delete_doomed_files(store, lambda _reference, _listed: True) == 0


async def test_what_an_erased_person_uploaded_goes(store: Store, database_url: str) -> None:
    dialog = await uploads(store)
    await store.transact(lambda work: work.privacy.forget_person(dialog.person.id, NOW))
    assert await doomed(database_url) == [FILE]


async def test_a_removed_photo_goes_when_it_cannot_be_taken_back_any_more(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    items = (Evidence("photo", FILE), Evidence("photo", OTHER), Evidence("photo", "telegram:x"))
    receipt = await record(store, dialog, "k", evidence=items)

    async def removes(work: SqlUnitOfWork) -> None:
        found = await work.learning.evidence(dialog.person.id, receipt)
        for item in (found[0], found[2]):
            await work.learning.remove_evidence(dialog.person.id, receipt, item, NOW)

    await store.transact(removes)
    assert await doom_orphans(store, NOW + REMOVED_GRACE - SECOND) == 0
    assert await doom_orphans(store, NOW + REMOVED_GRACE) == 2
    assert await doomed(database_url) == [FILE]  # Telegram keeps its own
    kept = await query(database_url, "SELECT reference FROM evidence")
    assert kept == [(OTHER,)]


async def test_the_files_of_a_purged_year_go(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    await record(store, dialog, "k", day=dt.date(2024, 5, 1), evidence=(Evidence("photo", FILE),))
    await query(database_url, "UPDATE person SET joined_ms = 1")
    assert (await purge(store, NOW))["evidence"] == 1
    assert await doomed(database_url) == [FILE]
