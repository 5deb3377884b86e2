"""The calendar: the Week of a ward, its events, and the day of each announcement."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.calendar import (
    Calendar,
    CalendarOverride,
    LearningWeek,
    dated,
    events_on,
    task_of,
)
from bot.domain.notifications.policy import QuietHours
from tests.announcements.calendars import HERE, THERE, both, calendar, calendars, day, event

USUAL = LearningWeek(2026, day(10, 1), day(10, 7))
FULL = LearningWeek(
    2026,
    day(10, 1),
    day(10, 7),
    both("Chủ đề"),
    both("Khẩu hiệu"),
    tasks=(both("Việc chung"),),
    events=(
        event(day(10, 3), "Lớp chiều", "14:00"),
        event(day(10, 3), "Lớp của phường", "08:00", HERE),
        event(day(10, 3), "Trưng bày"),
        event(day(10, 1), "Khai mạc", "07:30"),
        event(day(10, 7), "Bế mạc ở nơi khác", "07:30", THERE),
    ),
)


def said(week: LearningWeek) -> list[str]:
    """The titles of the events, in the order of the programme."""
    return [f"{each.day:%d/%m} {each.time or '-'} {each.what.vi[:-5]}" for each in week.events]


# --- the Week -------------------------------------------------------------------------------------


def test_without_a_word_about_a_year_the_week_has_its_usual_days() -> None:
    plain = calendar()
    for year in (2025, 2026, 2027):
        week = plain.week_of(year)
        assert (week.year, week.first, week.last) == (year, day(10, 1, year), day(10, 7, year))
        assert (week.theme, week.slogan, week.events, week.ward) == (None, None, (), None)
        assert week.tasks == plain.tasks
    moved = calendar(week_first="04-20", week_last="04-20").week_of(2026)
    assert (moved.first, moved.last) == (day(4, 20), day(4, 20))


def test_a_years_own_week_goes_before_the_usual_one_in_every_ward() -> None:
    moved = LearningWeek(2026, day(9, 28), day(10, 4), theme=both("Đọc"))
    weeks = calendar(weeks=(moved,))
    for ward in (None, HERE, THERE):
        week = weeks.week_of(2026, ward)
        assert (week.first, week.last, week.theme, week.ward) == (
            day(9, 28),
            day(10, 4),
            both("Đọc"),
            ward,
        )
    assert weeks.week_of(2027).first == day(10, 1, 2027)


def test_what_a_wards_own_week_leaves_out_is_as_everywhere() -> None:
    own = LearningWeek(2026, day(10, 6), day(10, 12), ward=HERE)
    week = calendar(weeks=(own, FULL)).week_of(2026, HERE)
    assert (week.first, week.last, week.ward) == (day(10, 6), day(10, 12), HERE)
    assert (week.theme, week.slogan) == (both("Chủ đề"), both("Khẩu hiệu"))
    assert week.tasks == (both("Việc chung"),)


def test_what_a_wards_own_week_says_goes_before_what_is_said_everywhere() -> None:
    own = LearningWeek(
        2026, day(10, 1), day(10, 7), both("Riêng"), both("Của phường"), HERE, (both("Việc riêng"),)
    )
    weeks = calendar(weeks=(FULL, own))
    week = weeks.week_of(2026, HERE)
    assert (week.theme, week.slogan) == (both("Riêng"), both("Của phường"))
    assert week.tasks == (both("Việc riêng"),)
    for ward in (None, THERE):
        assert weeks.week_of(2026, ward).theme == both("Chủ đề")
        assert weeks.week_of(2026, ward).tasks == (both("Việc chung"),)


def test_a_wards_own_week_of_another_year_says_nothing_of_this_one() -> None:
    own = LearningWeek(2027, day(3, 1, 2027), day(3, 7, 2027), ward=HERE)
    weeks = calendar(weeks=(own,))
    assert weeks.week_of(2026, HERE).first == day(10, 1)
    assert weeks.week_of(2027, HERE).first == day(3, 1, 2027)
    assert weeks.week_of(2027, THERE).first == day(10, 1, 2027)


def test_events_are_the_wards_and_everybodys_in_their_order() -> None:
    weeks = calendar(weeks=(FULL,))
    everywhere = ["01/10 07:30 Khai mạc", "03/10 - Trưng bày", "03/10 14:00 Lớp chiều"]
    assert said(weeks.week_of(2026)) == everywhere
    here = weeks.week_of(2026, HERE)
    assert said(here) == [
        "01/10 07:30 Khai mạc",
        "03/10 - Trưng bày",
        "03/10 08:00 Lớp của phường",
        "03/10 14:00 Lớp chiều",
    ]
    assert said(weeks.week_of(2026, THERE)) == [*everywhere, "07/10 07:30 Bế mạc ở nơi khác"]
    assert [each.time for each in events_on(here, day(10, 3))] == [None, "08:00", "14:00"]
    assert events_on(here, day(10, 2)) == ()


def test_a_ward_with_other_days_has_its_own_events_and_of_everybodys_those_of_its_days() -> None:
    own = LearningWeek(
        2026, day(10, 3), day(10, 9), ward=HERE, events=(event(day(10, 9), "Bế mạc muộn"),)
    )
    weeks = calendar(weeks=(FULL, own))
    assert said(weeks.week_of(2026, HERE)) == [
        "03/10 - Trưng bày",
        "03/10 08:00 Lớp của phường",
        "03/10 14:00 Lớp chiều",
        "09/10 - Bế mạc muộn",
    ]
    assert "09/10 - Bế mạc muộn" not in said(weeks.week_of(2026, THERE))


def test_a_day_is_in_the_week_of_its_ward_or_in_none() -> None:
    own = LearningWeek(2026, day(10, 6), day(10, 12), ward=HERE)
    weeks = calendar(weeks=(own,))
    assert weeks.week_on(None, day(9, 30)) is None
    assert weeks.week_on(None, day(10, 1)) == weeks.week_on(THERE, day(10, 7))
    assert weeks.week_on(None, day(10, 7)) == (day(10, 1), day(10, 7))
    assert weeks.week_on(None, day(10, 8)) is None
    assert weeks.week_on(HERE, day(10, 5)) is None
    assert weeks.week_on(HERE, day(10, 12)) == (day(10, 6), day(10, 12))


@given(calendars(), st.sampled_from((None, HERE, THERE)), st.integers(0, 800))
def test_the_week_that_a_day_is_in_holds_it(made: Calendar, ward: str | None, ahead: int) -> None:
    today = day(1, 1) + dt.timedelta(days=ahead)
    week = made.week_of(today.year, ward)
    assert week.first.year == week.last.year == week.year == today.year
    found = made.week_on(ward, today)
    assert (found is not None) == (week.first <= today <= week.last)
    assert found in (None, (week.first, week.last))
    assert all(week.first <= each.day <= week.last for each in week.events)
    assert all(each.ward in (None, ward) for each in week.events)


def test_each_day_of_the_week_has_the_next_task_and_begins_anew_after_the_last() -> None:
    week = calendar().week_of(2026)
    tasks = [task_of(week, week.first + dt.timedelta(days=n)) for n in range(8)]
    assert tasks == [*week.tasks, week.tasks[0]]
    assert task_of(week, week.first - dt.timedelta(days=1)) is None
    assert task_of(USUAL, week.first) is None, "a Week without tasks has none"


# --- limits ---------------------------------------------------------------------------------------


def test_the_rules_are_what_the_file_says() -> None:
    rules = calendar(quiet_from="20:30", quiet_to="08:15", weekly_most=2).rules()
    assert rules.quiet == QuietHours(20 * 60 + 30, 8 * 60 + 15)
    assert rules.weekly_most == 2
    assert rules.week_on(HERE, day(10, 3)) == (day(10, 1), day(10, 7))
    assert rules.week_on(HERE, day(11, 3)) is None


def test_announcements_go_out_at_the_hour_and_in_the_evening() -> None:
    times = calendar(hour="07:15", evening_hour="18:30")
    assert times.time_of(evening=False) == dt.time(7, 15)
    assert times.time_of(evening=True) == dt.time(18, 30)


# --- overrides ------------------------------------------------------------------------------------

OFF, ON = CalendarOverride("book_day", off=True), CalendarOverride("book_day", off=False)
HERE_OFF, HERE_ON = (
    CalendarOverride("book_day", off=True, ward=HERE),
    CalendarOverride("book_day", off=False, ward=HERE),
)
MOVED = CalendarOverride("book_day", date="04-25")
HERE_MOVED = CalendarOverride("book_day", date="05-02", ward=HERE)


@pytest.mark.parametrize(
    ("changes", "here", "there"),
    [
        ((), "04-21", "04-21"),
        ((OFF,), None, None),
        ((ON,), "04-21", "04-21"),
        ((HERE_OFF,), None, "04-21"),
        ((OFF, HERE_ON), "04-21", None),
        ((MOVED,), "04-25", "04-25"),
        ((HERE_MOVED,), "05-02", "04-21"),
        ((MOVED, HERE_MOVED), "05-02", "04-25"),
        ((MOVED, HERE_OFF), None, "04-25"),
        ((OFF, HERE_MOVED), None, None),
        ((CalendarOverride("book_day", True, "04-25"), HERE_ON), "04-25", None),
        ((OFF, CalendarOverride("book_day", False, "05-02", HERE)), "05-02", None),
        ((CalendarOverride("book_day", False, "02-29"),), None, None),
        (
            (
                CalendarOverride("law_day", off=True, ward=HERE),
                CalendarOverride("law_day", date="01-01"),
            ),
            "04-21",
            "04-21",
        ),
    ],
)
def test_a_change_holds_everywhere_and_a_wards_own_goes_before_it(
    changes: tuple[CalendarOverride, ...], here: str | None, there: str | None
) -> None:
    changed = calendar(*changes)
    for ward, expected in ((HERE, here), (THERE, there), (None, there)):
        found = changed.date_of("book_day", "04-21", 2026, ward)
        assert found == (None if expected is None else dated(2026, expected))


def test_the_29th_of_february_is_a_day_of_leap_years_only() -> None:
    leap = calendar(CalendarOverride("book_day", date="02-29"))
    assert leap.date_of("book_day", "04-21", 2028, None) == day(2, 29, 2028)
    assert leap.date_of("book_day", "04-21", 2027, None) is None
    assert not leap.is_off("book_day", None)


def test_the_wards_that_differ_in_anything_are_known_each_once() -> None:
    assert calendar().wards == ()
    assert calendar(OFF, MOVED, weeks=(USUAL,)).wards == ()
    assert calendar(HERE_OFF).wards == (HERE,)
    assert calendar(weeks=(LearningWeek(2026, day(10, 1), day(10, 7), ward=THERE),)).wards == (
        THERE,
    )
    assert calendar(weeks=(FULL,)).wards == (THERE, HERE)
    assert calendar(HERE_OFF, weeks=(FULL,)).wards == (THERE, HERE)
