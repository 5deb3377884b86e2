"""What a person did not ask for: whether it may leave now, later, or not at all.

Replies and receipts pass no gate: they are answers. A reminder was asked for by its person, who
chose its hour: only its consent and its lateness count. Announcements and campaigns are what
nobody asked for: consent, quiet hours and how much of it one week may hold (design §4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.learning.progress import monday_of
from bot.domain.notifications.reminders import instant
from bot.domain.people.persons import Purpose
from bot.domain.refusals import Refusal

DAY_MINUTES = 24 * 60
WEEKLY_LIMIT = 3
MAX_WEEKLY_LIMIT = 14
"""More than two a day is nothing that anybody could want."""

LEARNING_WEEK_DAILY_LIMIT = 1

DateRange: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last of some days."""

NotificationKind: TypeAlias = Literal["reminder", "announcement", "campaign"]
"""The classes that pass the gate."""

SuppressReason: TypeAlias = Literal[
    "late",
    "no_consent",
    "blocked",
    "forgotten",
    "moved",
    "quiet_hours",
    "weekly_most",
    "daily_most",
]
"""Why something did not leave."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The minutes of the local day from which, and up to which, nothing unasked comes.

    They may go over midnight; the same minute twice is no quiet at all.
    """

    start: int
    end: int

    def hold(self, minute: int) -> bool:
        """True for a minute of the day in which nothing may come."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


QUIET_HOURS = QuietHours(21 * 60, 7 * 60)


@dataclass(frozen=True, slots=True)
class NotificationPreferences:
    """A person's own word about what they did not ask for; None: as is usual."""

    quiet: QuietHours | None = None
    weekly_most: int | None = None


@dataclass(frozen=True, slots=True)
class NotificationPolicy:
    """What is usual where a person said nothing, and when a ward's Learning Week is.

    `week_on(ward, day)` gives the days of the Week that a day of a ward is in, or None.
    """

    week_on: Callable[[str | None, dt.date], DateRange | None] = lambda _ward, _day: None
    quiet: QuietHours = QUIET_HOURS
    weekly_most: int = WEEKLY_LIMIT


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """One message at the moment when it would leave.

    `sent` are the moments at which this week's others that the person did not ask for left (or
    may have left), in any order.
    """

    kind: NotificationKind
    until: dt.datetime | None
    consents: frozenset[Purpose] | None
    """None: the person is forgotten."""
    ward: str | None = None
    blocked: bool = False
    preferences: NotificationPreferences = NotificationPreferences()
    sent: Sequence[dt.datetime] = ()
    moved: bool = False
    """The address is not this person's any more."""


@dataclass(frozen=True, slots=True)
class Allow:
    """It may leave."""


@dataclass(frozen=True, slots=True)
class Defer:
    """It may leave at a moment, and is looked at anew then."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Suppress:
    """It does not leave any more."""

    why: SuppressReason


PolicyDecision: TypeAlias = Allow | Defer | Suppress
PURPOSE_OF: dict[NotificationKind, Purpose] = {
    "reminder": "reminders", "announcement": "campaigns", "campaign": "campaigns",
}  # fmt: skip
"""The consent that each class needs."""


def apply_policy(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Decide about one message at `now`, which is in the service's zone."""
    if pending.consents is None:
        return Suppress("forgotten")
    if pending.moved:
        return Suppress("moved")
    if pending.until is not None and now.astimezone(dt.UTC) > pending.until:
        return Suppress("late")
    if PURPOSE_OF[pending.kind] not in pending.consents:
        return Suppress("no_consent")
    if pending.blocked:
        return Suppress("blocked")
    if pending.kind == "reminder":
        return Allow()
    quiet = pending.preferences.quiet or rules.quiet
    if quiet.hold(now.hour * 60 + now.minute):
        end = end_of_quiet(quiet, now)
        if pending.until is not None and end.astimezone(dt.UTC) > pending.until:
            return Suppress("quiet_hours")
        return Defer(end)
    return _judge_amount(pending, rules, now)


def end_of_quiet(quiet: QuietHours, now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at which the quiet hours end, in the zone of `now`."""
    assert now.tzinfo is not None
    day, after = now.date(), now.astimezone(dt.UTC)
    while True:
        at = instant(day, quiet.end % DAY_MINUTES, now.tzinfo)
        # Of two equal hours, as clocks go back, the second one ends the quiet too.
        for moment in (at, at.replace(fold=1)):
            if moment.astimezone(dt.UTC) > after:
                return moment
        day += dt.timedelta(days=1)


def week_start(now: dt.datetime) -> dt.datetime:
    """The beginning of the ISO week that a moment is in, in its own zone."""
    assert now.tzinfo is not None
    return instant(monday_of(now.date()), 0, now.tzinfo)


def _judge_amount(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Of a day of Learning Week only the day is counted, of a usual week its other days."""
    today = now.date()
    sent = [moment.astimezone(now.tzinfo).date() for moment in pending.sent]
    sent = [day for day in sent if monday_of(day) == monday_of(today)]
    own = pending.preferences.weekly_most
    if (own is not None and len(sent) >= own) or (own is None and rules.weekly_most == 0):
        return Suppress("weekly_most")
    week = rules.week_on(pending.ward, today)
    if week is not None:
        return Suppress("daily_most") if sent.count(today) >= LEARNING_WEEK_DAILY_LIMIT else Allow()
    usual = [day for day in sent if rules.week_on(pending.ward, day) is None]
    if own is None and len(usual) >= rules.weekly_most:
        return Suppress("weekly_most")
    return Allow()


def check_preferences(preferences: NotificationPreferences) -> None:
    """Refuse what no day or week has: `quiet_unknown`, `weekly_unknown`."""
    quiet = preferences.quiet
    if quiet is not None and not all(0 <= m < DAY_MINUTES for m in (quiet.start, quiet.end)):
        raise Refusal("quiet_unknown")
    most = preferences.weekly_most
    if most is not None and not 0 <= most <= MAX_WEEKLY_LIMIT:
        raise Refusal("weekly_unknown")
