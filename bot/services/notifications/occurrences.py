"""Announcements: what is said on which day of the year, to which wards; decided, not yet sent.

An announcement is a day of the calendar, or one module of `bot.announcements`. On a day each ward
has those that the calendar gives it; wards that differ in nothing are planned together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from zlib import crc32

from bot.domain.data_files.localized import LocalizedText
from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.calendar import (
    Calendar,
    CalendarDay,
    LearningWeek,
    WeekEvent,
    events_on,
    task_of,
)
from bot.domain.notifications.reminders import instant
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain

ALL_OTHER_WARDS = "*"
"""Stands for all wards that have nothing of their own in the calendar."""

MESSAGE_SETTINGS = Choice("/notices", _("🔕 Fewer messages"))
"""Every announcement shows the way out."""


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What a message of Learning Week is made of.

    `also` is what the calendar days say that fall on this day; `own` what one person recorded in
    the Week, for a message that is `personal`.
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
    """A message of Lifelong Learning Week: on which days, and what it says.

    `days` gives the days of a Week; a `personal` one is made for each person by itself.
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
    """An announcement on a day, in one ward or in all `ALL_OTHER_WARDS` but some.

    `source` is what makes it this one: a person gets each source once, in whatever ward.
    """

    announcement: Announcement
    source: str
    ward: str
    excluded: tuple[str, ...]
    at: dt.datetime
    until: dt.datetime
    say: Say | None
    """None: it is made for each person, by `announcement.say`."""
    facts: WeekFacts | None = None

    @property
    def group(self) -> str:
        """Under what it is noted how far it is planned: the ward, or the others without some.

        A ward that becomes one of the others during the day makes them another group.
        """
        if self.ward != ALL_OTHER_WARDS or not self.excluded:
            return self.ward
        return f"{ALL_OTHER_WARDS}{crc32(' '.join(self.excluded).encode()):08x}"

    @property
    def name(self) -> str:
        """The announcement's name."""
        return self.announcement.name

    def holds(self, ward: str | None) -> bool:
        """True for somebody of this ward."""
        return ward not in self.excluded if self.ward == ALL_OTHER_WARDS else ward == self.ward


def announcements_of(
    messages: Sequence[WeekMessage], calendar: Calendar
) -> tuple[Announcement, ...]:
    """All announcements: the messages of the Week, and the calendar's days in their order."""
    return (*messages, *sorted(calendar.days, key=lambda day: day.date))


def occurrences_on(
    messages: Sequence[WeekMessage], calendar: Calendar, day: dt.date, zone: dt.tzinfo
) -> tuple[Occurrence, ...]:
    """What is announced on a day, everywhere; wards with something of their own by themselves."""
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
    """The days of a year on which a ward has an announcement; none where it is off."""
    if calendar.is_off(announcement.name, ward):
        return ()
    match announcement:
        case CalendarDay():
            at = calendar.date_of(announcement.name, announcement.date, year, ward)
            return () if at is None else (at,)
        case WeekMessage():
            # Two weeks before the first days of January is in the year before.
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
        # One message a day in the Week: what else the day is for is said in it.
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
    """When an announcement of a day goes out, and the last moment at which it still does."""
    time = calendar.time_of(evening=evening)
    tomorrow = instant(day + dt.timedelta(days=1), 0, zone)
    return instant(day, time.hour * 60 + time.minute, zone), tomorrow - dt.timedelta(milliseconds=1)


def _week_with(
    message: WeekMessage, calendar: Calendar, day: dt.date, ward: str | None
) -> LearningWeek:
    """The Week that a message of this day is about: this year's or, in December, the next one's."""
    this_year = day in message.days(calendar.dates_of(day.year, ward))
    return calendar.week_of(day.year if this_year else day.year + 1, ward)
