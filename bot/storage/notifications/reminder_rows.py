"""Reminders as rows hold them: the days of the week as bits, moments as milliseconds."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from bot.domain.notifications.reminders import OneOff, Reminder, Times
from bot.storage.engine.milliseconds import from_ms
from bot.storage.engine.session import Row


def days_from_bits(bits: int) -> frozenset[int]:
    """Days of the week from their bits, Monday the first."""
    return frozenset(day for day in range(7) if bits >> day & 1)


def bits_from_days(days: frozenset[int]) -> int:
    """Bits of the days of the week, Monday the first."""
    return sum(1 << day for day in days)


def weekdays_of(times: Times | OneOff) -> frozenset[int]:
    """The days of the week; of a one-off that of its day."""
    return times.days if isinstance(times, Times) else frozenset((times.day.weekday(),))


@lru_cache(maxsize=1024)
def _times(bits: int, minute: int, on_day: str | None) -> Times | OneOff:
    """Most people choose the same few times."""
    if on_day is not None:
        return OneOff(dt.date.fromisoformat(on_day), minute)
    return Times(days_from_bits(bits), minute)


def reminder_from_row(row: Row) -> Reminder:
    """A reminder from the columns that `REMINDER_COLUMNS` names."""
    return Reminder(
        key=row[0],
        purpose=row[1],
        times=_times(row[2], row[3], row[8]),
        state=row[4],
        paused_until=None if row[5] is None else dt.date.fromisoformat(row[5]),
        unanswered=row[6],
        next_due=None if row[7] is None else from_ms(row[7]),
        topic=row[9],
    )
