"""Deadlines of requests about personal data, with the public holidays; a data file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem, check_once, check_texts, found_once

RequestKind: TypeAlias = Literal["copy", "correct", "withdraw", "erase", "ask"]
"""What a person may ask: a copy, a correction, an end of a consent, an erasure, or in words."""

REQUEST_KINDS: tuple[RequestKind, ...] = get_args(RequestKind)

DayKind: TypeAlias = Literal["working", "calendar"]

MAX_DAYS = 90
MAX_HOLIDAY_DAYS = 16
_SATURDAY = 5


class Deadline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many days after the day of the request; working days leave out days off."""

    days: int
    counted: DayKind
    source: str


class Holiday(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days off from `first` to `last`, both included."""

    name: LocalizedText
    first: dt.date
    last: dt.date


class RequestRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The deadlines, the days off, and how early an open request is reminded of."""

    version: str
    remind_days: int
    acknowledge: Deadline
    copy: Deadline
    correct: Deadline
    withdraw: Deadline
    erase: Deadline
    ask: Deadline
    yearly: tuple[str, ...] = ()
    """Days off of every year, as `MM-DD`."""
    holidays: tuple[Holiday, ...] = ()
    working_saturdays: tuple[dt.date, ...] = ()
    """Days at a weekend that are worked in exchange for a day off."""

    def of(self, kind: RequestKind) -> Deadline:
        """The deadline of a kind of request."""
        match kind:
            case "copy":
                return self.copy
            case "correct":
                return self.correct
            case "withdraw":
                return self.withdraw
            case "erase":
                return self.erase
            case "ask":
                return self.ask

    def works(self, day: dt.date) -> bool:
        """True for a working day."""
        if day in self.working_saturdays:
            return True
        if day.weekday() >= _SATURDAY or f"{day:%m-%d}" in self.yearly:
            return False
        return not any(each.first <= day <= each.last for each in self.holidays)

    def due(self, kind: RequestKind, received: dt.date) -> dt.date:
        """The last day for a request of a kind."""
        return self.end_of(self.of(kind), received)

    def end_of(self, deadline: Deadline, received: dt.date) -> dt.date:
        """The last day of a deadline. The day of the request itself is not counted.

        A last calendar day that is a day off stays the last day: no extension is taken.
        """
        if deadline.counted == "calendar":
            return received + dt.timedelta(days=deadline.days)
        day, left = received, deadline.days
        while left:
            day += dt.timedelta(days=1)
            left -= self.works(day)
        return day

    def knows(self, year: int) -> bool:
        """True when the days off of this year that have no fixed date are entered."""
        return any(each.first.year == year or each.last.year == year for each in self.holidays)


@found_once
def problems_in_request_rules(rules: RequestRules) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape."""
    yield from check_texts(rules, "")
    for name in ("acknowledge", *REQUEST_KINDS):
        deadline: Deadline = getattr(rules, name)
        if not 1 <= deadline.days <= MAX_DAYS:
            yield Problem(f"{name}.days", f"it must be 1 to {MAX_DAYS}")
        if not deadline.source.strip():
            yield Problem(f"{name}.source", "say where the rule stands")
    if not 1 <= rules.remind_days <= MAX_DAYS:
        yield Problem("remind_days", f"it must be 1 to {MAX_DAYS}")
    yield from check_once(rules.yearly, "yearly")
    for day in rules.yearly:
        if not _is_day_of_year(day):
            yield Problem(f"yearly.{day}", "it must be a day of every year, as 09-02")
    for place, holiday in enumerate(rules.holidays, 1):
        entry = f"holidays.{place}"
        if holiday.last < holiday.first:
            yield Problem(f"{entry}.last", "it is before the first day")
        elif (holiday.last - holiday.first).days >= MAX_HOLIDAY_DAYS:
            yield Problem(f"{entry}.last", f"it is longer than {MAX_HOLIDAY_DAYS} days")
    for worked in rules.working_saturdays:
        if worked.weekday() < _SATURDAY:
            yield Problem(f"working_saturdays.{worked}", "it is no day of a weekend")


def _is_day_of_year(text: str) -> bool:
    try:
        return f"{dt.date.fromisoformat(f'2024-{text}'):%m-%d}" == text and text != "02-29"
    except ValueError:
        return False
