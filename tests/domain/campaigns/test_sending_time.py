"""The time that sending takes, by pace, quota and quiet hours."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.sending_time import ChannelPace, sending_time
from bot.domain.notifications.policy import QUIET_HOURS, QuietHours
from tests.applications import ZONE


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """A local time of November 2026."""
    return dt.datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("count", "pace", "begin", "quiet", "begins", "ends"),
    [
        # 30 a second.
        (1800, ChannelPace(30), at(2, 9), QUIET_HOURS, at(2, 9), at(2, 9, 1)),
        # At night it begins in the morning.
        (1800, ChannelPace(30), at(2, 22), QUIET_HOURS, at(3, 7), at(3, 7, 1)),
        (1800, ChannelPace(30), at(2, 22), None, at(2, 22), at(2, 22, 1)),
        # 14 hours a day at 30 a second are 1,512,000: the rest leaves the next day.
        (1_512_030, ChannelPace(30), at(2, 7), QUIET_HOURS, at(2, 7), at(3, 7, 0, 1)),
        # A quota of 500 a day, 100 of which are left.
        (1000, ChannelPace(10, 500, 100), at(2, 9), QUIET_HOURS, at(2, 9), at(4, 7, 0, 40)),
        (1000, ChannelPace(10, 500), at(2, 9), None, at(2, 9), at(3, 0, 0, 50)),
        (5, ChannelPace(10, 500, 0), at(2, 9), QUIET_HOURS, at(2, 9), at(3, 7)),
        # No limits, and nobody.
        (10**6, ChannelPace(None), at(2, 9), QUIET_HOURS, at(2, 9), at(2, 9)),
        (0, ChannelPace(30), at(2, 9), QUIET_HOURS, at(2, 9), at(2, 9)),
        # A channel that sends nothing, and one that would need years.
        (1, ChannelPace(10, 0), at(2, 9), QUIET_HOURS, at(2, 9), None),
        (10**9, ChannelPace(1), at(2, 9), QUIET_HOURS, at(2, 9), None),
    ],
)
def test_sending_takes_this_time(
    count: int,
    pace: ChannelPace,
    begin: dt.datetime,
    quiet: QuietHours | None,
    begins: dt.datetime,
    ends: dt.datetime | None,
) -> None:
    found = sending_time(count, pace, begin, quiet)
    assert found.begins == begins
    if ends is None:
        assert found.ends is None
        assert found.seconds is None
    else:
        assert found.ends is not None
        assert abs(found.ends - ends) <= dt.timedelta(seconds=1)


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 24 * 60 - 1))
def test_more_messages_never_take_less_time_and_never_leave_in_the_quiet_hours(
    some: int, more: int, minute: int
) -> None:
    begin = at(2, *divmod(minute, 60))
    short = sending_time(some, ChannelPace(2), begin, QUIET_HOURS)
    long = sending_time(some + more, ChannelPace(2), begin, QUIET_HOURS)
    assert short.begins == long.begins >= begin
    assert short.ends is not None
    assert long.ends is not None
    assert short.begins <= short.ends <= long.ends
    assert not QUIET_HOURS.hold(long.begins.hour * 60 + long.begins.minute)
