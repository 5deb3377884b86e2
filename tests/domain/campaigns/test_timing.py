"""When a campaign is sent: what people type, and what the rules refuse."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.campaigns.timing import (
    AtMoment,
    Weekly,
    check_timing,
    first_day,
    read_moment,
    read_weekly,
)
from bot.domain.refusals import Refusal
from tests.applications import FRIDAY as NOW

SATURDAY = dt.date(2026, 11, 21)
LAST = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "day", "minute"),
    [
        ("mai 8h", SATURDAY, 480),
        ("thứ 7 này lúc 9:00", SATURDAY, 540),
        ("chiều mai lúc 3h", SATURDAY, 900),
        ("5/12 19h30", dt.date(2026, 12, 5), 1170),
        ("15:00 ngày 30/11", dt.date(2026, 11, 30), 900),
        ("hôm nay 10h", NOW.date(), 600),
        ("tomorrow at 9:00", SATURDAY, 540),
    ],
)
def test_a_day_and_a_time_are_read(typed: str, day: dt.date, minute: int) -> None:
    assert read_moment(typed, NOW) == AtMoment(day, minute)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hôm nay 8h", "when_past"),
        ("9:30", "when_past"),
        ("20/11/2025 9h", "when_past"),
        ("24:00", "when_night"),
        ("mai 24h", "when_night"),
        ("mai 23h", "when_night"),
        ("mai 6:59", "when_night"),
        ("1/1/2028 9h", "when_far"),
        ("32/13 9h", "when_unknown"),
        ("mai", "when_unknown"),
        ("sớm nhé", "when_unknown"),
        ("9h hoặc 10h mai", "when_unknown"),
    ],
)
def test_what_is_no_moment_to_send_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read_moment(typed, NOW)


@pytest.mark.parametrize(
    ("typed", "weekday", "minute"),
    [
        ("thứ 7 lúc 9 giờ", 5, 540),
        ("hằng tuần, thứ hai 8h", 0, 480),
        ("mỗi tuần chủ nhật 19:30", 6, 1170),
        ("every week Monday 9:00", 0, 540),
    ],
)
def test_a_weekday_and_a_time_are_read(typed: str, weekday: int, minute: int) -> None:
    assert read_weekly(typed, LAST, NOW) == Weekly(weekday, minute, LAST)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("thứ 2 4 6 8h", "when_unknown"), ("8h", "when_unknown"), ("thứ bảy 23h", "when_night")],
)
def test_a_weekly_time_that_is_not_clear_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read_weekly(typed, LAST, NOW)


def test_the_first_weekly_day_is_today_only_while_its_time_is_ahead() -> None:
    assert first_day(Weekly(4, 600, LAST), NOW) == NOW.date()
    assert first_day(Weekly(4, 570, LAST), NOW) == NOW.date() + dt.timedelta(days=7)


def test_a_weekly_campaign_that_would_never_be_sent_is_refused() -> None:
    with pytest.raises(Refusal, match="when_past"):
        check_timing(Weekly(5, 540, NOW.date()), NOW)
