"""Problems in a calendar file, each with the entry that its editor has to correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from bot.domain.data_files.problems import (
    Problem,
    check_length,
    check_once,
    check_texts,
    found_once,
)
from bot.domain.notifications.calendar import (
    WEEK_PREFIX,
    Calendar,
    CalendarDay,
    CalendarOverride,
    LearningWeek,
    dated,
    minute_of,
)
from bot.domain.people.wards import ward as find_ward

MAX_EVENTS_A_DAY = 8
MAX_WEEK_DAYS = 14
MAX_LABEL = 40
"""Maximum characters on a button."""

_DAY_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
_COMMAND = re.compile(r"/[a-z]+")
_TIME_TEXT = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NO_TIME = "it must be a time of day, such as 08:00"
_NO_DAY = "there is no such day: write the month and the day, such as 10-02"
_NOT_EVERY_YEAR = "not every year has such a day: write the month and the day, such as 10-01"


def problems_in_calendar(
    calendar: Calendar,
    names: Sequence[str] = (),
    opens: Callable[[str], object] = lambda _command: True,
) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape.

    `names` are the announcements that have modules. `opens(command)` is true when a command exists.
    """
    yield from _problems_in_content(calendar, tuple(names))
    for day in calendar.days:
        yield from _problems_in_command(day, opens)


@found_once
def _problems_in_content(calendar: Calendar, names: tuple[str, ...]) -> Iterator[Problem]:
    """Problems whatever commands there are."""
    yield from check_texts(calendar, "")
    yield from _problems_in_usual_week(calendar)
    if not calendar.tasks:
        yield Problem("tasks", "there is no task")
    yield from _problems_in_hours(calendar)
    yield from check_once([day.name for day in calendar.days], "days")
    for day in calendar.days:
        yield from _problems_in_day(day)
    keys = [f"{change.name} {change.ward or ''}".strip() for change in calendar.changes]
    yield from check_once(keys, "changes")
    known = tuple(dict.fromkeys((*names, *(day.name for day in calendar.days))))
    for change in calendar.changes:
        yield from _problems_in_change(change, known)
    yield from check_once([f"{w.year} {w.ward or ''}".strip() for w in calendar.weeks], "weeks")
    if dated(2026, calendar.week_first) and dated(2026, calendar.week_last):
        for week in calendar.weeks:
            yield from _problems_in_week(week, calendar)


def _problems_in_usual_week(calendar: Calendar) -> Iterator[Problem]:
    first, last = dated(2026, calendar.week_first), dated(2026, calendar.week_last)
    for name, day in (("week_first", first), ("week_last", last)):
        if day is None:
            yield Problem(name, _NOT_EVERY_YEAR)
    if first and last and not 0 <= (last - first).days < MAX_WEEK_DAYS:
        yield Problem("week_last", f"the Week must last 1 to {MAX_WEEK_DAYS} days")


def _problems_in_day(day: CalendarDay) -> Iterator[Problem]:
    entry = f"days.{day.name}"
    if _DAY_NAME.fullmatch(day.name) is None:
        yield Problem(f"{entry}.name", "a name is small letters and _, such as book_day")
    elif day.name.startswith(WEEK_PREFIX):
        yield Problem(f"{entry}.name", f"names with {WEEK_PREFIX} belong to Learning Week")
    if dated(2028, day.date) is None:
        yield Problem(f"{entry}.date", _NO_DAY)
    yield from check_length(day.action.label, MAX_LABEL, f"{entry}.action.label")


def _problems_in_command(day: CalendarDay, opens: Callable[[str], object]) -> Iterator[Problem]:
    if _COMMAND.fullmatch(day.action.command) is None or not opens(day.action.command):
        where = f"days.{day.name}.action.command"
        yield Problem(where, "there is no such command: write one like /log")


def _problems_in_change(change: CalendarOverride, known: Sequence[str]) -> Iterator[Problem]:
    entry = f"changes.{change.name} {change.ward or ''}".strip()
    if change.name not in known:
        yield Problem(entry, f"there is no such announcement; known are {', '.join(known)}")
    if change.date is not None and change.name.startswith(WEEK_PREFIX):
        yield Problem(f"{entry}.date", "its days are the Week's: change [[weeks]]")
    if change.date is not None and dated(2028, change.date) is None:
        yield Problem(f"{entry}.date", _NO_DAY)
    if change.date is None and change.off is None:
        yield Problem(entry, "it changes nothing: switch it off or give a date")
    yield from _check_ward(change.ward, f"{entry}.ward")


def _problems_in_hours(calendar: Calendar) -> Iterator[Problem]:
    names = ("hour", "evening_hour", "quiet_from", "quiet_to")
    wrong = [name for name in names if _TIME_TEXT.fullmatch(getattr(calendar, name)) is None]
    if wrong:
        yield from (Problem(name, _NO_TIME) for name in wrong)
        return
    for name in ("hour", "evening_hour"):
        if calendar.rules().quiet.hold(minute_of(getattr(calendar, name))):
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
