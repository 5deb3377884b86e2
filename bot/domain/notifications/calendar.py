"""The calendar: announcement days, Lifelong Learning Week, the default hours and limits.

It is a data file: dates move in some years and wards, and a theme is announced in September. A day
with a fixed message is an entry here. Each message of the Week needs a decision, so it is a module.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.notifications.policy import MAX_WEEKLY_LIMIT, NotificationPolicy, QuietHours

_Word = Annotated[str, Meta(max_length=40)]
DayName: TypeAlias = _Word
WardCode: TypeAlias = _Word
MonthDay: TypeAlias = _Word
TimeText: TypeAlias = _Word
"""Times as text; `problems_in_calendar` checks their form and explains it to the editor."""

YEARS = range(2020, 2101)
Year = Annotated[int, Meta(ge=2020, le=2100)]

_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")

WEEK_PREFIX = "week_"
"""Names of the Week's announcements begin like this; they use the days of the Week."""


class DayAction(Struct, frozen=True, forbid_unknown_fields=True):
    """The action of a day's button: it opens a command, such as /log."""

    command: _Word
    label: LocalizedText


class CalendarDay(Struct, frozen=True, forbid_unknown_fields=True):
    """One day of every year that has an announcement.

    Its `name` is stored with the sent message: a person gets it once a year. `off`: no source
    confirms the day, so a `CalendarOverride` must switch it on first.
    """

    name: DayName
    date: MonthDay
    title: LocalizedText
    text: LocalizedText
    action: DayAction
    off: bool = False


class CalendarOverride(Struct, frozen=True, forbid_unknown_fields=True):
    """A change to one announcement: off, on, or another day; everywhere, or in one ward.

    A field that a ward leaves out keeps its value from everywhere.
    """

    name: DayName
    off: bool | None = None
    date: MonthDay | None = None
    ward: WardCode | None = None


class WeekEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """An event of the Week; without a ward it takes place in all wards."""

    day: dt.date
    what: LocalizedText
    where: LocalizedText
    time: TimeText | None = None
    ward: WardCode | None = None


class LearningWeek(Struct, frozen=True, forbid_unknown_fields=True):
    """One year's Week; a theme or a slogan that is not known yet is left out of the messages.

    With a `ward` these are the dates of that ward, where they differ.
    """

    year: Year
    first: dt.date
    last: dt.date
    theme: LocalizedText | None = None
    slogan: LocalizedText | None = None
    ward: WardCode | None = None
    tasks: tuple[LocalizedText, ...] = ()
    events: tuple[WeekEvent, ...] = ()


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """The data file: hours and limits of announcements, days, overrides and Weeks."""

    version: str
    hour: TimeText
    evening_hour: TimeText
    quiet_from: TimeText
    quiet_to: TimeText
    weekly_most: Annotated[int, Meta(ge=0, le=MAX_WEEKLY_LIMIT)]
    week_first: MonthDay
    week_last: MonthDay
    tasks: tuple[LocalizedText, ...]
    days: tuple[CalendarDay, ...] = ()
    changes: tuple[CalendarOverride, ...] = ()
    weeks: tuple[LearningWeek, ...] = ()

    def week_of(self, year: int, ward: str | None = None) -> LearningWeek:
        """The Week of a year in a ward: the ward's dates, else the general ones, else the default.

        A theme, slogan or task that the ward leaves out comes from the general Week. The events are
        the general ones and the ward's within its dates, sorted by time.
        """
        own, usual = self._written(year, ward) if ward else None, self._usual_week(year)
        week = own or usual
        events = (*usual.events, *(own.events if own else ()))
        found = [e for e in events if e.ward in (None, ward) and week.first <= e.day <= week.last]
        return LearningWeek(
            year,
            week.first,
            week.last,
            week.theme or usual.theme,
            week.slogan or usual.slogan,
            ward,
            week.tasks or usual.tasks or self.tasks,
            tuple(sorted(found, key=lambda event: (event.day, event.time or ""))),
        )

    def week_on(self, ward: str | None, day: dt.date) -> tuple[dt.date, dt.date] | None:
        """The first and last day of the ward's Week that contains `day`, or None."""
        week = self.dates_of(day.year, ward)
        return (week.first, week.last) if week.first <= day <= week.last else None

    def dates_of(self, year: int, ward: str | None = None) -> LearningWeek:
        """The Week of a year in a ward as the file has it, when only its dates are needed."""
        return (self._written(year, ward) if ward else None) or self._usual_week(year)

    def _written(self, year: int, ward: str | None) -> LearningWeek | None:
        return next((w for w in self.weeks if w.year == year and w.ward == ward), None)

    def _usual_week(self, year: int) -> LearningWeek:
        written = self._written(year, None)
        if written is not None:
            return written
        first, last = dated(year, self.week_first), dated(year, self.week_last)
        assert first is not None
        assert last is not None
        return LearningWeek(year, first, last)

    def rules(self) -> NotificationPolicy:
        """The policy for people who set no preferences."""
        quiet = QuietHours(minute_of(self.quiet_from), minute_of(self.quiet_to))
        return NotificationPolicy(lru_cache(maxsize=None)(self.week_on), quiet, self.weekly_most)

    def with_days_of(self, released: Sequence[CalendarDay]) -> Calendar:
        """A copy with the days of the release that this file does not name."""
        own = {day.name for day in self.days}
        return replace(self, days=(*(d for d in released if d.name not in own), *self.days))

    def date_of(self, name: str, usual: MonthDay, year: int, ward: str | None) -> dt.date | None:
        """The day of an announcement in a year and ward; None when it is off or has no such day."""
        if self.is_off(name, ward):
            return None
        here, everywhere = self._changed(name, ward), self._changed(name, None)
        return dated(year, (here and here.date) or (everywhere and everywhere.date) or usual)

    def is_off(self, name: str, ward: str | None) -> bool:
        """True when a ward does not send this announcement."""
        for change in (self._changed(name, ward), self._changed(name, None)):
            if change is not None and change.off is not None:
                return change.off
        return any(day.off for day in self.days if day.name == name)

    def _changed(self, name: str, ward: str | None) -> CalendarOverride | None:
        return next((c for c in self.changes if c.name == name and c.ward == ward), None)

    @property
    def wards(self) -> tuple[str, ...]:
        """The wards that differ from the general calendar."""
        weeks = self.weeks
        own = {c.ward for c in self.changes} | {w.ward for w in weeks}
        own |= {event.ward for week in weeks for event in week.events}
        return tuple(sorted(ward for ward in own if ward is not None))

    def time_of(self, *, evening: bool) -> dt.time:
        """The local time at which announcements go out."""
        return dt.time.fromisoformat(self.evening_hour if evening else self.hour)


def minute_of(clock: TimeText) -> int:
    """The minute of the day of a text such as 08:00."""
    time = dt.time.fromisoformat(clock)
    return time.hour * 60 + time.minute


def task_of(week: LearningWeek, day: dt.date) -> LocalizedText | None:
    """The small task for a day of the Week, or None."""
    place = (day - week.first).days
    return week.tasks[place % len(week.tasks)] if week.tasks and place >= 0 else None


def events_on(week: LearningWeek, day: dt.date) -> tuple[WeekEvent, ...]:
    """The events of a day, sorted by time."""
    return tuple(event for event in week.events if event.day == day)


def dated(year: int, month_day: MonthDay) -> dt.date | None:
    """A day of a year; None when the year has no such day (29 February)."""
    if _MONTH_DAY.fullmatch(month_day) is None:
        return None
    try:
        return dt.date.fromisoformat(f"{year:04d}-{month_day}")
    except ValueError:
        return None
