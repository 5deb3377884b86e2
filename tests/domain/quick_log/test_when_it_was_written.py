"""The time at which a sentence was written decides what "tối nay" can mean."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.quick_log.reading import read_quick_log
from bot.domain.quick_log.splitting import read_quick_logs

TODAY = dt.date(2026, 11, 28)
YESTERDAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("at", "sentence", "day"),
    [
        ("00:12", "tối nay đọc sách 30 phút", None),
        ("00:12", "chiều nay đọc sách 30 phút", None),
        ("00:12", "hôm nay đọc sách 30 phút", TODAY),
        ("00:12", "đọc sách 30 phút", TODAY),
        ("03:59", "tối qua đọc sách 30 phút", None),
        ("04:00", "tối qua đọc sách 30 phút", YESTERDAY),
        ("08:00", "tối nay đọc sách 30 phút", None),
        ("08:00", "read a book tonight for 30 minutes", None),
        ("08:00", "sáng nay đọc sách 30 phút", TODAY),
        ("10:00", "chiều nay đọc sách 30 phút", None),
        ("15:00", "chiều nay đọc sách 30 phút", TODAY),
        ("22:34", "tối nay đọc sách 30 phút", TODAY),
        ("09:00", "hôm qua đọc sách buổi tối 30 phút", YESTERDAY),
    ],
)
def test_a_part_of_the_day_that_has_not_begun_is_asked(
    at: str, sentence: str, day: dt.date | None
) -> None:
    reading = read_quick_log(sentence, TODAY, dt.time.fromisoformat(at))
    assert reading is not None
    assert reading.day == day


def test_the_same_sentence_at_another_time_is_read_anew() -> None:
    early = read_quick_log("tối nay học vẽ 30 phút", TODAY, dt.time(8))
    late = read_quick_log("tối nay học vẽ 30 phút", TODAY, dt.time(21))
    unknown = read_quick_log("tối nay học vẽ 30 phút", TODAY)
    assert early is not None
    assert late is not None
    assert early.day is None
    assert late.day == TODAY
    assert unknown == late


def test_each_of_several_activities_is_asked_by_itself() -> None:
    found = read_quick_logs("sáng nay đọc sách 30 phút, tối nay học vẽ 20 phút", TODAY, dt.time(10))
    assert [each.day for each in found] == [TODAY, None]
