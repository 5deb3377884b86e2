"""The emulated Telegram's flood limits, by a clock that the test turns."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.bots import ptb_towards
from tests.emulators.telegram.rules.pace import Throttle
from tests.emulators.telegram.rules.refusals import Refusal


async def test_a_chat_takes_three_at_once_and_then_one_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    now = 1_800_000_000.0
    async with TelegramEmulator(clock=lambda: now, flood_limits=True) as emulator:
        async with ptb_towards(emulator) as bot:
            person = emulator.person()
            await person.start()
            for _ in range(3):
                await bot.send_message(person.id, "a")
            with pytest.raises(RetryAfter) as flooded:
                await bot.send_message(person.id, "b")
            assert flooded.value.retry_after == dt.timedelta(seconds=1)
            await bot.send_chat_action(person.id, "typing")
            now += 1
            await bot.send_message(person.id, "c")
            emulator.flood_limits = False
            await bot.send_message(person.id, "d")
        assert [message.text for message in person.messages] == ["a", "a", "a", "c", "d"]
        assert emulator.violations == []


def wait_seconds(pace: Throttle, chat: int, now: float) -> int:
    """0 where the message was let through."""
    try:
        pace.take(chat, now)
    except Refusal as refusal:
        return refusal.retry_after_seconds or 0
    return 0


def test_all_chats_together_take_thirty_a_second() -> None:
    pace = Throttle()
    pace.on = True
    for second in range(3):
        waits = [wait_seconds(pace, 100 * second + chat, float(second)) for chat in range(50)]
        assert waits == [0] * 30 + [1] * 20


def test_the_wait_is_told_in_whole_seconds_that_suffice() -> None:
    pace = Throttle(chat_per_second=0.4, burst=1)
    pace.on = True
    assert [wait_seconds(pace, 1, at) for at in (0.0, 0.0, 1.0, 2.4, 2.5)] == [0, 3, 2, 1, 0]


def test_switched_off_it_lets_everything_through() -> None:
    pace = Throttle()
    assert [wait_seconds(pace, 1, 0.0) for _ in range(1000)] == [0] * 1000


@given(st.lists(st.floats(0, 2), max_size=60))
def test_a_chat_never_gets_more_than_its_burst_and_its_rate(pauses: list[float]) -> None:
    pace = Throttle()
    pace.on = True
    now, let_through = 0.0, 0
    for pause in pauses:
        now += pause
        let_through += wait_seconds(pace, 1, now) == 0
        assert let_through <= 3 + now + 1e-3


@given(st.integers(4, 40))
def test_who_waits_as_told_is_let_through(messages: int) -> None:
    pace = Throttle()
    pace.on = True
    now = 0.0
    for _ in range(messages):
        if wait := wait_seconds(pace, 1, now):
            now += wait
            assert wait_seconds(pace, 1, now) == 0
    assert now == messages - 3
