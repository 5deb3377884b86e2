"""At most three unasked messages in 24 hours, whatever people chose (Decree 91/2020)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

MOST_IN_24_HOURS = 3


def free_of_24_hours(sent: Iterable[dt.datetime], now: dt.datetime) -> dt.datetime | None:
    """When one more would be no fourth in 24 hours, in the zone of `now`; None: it is none now.

    `sent`: when everything left that nobody asked for, in any order.
    """
    day_ago = now.astimezone(dt.UTC) - dt.timedelta(days=1)
    recent = sorted(each for each in sent if each.astimezone(dt.UTC) > day_ago)
    if len(recent) < MOST_IN_24_HOURS:
        return None
    free = recent[-MOST_IN_24_HOURS].astimezone(dt.UTC) + dt.timedelta(days=1)
    return free.astimezone(now.tzinfo)
