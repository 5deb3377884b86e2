"""An edit that changes nothing is told from one that does, also after a restart; no words kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.ports.messages import Incoming, MessageVersion
from bot.storage.dialogs.versions import MAX_KEPT, remembered, unchanged
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import ChannelEvent, Edited, Said, SentOther
from tests.storage.stores import NOW, Store, query

_NUMBERS = itertools.count(1)


def version(message: int, says: str) -> MessageVersion:
    return MessageVersion(f"m{message}", says)


async def first_time(work: SqlUnitOfWork, incoming: Incoming) -> bool:
    return await work.dialogs.first_time(incoming, NOW)


async def comes(store: Store, event: ChannelEvent, *versions: MessageVersion) -> bool:
    """Whether an update has a turn; its dialog is kept as the desk does."""
    number = f"{next(_NUMBERS)}"
    incoming = Incoming("telegram", "7", number, event, account="1", versions=versions)
    if not await store.transact(partial(first_time, incoming=incoming)):
        return False
    dialog = await store.transact(lambda work: work.dialogs.open_dialog(incoming, NOW))
    await store.transact(lambda work: work.dialogs.save_dialog(dialog, NOW))
    return True


@pytest.mark.parametrize("edit", [Edited("x"), SentOther("edited")])
async def test_an_edit_has_a_turn_where_it_changes_the_words(
    store: Store, edit: ChannelEvent
) -> None:
    assert await comes(store, Said("a"), version(1, "a"))
    assert await comes(store, Said("b"), version(2, "b"))
    turns = [
        await comes(store, edit, version(message, says))
        for message, says in [(1, "a"), (2, "b"), (2, "c"), (2, "c"), (1, "a"), (2, "b"), (3, "c")]
    ]
    assert turns == [False, False, True, False, False, True, True]


async def test_an_edit_before_anything_else_has_a_turn(store: Store) -> None:
    assert await comes(store, Edited("a"), version(1, "a"))
    assert not await comes(store, Edited("a"), version(1, "a"))


async def test_an_edit_of_a_channel_without_versions_always_has_a_turn(store: Store) -> None:
    assert [await comes(store, Edited("a")) for _time in range(2)] == [True, True]


async def test_what_is_kept_holds_no_words(store: Store, database_url: str) -> None:
    await comes(store, Said("đọc sách"), version(1, "hash"))
    assert await query(database_url, "SELECT versions FROM conversation") == [("m1:hash",)]


async def test_a_repeated_edit_is_no_turn_and_other_events_are_not_looked_at(store: Store) -> None:
    incoming = Incoming("telegram", "7", "r", Said("a"), account="1", versions=(version(1, "a"),))
    for event, new in ((Said("a"), True), (Edited("b"), False)):
        again = replace(incoming, channel_event=event)
        assert await store.transact(partial(first_time, incoming=again)) is new
    assert await comes(store, Said("a"), version(1, "a"))


# --- what is kept -------------------------------------------------------------------------------

edits = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc")), max_size=60)


@given(edits)
def test_of_the_newest_messages_the_newest_words_are_known(steps: list[tuple[int, str]]) -> None:
    kept = ""
    for message, says in steps:
        kept = remembered(kept, (version(message, says),))
    newest = dict(steps)
    order = list(dict.fromkeys(message for message, _says in reversed(steps)))
    for place, message in enumerate(order):
        for says in "abc":
            known = place < MAX_KEPT and newest[message] == says
            assert unchanged(kept, (version(message, says),)) is known


def test_an_album_is_unchanged_where_each_of_its_pictures_is() -> None:
    album = (version(1, "a"), version(2, "b"))
    kept = remembered("", album)
    assert unchanged(kept, album)
    assert not unchanged(kept, (version(1, "a"), version(2, "c")))
    assert not unchanged(kept, ())
