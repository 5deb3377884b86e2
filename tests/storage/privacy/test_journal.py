"""The journal of erasures: what is written, what a cut line costs, who is erased again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.storage.privacy.erasing_again import erase_again
from bot.storage.privacy.journal import (
    JOURNAL_KEY,
    JournalEntry,
    append_entries,
    read_entries,
    write_journal,
)
from bot.storage.secrets.queries import stored_secret
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import NOW, Store, meet, one, open_store, query

LATER = NOW + dt.timedelta(hours=1)


def entry(number: str, person: int = 7) -> JournalEntry:
    """An entry without addresses."""
    return JournalEntry(number, person, (), 1)


async def erase(store: Store, person: int, number: str, at: dt.datetime = LATER) -> None:
    """Erase a person as the service does."""

    async def job(work: SqlUnitOfWork) -> None:
        await work.privacy.note_for_journal(number, person, at)
        await work.privacy.forget_person(person, at)

    await store.transact(job)


async def test_an_erasure_is_in_the_journal_without_an_identity(
    store: Store, tmp_path: Path
) -> None:
    await stored_secret(store, JOURNAL_KEY)
    person = (await meet(store, "0912345678")).person.id
    await erase(store, person, "XD-1")
    journal = tmp_path / "erasures.jsonl"
    assert await write_journal(store, journal) == 1
    assert await write_journal(store, journal) == 0
    (found,) = read_entries(journal)
    assert (found.number, found.person, len(found.addresses)) == ("XD-1", person, 1)
    assert "0912345678" not in journal.read_text()


def test_a_line_that_was_cut_costs_only_itself(tmp_path: Path) -> None:
    journal = tmp_path / "erasures.jsonl"
    append_entries(journal, [entry("XD-1")])
    with journal.open("ab") as file:
        file.write(b'{"number":"XD-2","per')
    append_entries(journal, [entry("XD-3")])
    assert [each.number for each in read_entries(journal)] == ["XD-1", "XD-3"]


def test_a_journal_that_is_not_there_has_no_entries(tmp_path: Path) -> None:
    assert read_entries(tmp_path / "erasures.jsonl") == ()


@pytest.mark.parametrize(
    ("came", "gone"),
    [(NOW, True), (LATER + dt.timedelta(hours=1), False)],
    ids=["before the erasure", "after it"],
)
async def test_only_who_was_there_before_is_erased_again(
    database_url: str, came: dt.datetime, gone: bool
) -> None:
    """A number and an address are given anew: somebody who came after is somebody else."""
    async with open_store(database_url) as store:
        key = await stored_secret(store, JOURNAL_KEY)
        assert len(key) == 64
        person = (await meet(store, "1")).person.id
        await query(database_url, f"UPDATE person SET created_ms = {int(came.timestamp() * 1000)}")
        numbered = JournalEntry("XD-1", person, (), int(LATER.timestamp() * 1000))
        assert await erase_again(store, (numbered,), LATER) == int(gone)
    assert await one(database_url, "SELECT count(*) FROM person") == int(not gone)


async def test_an_address_is_known_again_whatever_its_number_is(
    store: Store, tmp_path: Path, database_url: str
) -> None:
    await stored_secret(store, JOURNAL_KEY)
    first = (await meet(store, "1")).person.id
    await meet(store, "2")
    await erase(store, first, "XD-1")
    await write_journal(store, tmp_path / "erasures.jsonl")
    again = (await meet(store, "1")).person.id
    assert again != first
    assert await erase_again(store, read_entries(tmp_path / "erasures.jsonl"), LATER) == 1
    assert await one(database_url, "SELECT external_id FROM address") == "2"
