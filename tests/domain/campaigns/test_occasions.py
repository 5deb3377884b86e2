"""Occasions: when a weekly campaign is due, and when its one moment has come."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.occasions import moment_due, moment_missed, weekly_occasion

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EIGHT = 8 * 60
UNTIL = dt.date(2026, 12, 31)
APPROVED = dt.datetime(2026, 11, 16, 12, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A local time of November 2026: the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "occasion"),
    [
        (at(20, 7, 59), None), (at(20, 8), "2026-11-20"), (at(20, 19, 59), "2026-11-20"),
        (at(20, 20, 1), None), (at(21, 8), None), (at(26, 23), None), (at(27, 8), "2026-11-27"),
        (at(13, 9), None),
    ],
)  # fmt: skip
def test_a_weekly_campaign_is_due_on_its_day_for_half_a_day(
    now: dt.datetime, occasion: str | None
) -> None:
    assert weekly_occasion(4, EIGHT, UNTIL, APPROVED, now) == occasion


def test_after_its_last_day_it_is_not_due() -> None:
    assert weekly_occasion(4, EIGHT, dt.date(2026, 11, 20), APPROVED, at(20, 9)) == "2026-11-20"
    assert weekly_occasion(4, EIGHT, dt.date(2026, 11, 19), APPROVED, at(20, 9)) is None


def test_a_moment_before_the_approval_is_left_out() -> None:
    assert weekly_occasion(4, EIGHT, UNTIL, at(20, 8, 30), at(20, 9)) is None


@given(
    st.integers(0, 6), st.integers(7 * 60, 22 * 60 - 1),
    st.integers(0, 60 * 24 * 60).map(lambda m: APPROVED + dt.timedelta(minutes=m)),
)  # fmt: skip
def test_an_occasion_is_the_day_of_its_own_moment(
    weekday: int, minute: int, now: dt.datetime
) -> None:
    occasion = weekly_occasion(weekday, minute, UNTIL, APPROVED, now)
    if occasion is not None:
        day = dt.date.fromisoformat(occasion)
        moment = dt.datetime.combine(day, dt.time(*divmod(minute, 60)), ZONE)
        assert day.weekday() == weekday
        assert dt.timedelta(0) <= now - moment <= dt.timedelta(hours=12)


@pytest.mark.parametrize(
    ("now", "is_due", "is_missed"),
    [
        (at(20, 7, 59), False, False), (at(20, 8), True, False), (at(20, 20), True, False),
        (at(20, 20, 1), False, True), (at(23, 8), False, True),
    ],
)  # fmt: skip
def test_the_one_moment_comes_once_or_was_missed(
    now: dt.datetime, is_due: bool, is_missed: bool
) -> None:
    assert moment_due(dt.date(2026, 11, 20), EIGHT, now) is is_due
    assert moment_missed(dt.date(2026, 11, 20), EIGHT, now) is is_missed
