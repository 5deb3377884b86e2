"""Capacity: each row is taken once, and few notifications are claimed ahead."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.capacity import MAX_IN_MEMORY, OTHERS_AHEAD, Capacity
from bot.delivery.sending import ChannelEnd
from bot.services.ports.messages import OutboxMessage
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from tests.applications import BUTTONS, Recorder

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
REPLIES = ("reply", "receipt")
IN_FLIGHT = 8
AHEAD = 4
"""Twice a quarter of the in-flight limit."""


def room() -> Capacity:
    """A capacity for two channels."""
    return Capacity({name: ChannelEnd(Recorder(), BUTTONS, IN_FLIGHT) for name in ("a", "b")})


def row(number: int, kind: DeliveryClass = "reply", channel: str = "a") -> OutboxMessage:
    """A row of the outbox."""
    return OutboxMessage(number, channel, "1", Say((plain("x"),), kind=kind), "vi", 0)


def test_an_empty_room_has_all_its_places() -> None:
    assert room().free("a") == (MAX_IN_MEMORY, AHEAD)
    assert AHEAD == OTHERS_AHEAD * IN_FLIGHT // 4


def test_a_row_is_taken_once_until_it_left() -> None:
    some = room()
    assert some.take(row(1))
    assert not some.take(row(1))
    assert not some.take(row(1, "campaign"))
    some.leave([1])
    assert some.take(row(1))


def test_the_rows_of_all_channels_are_counted_until_they_left() -> None:
    some = room()
    for each in (row(1), row(2, "campaign"), row(3, "reminder", "b")):
        some.take(each)
    assert some.rows == 3
    some.leave([1, 2])
    assert some.rows == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_reply_takes_a_place_of_both(kind: DeliveryClass) -> None:
    some = room()
    some.take(row(1, kind))
    others = AHEAD if kind in REPLIES else AHEAD - 1
    assert some.free("a") == (MAX_IN_MEMORY - 1, others)
    assert some.free("b") == (MAX_IN_MEMORY, AHEAD)
    some.leave([1])
    assert some.free("a") == (MAX_IN_MEMORY, AHEAD)


def test_replies_take_no_place_of_the_others() -> None:
    some = room()
    for number in range(MAX_IN_MEMORY + 5):
        some.take(row(number))
    assert some.free("a") == (-5, AHEAD)


def test_more_is_wanted_once_half_of_what_was_claimed_ahead_has_left() -> None:
    some = room()
    for number in range(AHEAD):
        some.take(row(number, "announcement"))
    assert some.free("a") == (MAX_IN_MEMORY - AHEAD, 0)
    wanted = []
    for number in range(AHEAD):
        wanted.append(some.wants_more(["a"]))
        some.leave([number])
    assert wanted == [False, False, True, True]
    assert not some.wants_more([])
    some.take(row(9, "announcement"))
    assert some.wants_more(["a", "b"])


def test_rows_that_nobody_took_may_leave() -> None:
    some = room()
    some.take(row(1))
    some.leave([2, 3])
    assert some.free("a") == (MAX_IN_MEMORY - 1, AHEAD)


def test_a_channel_of_one_send_at_a_time_claims_one_other_and_the_next() -> None:
    some = Capacity({"a": ChannelEnd(Recorder(), BUTTONS, 1)})
    assert some.free("a") == (MAX_IN_MEMORY, 2)


doings = st.lists(
    st.tuples(st.booleans(), st.integers(0, 9), st.sampled_from(KINDS), st.sampled_from("ab")),
    max_size=60,
)


@given(doings)
def test_the_room_is_what_was_taken_and_has_not_left(
    doings: list[tuple[bool, int, DeliveryClass, str]],
) -> None:
    some = room()
    held: dict[tuple[str, int], DeliveryClass] = {}
    for takes, number, kind, channel in doings:
        # A number is one row, of one channel.
        number = number * 2 + "ab".index(channel)
        if takes:
            assert some.take(row(number, kind, channel)) == ((channel, number) not in held)
            held.setdefault((channel, number), kind)
        else:
            some.leave([number])
            held.pop((channel, number), None)
    for channel in "ab":
        kinds = [kind for (name, _number), kind in held.items() if name == channel]
        others = sum(kind not in REPLIES for kind in kinds)
        assert some.free(channel) == (MAX_IN_MEMORY - len(kinds), AHEAD - others)
