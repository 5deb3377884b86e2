"""Visitors who never joined are erased some days after their last word, and nobody else is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.services.ports.messages import Incoming
from bot.storage.privacy.uploads import StoredUploads
from bot.storage.retention.visitors import MAX_SLICE, forget_visitors
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.storage.stores import NOW, Store, meet, one, query

DAY = dt.timedelta(days=1)
PERSONAL = ("person", "address", "conversation", "outbox", "upload")


async def visits(store: Store, address: str, at: dt.datetime = NOW, *, joins: bool = False) -> int:
    """Somebody who says a word at a time, is answered, and sends a file; their number."""
    incoming = Incoming("web", address, f"u-{address}", Said("xin chào"), "vi")

    async def job(work: SqlUnitOfWork) -> int:
        dialog = await work.dialogs.open_dialog(incoming, at)
        if joins:
            await work.people.save_person(replace(dialog.person, joined_at=at), at)
        await work.dialogs.save_dialog(dialog, at)
        await work.outbox.post(incoming, dialog, (Say((plain("a"),)),), at)
        return dialog.person.id

    person = await store.transact(job)
    assert await StoredUploads(store, "web").add(address, f"web:{address}.jpg", 1, at)
    return person


async def test_all_that_a_visitor_left_goes(store: Store, database_url: str) -> None:
    await visits(store, "1")
    assert await forget_visitors(store, NOW + 7 * DAY, 7) == 1
    for table in PERSONAL:
        assert await one(database_url, f"SELECT count(*) FROM {table}") == 0, table
    assert await query(database_url, "SELECT reference FROM doomed_file") == [("web:1.jpg",)]


async def test_who_joined_and_who_came_lately_stays(store: Store, database_url: str) -> None:
    resident = await visits(store, "1", joins=True)
    lately = await visits(store, "2", NOW + DAY)
    assert await forget_visitors(store, NOW + 7 * DAY, 7) == 0
    kept = await query(database_url, "SELECT id FROM person ORDER BY id")
    assert kept == [(resident,), (lately,)]


async def test_a_visitor_who_comes_back_is_counted_from_then(store: Store) -> None:
    first = await visits(store, "1")
    assert await visits(store, "1", NOW + 5 * DAY) == first
    assert await forget_visitors(store, NOW + 7 * DAY, 7) == 0
    assert await forget_visitors(store, NOW + 12 * DAY, 7) == 1


async def test_an_address_without_a_word_goes_by_the_day_it_came(store: Store) -> None:
    await meet(store)
    assert await forget_visitors(store, NOW + 6 * DAY, 7) == 0
    assert await forget_visitors(store, NOW + 7 * DAY, 7) == 1


async def test_more_than_a_slice_goes_too(store: Store, database_url: str) -> None:
    for number in range(MAX_SLICE + 3):
        await meet(store, str(number))
    assert await forget_visitors(store, NOW + 7 * DAY, 7) == MAX_SLICE + 3
    assert await one(database_url, "SELECT count(*) FROM person") == 0
