"""Uploaded files go after the erasure of the one person who had them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.channels.web.files import Files
from bot.domain.learning.activity import Evidence
from bot.storage.privacy.deleting import DeleteFile, delete_doomed_files
from tests.sealed import SEALER
from tests.storage.stores import NOW, Store, meet, query, record

NAME = "ab" * 32 + ".jpg"
REFERENCE = f"web:{NAME}"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A folder with one uploaded file."""
    kept = Files(tmp_path, SEALER)
    path = kept.path(NAME)
    path.parent.mkdir()
    path.write_bytes(b"picture")
    return kept


def deleting(files: Files) -> DeleteFile:
    """Deletes an upload of the page."""

    def delete(reference: str, listed: dt.datetime) -> bool:
        channel, _colon, name = reference.partition(":")
        if channel == "web":
            files.delete(name, listed)
        return channel == "web"

    return delete


async def has_it(store: Store, address: str) -> int:
    """Somebody whose entry has the file; who it is."""
    dialog = await meet(store, address)
    evidence = (Evidence("photo", REFERENCE), Evidence("photo", "telegram:x"))
    await record(store, dialog, f"k{address}", evidence=evidence)
    return dialog.person.id


LATER = dt.datetime(2126, 1, 1, tzinfo=dt.UTC)
"""After the file was made: its time is that of the machine."""


async def test_the_file_goes_with_the_only_person_who_had_it(store: Store, files: Files) -> None:
    person = await has_it(store, "1")
    await store.transact(lambda work: work.privacy.forget_person(person, LATER))
    assert files.path(NAME).exists()
    assert await delete_doomed_files(store, deleting(files)) == 1
    assert not files.path(NAME).exists()
    assert await delete_doomed_files(store, deleting(files)) == 0


async def test_a_file_of_two_people_stays_with_the_second(
    store: Store, files: Files, database_url: str
) -> None:
    first, second = await has_it(store, "1"), await has_it(store, "2")
    await store.transact(lambda work: work.privacy.forget_person(first, LATER))
    assert await query(database_url, "SELECT count(*) FROM doomed_file") == [(0,)]
    await store.transact(lambda work: work.privacy.forget_person(second, LATER))
    assert await delete_doomed_files(store, deleting(files)) == 1
    assert not files.path(NAME).exists()


async def test_a_file_that_somebody_sent_meanwhile_stays(store: Store, files: Files) -> None:
    person = await has_it(store, "1")
    await store.transact(lambda work: work.privacy.forget_person(person, LATER))
    await has_it(store, "2")
    assert await delete_doomed_files(store, deleting(files)) == 0
    assert files.path(NAME).exists()


async def test_a_file_that_was_uploaded_again_stays(store: Store, files: Files) -> None:
    person = await has_it(store, "1")
    await store.transact(lambda work: work.privacy.forget_person(person, NOW))
    await delete_doomed_files(store, deleting(files))
    assert files.path(NAME).exists()
