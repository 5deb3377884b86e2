"""Calendars for tests: one made by hand, the release's own, and any that an officer could write."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.announcements import ANNOUNCEMENTS
from bot.domain.data_files.localized import LocalizedText
from bot.domain.notifications.calendar import (
    WEEK_PREFIX,
    Calendar,
    CalendarDay,
    CalendarOverride,
    DayAction,
    LearningWeek,
    WeekEvent,
)
from bot.domain.notifications.calendar_problems import problems_in_calendar
from bot.services.notifications.occurrences import Announcement, announcements_of
from tests.domain.reference_files import FOLDER

HERE, THERE = "00190", "00070"
"""Two wards: of somebody who joins in tests, and another one."""


@cache
def released() -> Calendar:
    """The calendar of the release."""
    return msgspec.toml.decode((FOLDER / "calendar.toml").read_bytes(), type=Calendar)


_MADE = Calendar(
    version="test",
    hour="08:00",
    evening_hour="19:00",
    quiet_from="21:00",
    quiet_to="07:00",
    weekly_most=3,
    week_first="10-01",
    week_last="10-07",
    tasks=tuple(LocalizedText(vi=f"Việc số {n}", en=f"Task {n}") for n in range(1, 8)),
    days=tuple(replace(each, off=False) for each in released().days),
)


def calendar(
    *changes: CalendarOverride, weeks: tuple[LearningWeek, ...] = (), **more: Any
) -> Calendar:
    """A calendar of the release's days, all of them on, with these changes and Weeks."""
    return replace(_MADE, changes=changes, weeks=weeks, **more)


EVERY: tuple[Announcement, ...] = announcements_of(ANNOUNCEMENTS, _MADE)
"""The messages of the Week, and the days of the release."""
NAMES = tuple(each.name for each in EVERY)


def calendar_day(name: str, date: str, command: str = "/log", **more: Any) -> CalendarDay:
    """A day of the calendar, as an officer could write it."""
    action = DayAction(command, both("Ghi"))
    return CalendarDay(
        name, date, both(f"Ngày {name}"), both(f"Hôm nay là {name}."), action, **more
    )


def both(text: str) -> LocalizedText:
    """A text in two languages."""
    return LocalizedText(vi=f"{text} (vi)", en=f"{text} (en)")


def day(month: int, number: int, year: int = 2026) -> dt.date:
    """A day, of 2026 unless told."""
    return dt.date(year, month, number)


def event(
    on: dt.date, what: str, time: str | None = None, ward: str | None = None, where: str = "Nhà"
) -> WeekEvent:
    """Something that takes place."""
    return WeekEvent(on, both(what), both(where), time, ward)


# --- any calendar ---------------------------------------------------------------------------------

_wards = st.sampled_from((None, HERE, THERE, "00004"))
_offs = st.none() | st.booleans()
_dates = st.none() | st.builds("{:02d}-{:02d}".format, st.integers(1, 12), st.integers(1, 29))
_texts = st.none() | st.sampled_from((both("Đọc"), both("Học")))


@st.composite
def _week(draw: st.DrawFn) -> LearningWeek:
    year = draw(st.sampled_from((2026, 2026, 2027)))
    start = draw(st.integers(0, 364) | st.integers(0, 20) | st.integers(260, 300))
    first = dt.date(year, 1, 1) + dt.timedelta(days=start)
    last = min(first + dt.timedelta(days=draw(st.integers(0, 13))), dt.date(year, 12, 31))
    return LearningWeek(year, first, last, draw(_texts), draw(_texts), draw(_wards))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar without a mistake, its Weeks in 2026 and 2027, three wards differing."""
    changes = {
        (name, ward): CalendarOverride(
            name, off, None if name.startswith(WEEK_PREFIX) else date, ward
        )
        for name, ward, off, date in draw(
            st.lists(st.tuples(st.sampled_from(NAMES), _wards, _offs, _dates), max_size=8)
        )
    }
    weeks = {(week.year, week.ward): week for week in draw(st.lists(_week(), max_size=4))}
    made = calendar(
        *(each for each in changes.values() if not (each.off is None and each.date is None)),
        weeks=tuple(weeks.values()),
    )
    assert not list(problems_in_calendar(made, NAMES))
    return made
