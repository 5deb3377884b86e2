"""Parts of albums wait in the inbox, once, until an update takes them in; on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.services.ports.albums import AlbumPart
from bot.services.ports.messages import Incoming, MessageVersion
from bot.storage.dialogs.albums import StoredAlbumParts
from bot.talk.events import Sent
from tests.storage.stores import NOW, Store, query, update

PART = AlbumPart(
    "telegram", "123456", "7", "900", "A", "photo", "telegram:large", "lớp may <b> 🎉", True, "vi",
    NOW, MessageVersion("m", "s"),
)  # fmt: skip


def taking(*ids: str, account: str = "123456") -> Incoming:
    """The update that takes these in."""
    sent = Sent("photo", "telegram:large")
    return Incoming("telegram", "7", ids[0], sent, account=account, collected=ids)


async def take(store: Store, incoming: Incoming) -> bool:
    """Whether it is here for the first time."""
    return await store.transact(lambda work: work.dialogs.first_time(incoming, NOW))


async def test_parts_wait_as_they_were_kept_in_the_order_of_their_updates(store: Store) -> None:
    parts = StoredAlbumParts(store)
    others = [replace(PART, id=number, written=None, version=None) for number in ("1000", "999")]
    for part in (*others, PART):
        assert await parts.keep(part, NOW)
    await parts.keep(replace(PART, account="77"), NOW)
    waiting = await parts.waiting("telegram", "123456")
    assert waiting == (PART, others[1], others[0])


async def test_a_part_is_kept_once_and_never_after_it_was_taken_in(store: Store) -> None:
    parts = StoredAlbumParts(store)
    assert [await parts.keep(PART, NOW) for _time in range(2)] == [True, False]
    assert await take(store, taking("900"))
    assert not await parts.keep(PART, NOW)
    assert await parts.waiting("telegram", "123456") == ()


async def test_an_update_that_was_here_is_no_part(store: Store) -> None:
    before = replace(update("900", "7", "telegram"), account="123456")
    assert await take(store, before)
    assert not await StoredAlbumParts(store).keep(PART, NOW)


async def test_waiting_parts_are_taken_in_once_and_leave_no_words(
    store: Store, database_url: str
) -> None:
    parts = StoredAlbumParts(store)
    for number in ("900", "901", "902"):
        await parts.keep(replace(PART, id=number), NOW)
    assert not await take(store, taking("900", account="77"))
    races = [take(store, taking("900", "901")) for _time in range(2)]
    assert sorted(await asyncio.gather(*races)) == [False, True]
    (left,) = await parts.waiting("telegram", "123456")
    assert left.id == "902"
    held = await query(database_url, "SELECT update_id FROM inbox WHERE waiting IS NULL ORDER BY 1")
    assert held == [("900",), ("901",)]
