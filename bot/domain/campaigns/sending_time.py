"""The time that sending takes: the pace and the quota of a channel, and the quiet hours of a day.

An estimate: what waits for a person's own quiet hours or for the cap comes on top.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.domain.notifications.policy import QuietHours, end_of_quiet
from bot.domain.notifications.reminders import instant

MOST_DAYS: Final = 60
"""No estimate goes further: it would be no help."""


@dataclass(frozen=True, slots=True)
class ChannelPace:
    """How much leaves a channel: the messages a second, and the most of a local day.

    None: no limit. `left_today`: what is left of the quota of the first day.
    """

    per_second: float | None
    daily_quota: int | None = None
    left_today: int | None = None


@dataclass(frozen=True, slots=True)
class SendingTime:
    """When the first and the last message leave. `ends` None: it takes more than `MOST_DAYS`."""

    begins: dt.datetime
    ends: dt.datetime | None

    @property
    def seconds(self) -> int | None:
        """From the first message to the last, nights included; None: too long to say."""
        if self.ends is None:
            return None
        return round(
            (self.ends.astimezone(dt.UTC) - self.begins.astimezone(dt.UTC)).total_seconds()
        )


def sending_time(
    count: int, pace: ChannelPace, begin: dt.datetime, quiet: QuietHours | None
) -> SendingTime:
    """The time for so many messages of one channel from `begin`, a moment in the service's zone.

    `quiet` None: the campaign passes the quiet hours.
    """
    at = _awake(begin, quiet)
    first = at
    left = pace.daily_quota if pace.left_today is None else pace.left_today
    remaining = count
    for _day in range(MOST_DAYS):
        stop = _next_stop(at, quiet)
        room = _room(pace, (stop.astimezone(dt.UTC) - at.astimezone(dt.UTC)).total_seconds())
        sent = min(each for each in (remaining, room, left) if each is not None)
        remaining -= sent
        if not remaining:
            seconds = sent / pace.per_second if pace.per_second else 0.0
            end = at.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)
            return SendingTime(first, end.astimezone(begin.tzinfo))
        if left is not None:
            left -= sent
        if left == 0:
            stop = _midnight(at)
        if stop.date() > at.date():
            left = pace.daily_quota
        at = _awake(stop, quiet)
        if at.date() > stop.date():
            left = pace.daily_quota
    return SendingTime(first, None)


def _awake(at: dt.datetime, quiet: QuietHours | None) -> dt.datetime:
    if quiet is None or not quiet.hold(at.hour * 60 + at.minute):
        return at
    return end_of_quiet(quiet, at)


def _next_stop(at: dt.datetime, quiet: QuietHours | None) -> dt.datetime:
    """When the quiet hours begin or the day ends, whichever comes first after a moment."""
    midnight = _midnight(at)
    if quiet is None or quiet.start == quiet.end:
        return midnight
    assert at.tzinfo is not None
    begins = instant(at.date(), quiet.start, at.tzinfo)
    return min(midnight, begins) if begins.astimezone(dt.UTC) > at.astimezone(dt.UTC) else midnight


def _midnight(at: dt.datetime) -> dt.datetime:
    assert at.tzinfo is not None
    return instant(at.date() + dt.timedelta(days=1), 0, at.tzinfo)


def _room(pace: ChannelPace, seconds: float) -> int | None:
    return None if pace.per_second is None else int(pace.per_second * seconds)
