"""Occurrences: which announcements are sent on which day, to which wards.

An announcement is a day of the calendar, or a module of `bot.announcements`. Wards with an entry of
their own in the calendar have their own occurrences; all others share one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from zlib import crc32

from bot.domain.data_files.localized import LocalizedText
from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.audience import Audience
from bot.domain.notifications.calendar import (
    Calendar,
    CalendarDay,
    LearningWeek,
    WeekEvent,
    events_on,
    task_of,
)
from bot.domain.notifications.policy import PURPOSE_OF
from bot.domain.notifications.reminders import instant
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain

ALL_OTHER_WARDS = "*"
"""All wards without an entry of their own in the calendar."""

MESSAGE_SETTINGS = Choice("/notices", _("🔕 Fewer messages"))
"""Every announcement has this button to stop or reduce notifications."""


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """The facts for a message of Learning Week.

    `also` are the texts of calendar days on the same date. `own` are one person's totals in the
    Week, for a `personal` message.
    """

    week: LearningWeek
    day: dt.date
    events: tuple[WeekEvent, ...]
    events_tomorrow: tuple[WeekEvent, ...]
    task: LocalizedText | None
    also: tuple[Line, ...] = ()
    own: tuple[DailyTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekMessage:
    """A message of Lifelong Learning Week: its days and its text.

    `days` returns the days within a Week; a `personal` message is made for each person.
    """

    name: str
    title: Line
    days: Callable[[LearningWeek], Sequence[dt.date]]
    say: Callable[[WeekFacts], Say]
    evening: bool = False
    personal: bool = False


Announcement: TypeAlias = CalendarDay | WeekMessage


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An announcement on one day, in one ward or in `ALL_OTHER_WARDS`.

    `source` is its identity: a person gets each source once, in any ward.
    """

    announcement: Announcement
    source: str
    ward: str
    excluded: tuple[str, ...]
    at: dt.datetime
    until: dt.datetime
    say: Say | None
    """None: `announcement.say` makes one for each person."""
    facts: WeekFacts | None = None

    @property
    def group(self) -> str:
        """The key of the planning progress: the ward, or a hash of the excluded wards.

        When a ward joins the others during the day, the excluded wards change, so the key changes.
        """
        if self.ward != ALL_OTHER_WARDS or not self.excluded:
            return self.ward
        return f"{ALL_OTHER_WARDS}{crc32(' '.join(self.excluded).encode()):08x}"

    @property
    def audience(self) -> Audience:
        """The people whom it is for."""
        wards = None if self.ward == ALL_OTHER_WARDS else frozenset((self.ward,))
        return Audience(PURPOSE_OF["announcement"], wards, frozenset(self.excluded))

    @property
    def name(self) -> str:
        """The name of the announcement."""
        return self.announcement.name

    def holds(self, ward: str | None) -> bool:
        """True when it is for a person of this ward."""
        return self.audience.has_ward(ward)


def announcements_of(
    messages: Sequence[WeekMessage], calendar: Calendar
) -> tuple[Announcement, ...]:
    """All announcements: the messages of the Week, then the days of the calendar by date."""
    return (*messages, *sorted(calendar.days, key=lambda day: day.date))


def occurrences_on(
    messages: Sequence[WeekMessage], calendar: Calendar, day: dt.date, zone: dt.tzinfo
) -> tuple[Occurrence, ...]:
    """The occurrences of a day, for all other wards and for each ward with its own entry."""
    wards = calendar.wards
    announcements = announcements_of(messages, calendar)
    usual = _occurrences_of(announcements, calendar, day, zone, None)
    found = [replace(each, excluded=wards) for each in usual]
    for ward in wards:
        found += _occurrences_of(announcements, calendar, day, zone, ward)
    return tuple(sorted(found, key=lambda each: (each.at, each.ward != ALL_OTHER_WARDS)))


def days_of(
    announcement: Announcement, calendar: Calendar, year: int, ward: str | None
) -> tuple[dt.date, ...]:
    """The days of a year on which a ward has an announcement; empty when it is off."""
    if calendar.is_off(announcement.name, ward):
        return ()
    match announcement:
        case CalendarDay():
            at = calendar.date_of(announcement.name, announcement.date, year, ward)
            return () if at is None else (at,)
        case WeekMessage():
            # Two weeks before a Week in early January lies in the year before.
            weeks = [calendar.dates_of(each, ward) for each in (year, year + 1)]
            days = [day for week in weeks for day in announcement.days(week)]
            return tuple(sorted(day for day in days if day.year == year))


def _occurrences_of(
    announcements: Sequence[Announcement],
    calendar: Calendar,
    day: dt.date,
    zone: dt.tzinfo,
    ward: str | None,
) -> list[Occurrence]:
    today = [each for each in announcements if day in days_of(each, calendar, day.year, ward)]
    usual = [each for each in today if isinstance(each, CalendarDay)]
    of_week = [each for each in today if isinstance(each, WeekMessage)]
    also: tuple[Line, ...] = ()
    if of_week and calendar.week_on(ward, day) is not None:
        # In the Week there is one message a day, so it includes the texts of calendar days.
        also = tuple(line for each in usual for line in (plain(""), each.text))
        usual = []
    found = []
    for each in usual:
        act = Choice(each.action.command, each.action.label)
        say = Say((each.text,), ((act,), (MESSAGE_SETTINGS,)), "nothing", kind="announcement")
        at, until = _when(calendar, day, zone, evening=False)
        source = f"{each.name} {day.year}"
        found.append(Occurrence(each, source, ward or ALL_OTHER_WARDS, (), at, until, say))
    for message in of_week:
        week = _week_with(message, calendar, day, ward)
        facts = WeekFacts(
            week,
            day,
            events_on(week, day),
            events_on(week, day + dt.timedelta(days=1)),
            task_of(week, day),
            also,
        )
        at, until = _when(calendar, day, zone, evening=message.evening)
        source = f"{message.name} {week.year}"
        if len(message.days(week)) > 1:
            source += f".{(day - week.first).days + 1}"
        own = None if message.personal else message.say(facts)
        found.append(
            Occurrence(message, source, ward or ALL_OTHER_WARDS, (), at, until, own, facts)
        )
    return found


def _when(
    calendar: Calendar, day: dt.date, zone: dt.tzinfo, *, evening: bool
) -> tuple[dt.datetime, dt.datetime]:
    """The time at which an announcement of a day is sent, and its deadline."""
    time = calendar.time_of(evening=evening)
    tomorrow = instant(day + dt.timedelta(days=1), 0, zone)
    return instant(day, time.hour * 60 + time.minute, zone), tomorrow - dt.timedelta(milliseconds=1)


def _week_with(
    message: WeekMessage, calendar: Calendar, day: dt.date, ward: str | None
) -> LearningWeek:
    """The Week of a message on this day: this year's, or in December the next year's."""
    this_year = day in message.days(calendar.dates_of(day.year, ward))
    return calendar.week_of(day.year if this_year else day.year + 1, ward)
