"""Several activities in one message are read apart, and one activity is not torn."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quick_log.reading import read_quick_log
from bot.domain.quick_log.splitting import MAX_PARTS, read_quick_logs

TODAY = dt.date(2026, 11, 27)  # a Friday

DOINGS = (("đọc sách", 30), ("học excel", 45), ("xem video nấu ăn", 20), ("dạy cháu vẽ", 15))
WORDS = (
    "đọc",
    "sách",
    "học",
    "vẽ",
    "30",
    "phút",
    "và",
    ",",
    "rồi",
    "hôm",
    "qua",
    "xem",
    "video",
    "1h",
)
JOINTS = st.sampled_from((", ", "; ", " và ", " rồi ", "\n", ", rồi ", "\n- ", " + "))


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("học toán 1 tiếng\nhọc văn 1 tiếng", [("học toán", 0, 60), ("học văn", 0, 60)]),
        (
            "dạy cháu đánh vần 20p và đọc báo 15p",
            [("dạy cháu đánh vần", 0, 20), ("đọc báo", 0, 15)],
        ),
        (
            "hôm qua đọc sách 30 phút, học excel 45 phút",
            [("đọc sách", -1, 30), ("học excel", -1, 45)],
        ),
        (
            "đọc sách 30 phút, học excel 45 phút hôm qua",
            [("đọc sách", None, 30), ("học excel", -1, 45)],
        ),
        (
            "hôm qua học toán 1 tiếng và hôm nay đọc sách 30 phút",
            [("học toán", -1, 60), ("đọc sách", 0, 30)],
        ),
        (
            "Hôm qua:\n- đọc sách 30 phút\n- học excel 45 phút",
            [("đọc sách", -1, 30), ("học excel", -1, 45)],
        ),
        (
            "sáng nay 8h đọc sách 30 phút, 9h học vẽ 1 tiếng",
            [("đọc sách", 0, 30), ("học vẽ", 0, 60)],
        ),
        ("đọc sách và ghi chép 30 phút", [("đọc sách và ghi chép", 0, 30)]),
        ("học excel\n45 phút", [("học excel", 0, 45)]),
        ("học toán 1 tiếng, văn 30 phút", [("học toán, văn", 0, None)]),
        ("xin chào", []),
    ],
)
def test_full_activities_are_read_apart(
    message: str, told: list[tuple[str, int | None, int | None]]
) -> None:
    found = read_quick_logs(message, TODAY)
    days = [None if each.day is None else (each.day - TODAY).days for each in found]
    assert [(each.title, day, each.minutes) for each, day in zip(found, days, strict=True)] == told


@given(st.lists(st.sampled_from(DOINGS), min_size=2, max_size=MAX_PARTS), JOINTS)
def test_any_joined_activities_come_back_in_order(
    doings: list[tuple[str, int]], joint: str
) -> None:
    message = joint.join(f"{what} {minutes} phút" for what, minutes in doings)
    found = read_quick_logs(message, TODAY)
    assert [(each.title, each.minutes) for each in found] == doings


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_one_reading_is_that_of_the_whole_message(message: str) -> None:
    found = read_quick_logs(message, TODAY)
    whole = read_quick_log(message, TODAY)
    assert len(found) > 1 or found == ((whole,) if whole else ())
