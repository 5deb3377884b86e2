"""When something was written: how far the time that a channel gives is believed."""

from __future__ import annotations

import datetime as dt

MAX_AGE = dt.timedelta(hours=48)
"""Longer than a phone or a platform keeps a message back; an older time is a wrong clock."""


def believed(written: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """The time in the zone of `now`; None where it is to come, or too long ago."""
    return written.astimezone(now.tzinfo) if now - MAX_AGE <= written <= now else None
