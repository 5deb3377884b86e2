"""Wrong codes: some for an address, more for a channel, then none is looked up for a while."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.wrong_codes import MAX_ADDRESS, MAX_CHANNEL, WINDOW, WrongCodes

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def guessed(codes: WrongCodes, channel: str, address: str, at: dt.datetime = NOW) -> bool:
    """One wrong code, if it is looked up."""
    if codes.too_many("link", channel, address, at):
        return False
    codes.note("link", channel, address, at)
    return True


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(0, 120)), max_size=1000
    )
)
def test_however_one_guesses_a_window_holds_no_more_than_the_most(
    guesses: list[tuple[str, int, int]],
) -> None:
    codes, at = WrongCodes(), NOW
    looked_up: list[tuple[dt.datetime, str, int]] = []
    for channel, address, seconds in guesses:
        at += dt.timedelta(seconds=seconds)
        if guessed(codes, channel, str(address), at):
            looked_up.append((at, channel, address))
        window = [each for each in looked_up if each[0] > at - WINDOW]
        assert sum(each[1:] == (channel, address) for each in window) <= MAX_ADDRESS
        assert sum(each[1] == channel for each in window) <= MAX_CHANNEL
        assert len(codes) <= 2 * MAX_CHANNEL


def test_a_guesser_on_one_channel_stops_nobody_on_another() -> None:
    codes = WrongCodes()
    tries = sum(guessed(codes, "web", str(number)) for number in range(2 * MAX_CHANNEL))
    assert tries == MAX_CHANNEL
    assert codes.too_many("link", "web", "somebody else", NOW)
    assert not codes.too_many("link", "telegram", "1", NOW)


def test_after_a_window_codes_are_looked_up_again_and_nothing_is_kept() -> None:
    codes = WrongCodes()
    while guessed(codes, "web", "1"):
        pass
    assert codes.too_many("link", "web", "1", NOW + WINDOW - dt.timedelta(seconds=1))
    assert not codes.too_many("link", "web", "1", NOW + WINDOW)
    assert len(codes) == 0
