"""How long a push waits for a phone that is off: not past its deadline, not into the night."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.policy import QUIET_HOURS, NotificationKind, QuietHours
from bot.domain.notifications.push_times import MAX_KEPT, push_lifetime
from tests.applications import ZONE

DAY = dt.datetime(2026, 11, 20, tzinfo=ZONE)
NEVER = QuietHours(0, 0)
MINUTE = dt.timedelta(minutes=1)


def at(hour: float, day: int = 0) -> dt.datetime:
    """A moment of Friday, or of a later day."""
    return DAY + dt.timedelta(days=day, hours=hour)


@pytest.mark.parametrize(
    ("kind", "now", "until", "quiet", "hours"),
    [
        ("reminder", at(19.5), at(21.5), QUIET_HOURS, 2),  # the person chose the hour
        ("reminder", at(20.5), at(21.5), QUIET_HOURS, 1),
        ("reminder", at(22), at(21.5), QUIET_HOURS, 0),
        ("reminder", at(19.5), None, QUIET_HOURS, 2),
        ("announcement", at(8), at(24), QUIET_HOURS, 13),
        ("announcement", at(20), at(24), QUIET_HOURS, 1),
        ("announcement", at(20), at(24), QuietHours(12 * 60, 13 * 60), 4),
        ("announcement", at(8), at(24), QuietHours(12 * 60, 13 * 60), 4),
        ("announcement", at(8), at(24), NEVER, 16),
        ("announcement", at(22), at(24), QUIET_HOURS, 0),
        ("campaign", at(8), None, NEVER, 24),
        ("campaign", at(8), None, QUIET_HOURS, 13),
    ],
)
def test_a_push_waits_this_long(
    kind: NotificationKind,
    now: dt.datetime,
    until: dt.datetime | None,
    quiet: QuietHours,
    hours: float,
) -> None:
    assert push_lifetime(kind, until, quiet, now) == dt.timedelta(hours=hours)


minutes = st.integers(0, 24 * 60 - 1)


@given(
    minutes,
    minutes,
    minutes,
    st.one_of(st.none(), st.integers(-600, 6000)),
    st.sampled_from(["announcement", "campaign"]),
)
def test_what_nobody_asked_for_never_arrives_in_quiet_hours(
    start: int, end: int, now: int, until: int | None, kind: NotificationKind
) -> None:
    quiet, moment = QuietHours(start, end), DAY + now * MINUTE
    deadline = None if until is None else moment + until * MINUTE
    kept = push_lifetime(kind, deadline, quiet, moment)
    assert dt.timedelta() <= kept <= MAX_KEPT
    assert deadline is None or kept == dt.timedelta() or moment + kept <= deadline
    arrives = moment
    while arrives < moment + kept:
        assert not quiet.hold(arrives.hour * 60 + arrives.minute)
        arrives += MINUTE
