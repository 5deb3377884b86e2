"""How long a push service may keep a push for a phone that is off."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.policy import DAY_MINUTES, NotificationKind, QuietHours
from bot.domain.notifications.reminders import MAX_LATE, instant

MAX_KEPT = dt.timedelta(hours=24)
"""Also without a deadline a push is not kept longer: tomorrow it is no news."""


def push_lifetime(
    kind: NotificationKind, until: dt.datetime | None, quiet: QuietHours, now: dt.datetime
) -> dt.timedelta:
    """For how long after `now` a push may still arrive; zero: now or never.

    It never arrives after the message's deadline. What the person did not ask for never arrives in
    their quiet hours, also on a phone that was off before them. `now` is in the service's zone.
    """
    ends = [now + (MAX_LATE if kind == "reminder" else MAX_KEPT)]
    if until is not None:
        ends.append(until)
    if kind != "reminder":
        ends.append(start_of_quiet(quiet, now))
    utc = now.astimezone(dt.UTC)
    return max(dt.timedelta(), min(end.astimezone(dt.UTC) for end in ends) - utc)


def start_of_quiet(quiet: QuietHours, now: dt.datetime) -> dt.datetime:
    """The moment from `now` on at which quiet hours begin; `now` itself within them.

    Without quiet hours the moment is farther away than a push is kept.
    """
    assert now.tzinfo is not None
    if quiet.start == quiet.end:
        return now + 2 * MAX_KEPT
    if quiet.hold(now.hour * 60 + now.minute):
        return now
    day = now.date()
    while (at := instant(day, quiet.start % DAY_MINUTES, now.tzinfo)) <= now:
        day += dt.timedelta(days=1)
    return at
