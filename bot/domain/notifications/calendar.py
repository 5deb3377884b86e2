"""The calendar: days worth a word, Lifelong Learning Week, and how much nobody asked for is enough.

A data file: dates move in some years and wards, a theme is announced in September (domain facts
§3). Each announcement has its own module; what stands here can switch one off or date it anew.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem, check_once, check_texts
from bot.domain.notifications.policy import MAX_WEEKLY_LIMIT, NotificationPolicy, QuietHours
from bot.domain.people.wards import ward as find_ward

_Word = Annotated[str, Meta(max_length=40)]
DayName: TypeAlias = _Word
WardCode: TypeAlias = _Word
MonthDay: TypeAlias = _Word
TimeText: TypeAlias = _Word
"""Texts whose form `problems_in_calendar` looks at: it says in words what one should be."""

YEARS = range(2020, 2101)
Year = Annotated[int, Meta(ge=2020, le=2100)]

_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_TIME_TEXT = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NO_TIME = "it must be a time of day, such as 08:00"
_NO_DAY = "there is no such day: write the month and the day, such as 10-02"
_NOT_EVERY_YEAR = "not every year has such a day: write the month and the day, such as 10-01"

MAX_EVENTS_A_DAY = 8
MAX_WEEK_DAYS = 14
WEEK_PREFIX = "week_"
"""Announcements of the Week begin so; their days are the Week's."""


class CalendarOverride(Struct, frozen=True, forbid_unknown_fields=True):
    """One announcement switched off (or on), or on another day: everywhere, or in one ward.

    What a ward leaves open is as it is everywhere.
    """

    name: DayName
    off: bool | None = None
    date: MonthDay | None = None
    ward: WardCode | None = None


class WeekEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that takes place in the Week; without a ward: in all of them."""

    day: dt.date
    what: LocalizedText
    where: LocalizedText
    time: TimeText | None = None
    ward: WardCode | None = None


class LearningWeek(Struct, frozen=True, forbid_unknown_fields=True):
    """One year's Week. What is not known yet (a theme, a slogan) is left out, and so is its line.

    With a `ward` it is that ward's own Week, of other days than everybody's.
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
    """The data file: when announcements go out and how many, what is changed, the Weeks."""

    version: str
    hour: TimeText
    evening_hour: TimeText
    quiet_from: TimeText
    quiet_to: TimeText
    weekly_most: Annotated[int, Meta(ge=0, le=MAX_WEEKLY_LIMIT)]
    week_first: MonthDay
    week_last: MonthDay
    tasks: tuple[LocalizedText, ...]
    changes: tuple[CalendarOverride, ...] = ()
    weeks: tuple[LearningWeek, ...] = ()

    def week_of(self, year: int, ward: str | None = None) -> LearningWeek:
        """The Week of a year in a ward: its own days, or everybody's, or the usual ones.

        What a ward's own Week leaves out (theme, slogan, tasks) is as it is everywhere; the
        events are those of the ward and of everybody that lie in its days, in their order.
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
        """The first and the last day of the Week that a day of a ward is in; None: in none."""
        week = self.dates_of(day.year, ward)
        return (week.first, week.last) if week.first <= day <= week.last else None

    def dates_of(self, year: int, ward: str | None = None) -> LearningWeek:
        """The Week of a year in a ward as it is written, for whoever asks for its days only."""
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
        """What holds for whoever said nothing about what they did not ask for."""
        quiet = QuietHours(_minute(self.quiet_from), _minute(self.quiet_to))
        return NotificationPolicy(lru_cache(maxsize=None)(self.week_on), quiet, self.weekly_most)

    def date_of(self, name: str, usual: MonthDay, year: int, ward: str | None) -> dt.date | None:
        """The day of an announcement in a year of a ward; None: it is off, or has no such day."""
        if self.is_off(name, ward):
            return None
        here, everywhere = self._changed(name, ward), self._changed(name, None)
        return dated(year, (here and here.date) or (everywhere and everywhere.date) or usual)

    def is_off(self, name: str, ward: str | None) -> bool:
        """True for an announcement that a ward does not have."""
        here, everywhere = self._changed(name, ward), self._changed(name, None)
        if here is not None and here.off is not None:
            return here.off
        return bool(everywhere and everywhere.off)

    def _changed(self, name: str, ward: str | None) -> CalendarOverride | None:
        return next((c for c in self.changes if c.name == name and c.ward == ward), None)

    @property
    def wards(self) -> tuple[str, ...]:
        """The wards that differ from the others in anything."""
        weeks = self.weeks
        own = {c.ward for c in self.changes} | {w.ward for w in weeks}
        own |= {event.ward for week in weeks for event in week.events}
        return tuple(sorted(ward for ward in own if ward is not None))

    def time_of(self, *, evening: bool) -> dt.time:
        """The local time at which announcements go out."""
        return dt.time.fromisoformat(self.evening_hour if evening else self.hour)


def _minute(clock: TimeText) -> int:
    time = dt.time.fromisoformat(clock)
    return time.hour * 60 + time.minute


def task_of(week: LearningWeek, day: dt.date) -> LocalizedText | None:
    """The small task of a day of the Week."""
    place = (day - week.first).days
    return week.tasks[place % len(week.tasks)] if week.tasks and place >= 0 else None


def events_on(week: LearningWeek, day: dt.date) -> tuple[WeekEvent, ...]:
    """What takes place on a day, in the order of the hours."""
    return tuple(event for event in week.events if event.day == day)


def dated(year: int, month_day: MonthDay) -> dt.date | None:
    """A day of a year; None where the year has no such day (29 February)."""
    if _MONTH_DAY.fullmatch(month_day) is None:
        return None
    try:
        return dt.date.fromisoformat(f"{year:04d}-{month_day}")
    except ValueError:
        return None


def problems_in_calendar(calendar: Calendar, names: Sequence[str] = ()) -> Iterator[Problem]:
    """What is wrong with the file, beyond its shape; `names` are the announcements there are."""
    yield from check_texts(calendar, "")
    first, last = dated(2026, calendar.week_first), dated(2026, calendar.week_last)
    for name, day in (("week_first", first), ("week_last", last)):
        if day is None:
            yield Problem(name, _NOT_EVERY_YEAR)
    if first and last and not 0 <= (last - first).days < MAX_WEEK_DAYS:
        yield Problem("week_last", f"the Week must last 1 to {MAX_WEEK_DAYS} days")
    if not calendar.tasks:
        yield Problem("tasks", "there is no task")
    yield from _problems_in_hours(calendar)
    keys = [f"{change.name} {change.ward or ''}".strip() for change in calendar.changes]
    yield from check_once(keys, "changes")
    for change in calendar.changes:
        entry = f"changes.{change.name} {change.ward or ''}".strip()
        if names and change.name not in names:
            yield Problem(entry, f"there is no such announcement; known are {', '.join(names)}")
        if change.date is not None and change.name.startswith(WEEK_PREFIX):
            yield Problem(f"{entry}.date", "its days are the Week's: change [[weeks]]")
        if change.date is not None and dated(2028, change.date) is None:
            yield Problem(f"{entry}.date", _NO_DAY)
        if change.date is None and change.off is None:
            yield Problem(entry, "it changes nothing: switch it off or give a date")
        yield from _check_ward(change.ward, f"{entry}.ward")
    yield from check_once([f"{w.year} {w.ward or ''}".strip() for w in calendar.weeks], "weeks")
    if first and last:
        for week in calendar.weeks:
            yield from _problems_in_week(week, calendar)


def _problems_in_hours(calendar: Calendar) -> Iterator[Problem]:
    names = ("hour", "evening_hour", "quiet_from", "quiet_to")
    wrong = [name for name in names if _TIME_TEXT.fullmatch(getattr(calendar, name)) is None]
    if wrong:
        yield from (Problem(name, _NO_TIME) for name in wrong)
        return
    for name in ("hour", "evening_hour"):
        if calendar.rules().quiet.hold(_minute(getattr(calendar, name))):
            yield Problem(name, "it lies in the quiet hours: nothing would leave then")


def _problems_in_week(week: LearningWeek, calendar: Calendar) -> Iterator[Problem]:
    entry = f"weeks.{week.year}{f' {week.ward}' if week.ward else ''}"
    if week.first.year != week.year or week.last.year != week.year:
        yield Problem(entry, "its days must lie in its year")
    elif not 0 <= (week.last - week.first).days < MAX_WEEK_DAYS:
        yield Problem(entry, f"it must last 1 to {MAX_WEEK_DAYS} days")
    yield from _check_ward(week.ward, f"{entry}.ward")
    for place, each in enumerate(week.events, 1):
        where = f"{entry}.events.{place}"
        theirs = calendar.week_of(week.year, each.ward or week.ward)
        if not theirs.first <= each.day <= theirs.last:
            yield Problem(f"{where}.day", "the day is outside the Week")
        if week.ward is not None and each.ward not in (None, week.ward):
            yield Problem(f"{where}.ward", "it is another ward than the Week's own")
        if each.time is not None and _TIME_TEXT.fullmatch(each.time) is None:
            yield Problem(f"{where}.time", _NO_TIME)
        yield from _check_ward(each.ward, f"{where}.ward")
    days = Counter((each.day, each.ward) for each in week.events)
    for (day, _ward), count in days.items():
        if count > MAX_EVENTS_A_DAY:
            yield Problem(f"{entry}.events", f"{day}: {MAX_EVENTS_A_DAY} events a day at most")


def _check_ward(code: str | None, entry: str) -> Iterator[Problem]:
    if code is not None and find_ward(code) is None:
        yield Problem(entry, f"there is no ward “{code}”: a ward is its code, such as 00190")
