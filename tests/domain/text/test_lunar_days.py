"""Lunar days are those of Viet Nam, and the latest that has passed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.lunar_days import find_lunar_day
from bot.domain.text.normalizing import fold

TODAY = dt.date(2026, 11, 27)


def found(text: str, today: dt.date = TODAY) -> dt.date | None:
    day = find_lunar_day(fold(text), today)
    assert day is not None, text
    return day[0]


@pytest.mark.parametrize(
    "tet",
    [
        "1968-01-29",  # China: 30 January
        "1985-01-21",  # China: 20 February
        "2007-02-17",  # China: 18 February
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2030-02-02",  # China: 3 February
        "2053-02-18",  # China: 19 February
    ],
)
def test_new_year_is_that_of_viet_nam(tet: str) -> None:
    day = dt.date.fromisoformat(tet)
    assert found("mùng 1 Tết", day + dt.timedelta(days=40)) == day
    assert found("mùng 1 Tết", day) == day
    assert found("giao thừa", day) == day - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("mùng 5 Tết", "2026-02-21"),
        ("mồng ba Tết", "2026-02-19"),
        ("hôm Trung thu", "2026-09-25"),
        ("hôm giỗ Tổ", "2026-04-26"),
        ("mùng 10 tháng 3 âm lịch", "2026-04-26"),
        ("10/3 âm lịch", "2026-04-26"),
        ("rằm tháng Giêng", "2026-03-03"),
        ("rằm tháng bảy", "2026-08-27"),
        ("lễ Vu Lan", "2026-08-27"),
        ("tết Đoan ngọ", "2026-06-19"),
        ("23 tháng Chạp", "2026-02-10"),
        ("28 Tết", "2026-02-15"),
        ("hôm rằm", "2026-11-23"),
        ("mùng 1 tháng 10 âm", "2026-11-09"),
        ("15 thang 8 am lich", "2026-09-25"),
    ],
)
def test_the_latest_such_day_is_found(text: str, day: str) -> None:
    assert found(text) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "mùng 10 tháng 3",
        "mùng 5",
        "mùng 3 Tết năm ngoái",
        "31/2 âm lịch",
        "rằm tháng 13",
    ],
)
def test_a_day_that_is_not_clear_is_none(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    "text", ["bánh trung thu", "ram 8gb", "gói bánh tết", "mùng 8/3", "ngày 15/8", "lịch sử giỗ tổ"]
)
def test_other_words_are_no_lunar_day(text: str) -> None:
    assert find_lunar_day(fold(f"học {text}"), TODAY) is None


@given(
    st.dates(dt.date(1905, 1, 1), dt.date(2095, 12, 31)),
    st.integers(1, 29),
    st.integers(1, 12),
)
def test_a_lunar_day_has_passed_and_is_at_most_a_leap_year_ago(
    today: dt.date, day: int, month: int
) -> None:
    latest = found(f"{day}/{month} âm lịch", today)
    assert latest is not None
    assert 0 <= (today - latest).days <= 385
