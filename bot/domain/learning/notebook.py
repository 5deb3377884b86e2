"""The notebook's sums: of a month, and of the entries that were found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What a month holds; `first` is its first day. `entries` counts the void ones too."""

    first: dt.date
    count: int
    minutes: int
    entries: int


@dataclass(frozen=True, slots=True)
class FoundTotal:
    """What was found: `entries` with void ones; of the others `count`, `minutes`, `last` day."""

    entries: int
    count: int
    minutes: int
    last: dt.date | None = None


def month_after(first: dt.date) -> dt.date:
    """The first day of the next month."""
    return (first + dt.timedelta(days=31)).replace(day=1)


def last_of_month(first: dt.date) -> dt.date:
    """The last day of the month that begins with this day."""
    return month_after(first) - dt.timedelta(days=1)
