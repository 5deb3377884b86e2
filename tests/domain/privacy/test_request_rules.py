"""Deadlines count the days they should, and a mistake in the file is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_vn import solar_to_lunar
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.privacy.request_rules import (
    Deadline,
    Holiday,
    RequestRules,
    problems_in_request_rules,
)
from tests.domain import reference_files

RULES = reference_files.request_rules()
WORKING = Deadline(days=2, counted="working", source="a decree")
NAME = LocalizedText("Tết", "Tết")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-26", "2026-11-30"),  # Thursday: Friday, Monday
        ("2026-11-28", "2026-12-01"),  # Saturday: Monday, Tuesday
        ("2026-12-31", "2027-01-05"),  # 1 January is off, then a weekend
        ("2027-02-04", "2027-02-11"),  # Tết
        ("2027-04-29", "2027-05-04"),  # 30 April, 1 May, a weekend
    ],
)
def test_working_days_leave_out_weekends_and_days_off(received: str, last: str) -> None:
    assert RULES.end_of(WORKING, day(received)) == day(last)


def test_a_worked_saturday_counts() -> None:
    changed = replace(RULES, working_saturdays=(day("2026-11-28"),))
    assert changed.end_of(WORKING, day("2026-11-26")) == day("2026-11-28")


@pytest.mark.parametrize(
    ("kind", "last"),
    [("copy", "2026-12-08"), ("correct", "2026-12-08"), ("withdraw", "2026-12-13"),
     ("erase", "2026-12-18"), ("ask", "2026-12-08")],
)  # fmt: skip
def test_the_deadlines_of_the_release_are_those_of_the_decree(kind: Any, last: str) -> None:
    assert RULES.due(kind, day("2026-11-28")) == day(last)
    assert RULES.acknowledge == replace(WORKING, source=RULES.acknowledge.source)


@given(
    received=st.dates(day("2026-01-01"), day("2028-12-31")),
    off=st.lists(st.dates(day("2026-01-01"), day("2029-03-01")), max_size=20),
    days=st.integers(1, 30),
)
def test_a_day_off_that_is_missing_makes_a_deadline_earlier_never_later(
    received: dt.date, off: list[dt.date], days: int
) -> None:
    deadline = replace(WORKING, days=days)
    more = tuple(Holiday(name=NAME, first=each, last=each) for each in off)
    known = replace(RULES, holidays=(*RULES.holidays, *more))
    last = RULES.end_of(deadline, received)
    assert received < last <= known.end_of(deadline, received)
    assert last >= received + dt.timedelta(days=days)
    assert RULES.works(last)


def test_the_lunar_days_of_the_release_are_computed_right() -> None:
    assert list(problems_in_request_rules(RULES)) == []
    for holiday in RULES.holidays:
        if holiday.name.vi.startswith("Giỗ Tổ"):
            lunar = solar_to_lunar(holiday.first)
            assert (lunar.day, lunar.month) == (10, 3)
        else:
            lunar = solar_to_lunar(holiday.last)
            assert (lunar.day, lunar.month) == (4, 1)


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"copy": replace(WORKING, days=0)}, "copy.days"),
        ({"ask": replace(WORKING, source=" ")}, "ask.source"),
        ({"remind_days": 0}, "remind_days"),
        ({"yearly": ("09-02", "09-02")}, "yearly.09-02"),
        ({"yearly": ("02-30",)}, "yearly.02-30"),
        ({"yearly": ("2/9",)}, "yearly.2/9"),
        ({"holidays": (Holiday(name=NAME, first=day("2027-02-06"), last=day("2027-02-05")),)},
         "holidays.1.last"),
        ({"holidays": (Holiday(name=NAME, first=day("2027-02-06"), last=day("2028-02-05")),)},
         "holidays.1.last"),
        ({"working_saturdays": (day("2026-11-27"),)}, "working_saturdays.2026-11-27"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_entry(changes: dict[str, Any], entry: str) -> None:
    found: list[Problem] = list(problems_in_request_rules(replace(RULES, **changes)))
    assert entry in [each.entry for each in found]


def test_it_is_known_for_which_years_the_moved_days_are_entered() -> None:
    assert RULES.knows(2027)
    assert not RULES.knows(2031)
    assert isinstance(RULES, RequestRules)
