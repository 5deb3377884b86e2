"""The time that a channel gives is believed for two days, and never before it has come."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.written import believed

HANOI = dt.timezone(dt.timedelta(hours=7))
NOW = dt.datetime(2026, 11, 28, 0, 34, tzinfo=HANOI)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "is_believed"),
    [
        (dt.timedelta(), True),
        (dt.timedelta(hours=2), True),
        (dt.timedelta(hours=48), True),
        (dt.timedelta(hours=48) + SECOND, False),
        (-SECOND, False),
        (dt.timedelta(days=400), False),
    ],
)
def test_a_time_is_believed_within_reason(age: dt.timedelta, is_believed: bool) -> None:
    assert believed(NOW - age, NOW) == (NOW - age if is_believed else None)


def test_the_day_is_that_of_the_service() -> None:
    written = dt.datetime(2026, 11, 27, 15, 34, tzinfo=dt.UTC)
    at = believed(written, NOW)
    assert at is not None
    assert (at.date(), at.hour) == (dt.date(2026, 11, 27), 22)
