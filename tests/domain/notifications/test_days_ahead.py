"""One day that is still to come, out of a text; what is past is told apart, and offered again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.days_ahead import Repeats, day_again, find_day_ahead
from bot.domain.notifications.weekly_times import fold_times
from tests.handlers.every import texts

FRIDAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day", "repeats"),
    [
        ("mai", "2026-11-21", "day"), ("ngày kia", "2026-11-22", "day"),
        ("day after tomorrow", "2026-11-22", "day"), ("tối nay", "2026-11-20", "day"),
        ("3 ngày nữa", "2026-11-23", "day"), ("2 tuần nữa", "2026-12-04", "day"),
        ("in two days", "2026-11-22", "day"),
        # A weekday: of this week, the coming one, of the next week.
        ("thứ 6 này", "2026-11-20", "week"), ("thứ 2 này", "2026-11-23", "week"),
        ("thứ 2 tuần này", "2026-11-16", "week"), ("thứ 6 tới", "2026-11-27", "week"),
        ("thứ bảy sắp tới", "2026-11-21", "week"), ("thứ 7 tuần sau", "2026-11-28", "week"),
        ("tuần sau thứ 3", "2026-11-24", "week"), ("cn này", "2026-11-22", "week"),
        ("this Monday", "2026-11-23", "week"), ("next Friday", "2026-11-27", "week"),
        # A date: of this year, or the next where it is long over.
        ("25/12", "2026-12-25", "year"), ("ngày 25 tháng 12 năm 2026", "2026-12-25", "year"),
        ("1/3", "2027-03-01", "year"), ("15/11", "2026-11-15", "year"),
        ("ngày 5", "2026-12-05", "month"), ("ngày 31", "2026-12-31", "month"),
        ("25/12/26", "2026-12-25", "year"), ("29/2/2028", "2028-02-29", "year"),
        ("25 December", "2026-12-25", "year"), ("December 25", "2026-12-25", "year"),
        ("thứ sáu, ngày 25/12", "2026-12-25", "year"),
    ],
)  # fmt: skip
def test_a_day_ahead_is_read(typed: str, day: str, repeats: Repeats) -> None:
    found = find_day_ahead(fold_times(typed), FRIDAY)
    assert found is not None
    assert (found.day.isoformat(), found.repeats, found.rest) == (day, repeats, "")
    assert not found.weekend
    assert found.minutes is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30 phút nữa", 30), ("2 tiếng nữa", 120), ("nửa tiếng nữa", 30), ("1 tiếng rưỡi nữa", 90),
        ("sau 45 phút nữa", 45), ("in 2 hours", 120), ("in half an hour", 30), ("in an hour", 60),
        ("hai tiếng nữa", 120),
    ],
)  # fmt: skip
def test_so_long_from_now_is_read(typed: str, minutes: int) -> None:
    found = find_day_ahead(fold_times(typed), FRIDAY)
    assert found is not None
    assert (found.day, found.minutes, found.rest) == (FRIDAY, minutes, "")


@pytest.mark.parametrize(
    ("typed", "today", "saturday"),
    [
        ("cuối tuần", FRIDAY, 21), ("cuối tuần này", FRIDAY, 21), ("cuối tuần sau", FRIDAY, 28),
        ("next weekend", FRIDAY, 28), ("cuối tuần", FRIDAY + dt.timedelta(days=2), 21),
    ],
)  # fmt: skip
def test_a_weekend_is_read_with_its_saturday(typed: str, today: dt.date, saturday: int) -> None:
    found = find_day_ahead(fold_times(typed), today)
    assert found is not None
    assert found.weekend
    assert found.day.day == saturday


@pytest.mark.parametrize(
    "typed",
    ["thứ 3", "thứ 3 lúc 8h", "thứ 2-4 lúc 8h", "2-4-6", "hằng ngày 8 tối", "mỗi cuối tuần",
     "cuối tuần hằng tuần", "cô Mai", "thứ hai 25/12", "31/11", "30 phút", "8:30", "8h-10h",
     "hôm qua", "bài 3/4", "0 phút nữa", "999 tuần nữa"],
)  # fmt: skip
def test_other_words_are_no_day_ahead(typed: str) -> None:
    assert find_day_ahead(fold_times(typed), FRIDAY) is None


@given(
    st.one_of(texts, st.text("mai này thứ hai27cnuốtầtpàngytáđếsau/-0139 ", max_size=30)),
    st.dates(FRIDAY, dt.date(2099, 12, 31)),
)
def test_whatever_is_typed_no_day_is_absurd(typed: str, today: dt.date) -> None:
    found = find_day_ahead(fold_times(typed), today)
    assert found is None or dt.date(2000, 1, 1) <= found.day <= dt.date(2108, 12, 31)


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)),
    st.sampled_from(("day", "week", "month", "year")),
    st.integers(0, 800),
)
def test_the_next_day_of_a_name_is_later_and_has_its_name(
    day: dt.date, repeats: Repeats, later: int
) -> None:
    after = day + dt.timedelta(days=later)
    again = day_again(day, repeats, after)
    assert again > day
    assert again >= after
    match repeats:
        case "week":
            assert again.weekday() == day.weekday()
        case "month":
            assert again.day == day.day
        case "year":
            assert (again.day, again.month) == (day.day, day.month)
        case "day":
            assert (again - after).days in (0, 1)
