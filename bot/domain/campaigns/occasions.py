"""Occasions: the moments at which a campaign begins a run."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.reminders import instant

ONCE = "once"
"""The occasion of a campaign that is sent one time."""

LATEST_BEGIN = dt.timedelta(hours=12)
"""A run whose moment passed longer ago than this is left out: the service was not there."""


def weekly_occasion(
    weekday: int, minute: int, until: dt.date, approved: dt.datetime, now: dt.datetime
) -> str | None:
    """The occasion of a weekly campaign that is due at `now` (local), as its ISO day.

    None: none is due. Moments before the approval, after `until`, or over for 12 hours are left
    out. Weekday 0 is Monday; `minute` is of the local day.
    """
    assert now.tzinfo is not None
    day = now.date() - dt.timedelta(days=(now.weekday() - weekday) % 7)
    at = instant(day, minute, now.tzinfo)
    if at > now:
        return None  # its next moment is later today
    late = now.astimezone(dt.UTC) - at.astimezone(dt.UTC) > LATEST_BEGIN
    if day > until or at < approved or late:
        return None
    return day.isoformat()


def moment_due(day: dt.date, minute: int, now: dt.datetime) -> bool:
    """Whether the one moment of a campaign has come, and not 12 hours ago; `now` is local."""
    return dt.timedelta(0) <= _past(day, minute, now) <= LATEST_BEGIN


def moment_missed(day: dt.date, minute: int, now: dt.datetime) -> bool:
    """Whether the one moment of a campaign was longer than 12 hours ago; `now` is local."""
    return _past(day, minute, now) > LATEST_BEGIN


def _past(day: dt.date, minute: int, now: dt.datetime) -> dt.timedelta:
    """How long ago the moment was."""
    assert now.tzinfo is not None
    return now.astimezone(dt.UTC) - instant(day, minute, now.tzinfo).astimezone(dt.UTC)
