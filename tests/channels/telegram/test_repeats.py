"""Repeats: what asks within seconds for the answer that was just given, and what does not."""

from __future__ import annotations

import pytest

from bot.channels.telegram.repeats import GREETING_SECONDS, PRESS_SECONDS, Repeats, asked_by
from bot.talk.events import ChannelEvent, Left, RawPress, Returned, Said, Sent
from tests.applications import MovedClock

SAVE, BACK = RawPress(12, "save:k"), RawPress(12, "back")


@pytest.mark.parametrize(
    ("first", "second", "seconds", "again"),
    [
        ((SAVE, 5), (SAVE, 5), 0.2, True),
        ((SAVE, 5), (SAVE, 5), PRESS_SECONDS, True),
        ((SAVE, 5), (SAVE, 5), PRESS_SECONDS + 0.1, False),
        ((SAVE, 5), (BACK, 5), 0.2, False),
        ((SAVE, 5), (SAVE, 6), 0.2, False),
        ((SAVE, 5), (RawPress(13, "save:k"), 5), 0.2, False),
        ((Returned(), 0), (Said("/start"), 0), 0.2, True),
        ((Said("/start"), 0), (Returned(), 0), GREETING_SECONDS, True),
        ((Returned(), 0), (Said("/start"), 0), GREETING_SECONDS + 1, False),
        ((Returned(), 0), (Said("/start phuong_lang"), 0), 0.2, False),
        ((Said("/start"), 0), (Said("/start"), 0), 0.2, False),
        ((Returned(), 0), (Returned(), 0), 0.2, False),
        ((Returned(), 0), (Said("/start", forwarded=True), 0), 0.2, False),
        ((Said("đọc sách"), 0), (Said("đọc sách"), 0), 0.2, False),
        ((Sent("photo", "telegram:1"), 0), (Sent("photo", "telegram:1"), 0), 0.2, False),
        ((Left(), 0), (Left(), 0), 0.2, False),
    ],
)
def test_the_same_again(
    first: tuple[ChannelEvent, int], second: tuple[ChannelEvent, int], seconds: float, again: bool
) -> None:
    clock = MovedClock()
    repeats = Repeats(clock)
    repeats.note("7", asked_by(*first), "1")
    clock.move(seconds=seconds)
    assert repeats.again("7", asked_by(*second), "2") is again
    assert not repeats.again("8", asked_by(*second), "2")


@pytest.mark.parametrize("between", [Said("đọc sách"), BACK, Left()])
def test_what_came_between_makes_it_new(between: ChannelEvent) -> None:
    repeats = Repeats(MovedClock())
    for number, event in enumerate((SAVE, between)):
        repeats.note("7", asked_by(event, 5), f"{number}")
    assert not repeats.again("7", asked_by(SAVE, 5), "2")


def test_a_start_behind_the_two_of_a_greeting_is_answered() -> None:
    repeats = Repeats(MovedClock())
    repeats.note("7", asked_by(Returned()), "1")
    assert [repeats.again("7", asked_by(Said("/start")), each) for each in "23"] == [True, False]


def test_taps_that_do_not_end_are_answered_again_after_a_while() -> None:
    clock = MovedClock()
    repeats = Repeats(clock)
    answered = []
    for second in range(8):
        if not repeats.again("7", asked_by(SAVE, 5), f"{second}"):
            repeats.note("7", asked_by(SAVE, 5), f"{second}")
            answered.append(second)
        clock.move(seconds=1)
    assert answered == [0, 4]


def test_an_update_that_comes_again_is_not_held_back() -> None:
    repeats = Repeats(MovedClock())
    repeats.note("7", asked_by(SAVE, 5), "1")
    assert not repeats.again("7", asked_by(SAVE, 5), "1")
