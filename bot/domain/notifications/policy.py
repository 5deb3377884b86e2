"""The notification policy: a notification is allowed, deferred or suppressed when it is sent.

Replies and receipts are answers, so the policy does not apply to them. The person set a reminder
and its hour, so only the audience rule and lateness count. Announcements and campaigns also respect
quiet hours and the weekly limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.learning.progress import monday_of
from bot.domain.notifications.audience import Audience, Exclusion, PersonFacts, exclusion
from bot.domain.notifications.reminders import instant
from bot.domain.people.persons import Purpose
from bot.domain.refusals import Refusal

DAY_MINUTES = 24 * 60
WEEKLY_LIMIT = 3
MAX_WEEKLY_LIMIT = 14
"""More than two notifications a day are too many for anybody."""

LEARNING_WEEK_DAILY_LIMIT = 1

DateRange: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last day of a period."""

NotificationKind: TypeAlias = Literal["reminder", "announcement", "campaign"]
"""The delivery classes that the policy applies to."""

TimingReason: TypeAlias = Literal["late", "quiet_hours", "weekly_most", "daily_most"]
"""Why a notification is not sent although its person may be reached."""

SuppressReason: TypeAlias = Exclusion | TimingReason
"""Why a notification is not sent: one list for planning, the dry run and the send time.

The codes are stored (`outbox.why`): they never change.
"""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The part of the local day without announcements and campaigns, in minutes of the day.

    It may include midnight; when both minutes are equal there are no quiet hours.
    """

    start: int
    end: int

    def hold(self, minute: int) -> bool:
        """True when this minute of the day is within the quiet hours."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


QUIET_HOURS = QuietHours(21 * 60, 7 * 60)


@dataclass(frozen=True, slots=True)
class NotificationPreferences:
    """A person's own preferences; None: the default of the policy."""

    quiet: QuietHours | None = None
    weekly_most: int | None = None


@dataclass(frozen=True, slots=True)
class NotificationPolicy:
    """The defaults for people without preferences, and the dates of each ward's Learning Week.

    `week_on(ward, day)` returns the dates of the ward's Week that contains `day`, or None.
    """

    week_on: Callable[[str | None, dt.date], DateRange | None] = lambda _ward, _day: None
    quiet: QuietHours = QUIET_HOURS
    weekly_most: int = WEEKLY_LIMIT


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """One notification that is about to be sent.

    `sent` are the times of this week's other announcements and campaigns to this person, in any
    order. It includes those that may have been delivered.
    """

    kind: NotificationKind
    until: dt.datetime | None
    person: PersonFacts | None
    """None: the person was erased."""
    preferences: NotificationPreferences = NotificationPreferences()
    sent: Sequence[dt.datetime] = ()
    audience: Audience | None = None
    """None: everybody who gave the consent for its kind, in any ward."""


@dataclass(frozen=True, slots=True)
class Allow:
    """The notification may be sent now."""


@dataclass(frozen=True, slots=True)
class Defer:
    """The notification waits until `at`, then the policy is applied again."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Suppress:
    """The notification is never sent."""

    why: SuppressReason


PolicyDecision: TypeAlias = Allow | Defer | Suppress
PURPOSE_OF: dict[NotificationKind, Purpose] = {
    "reminder": "reminders", "announcement": "campaigns", "campaign": "campaigns",
}  # fmt: skip
"""The consent that each kind needs."""

EVERYBODY = {kind: Audience(purpose) for kind, purpose in PURPOSE_OF.items()}
"""Everybody in every ward who gave that consent."""


def apply_policy(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Decide about one notification at `now`, which is in the service's zone."""
    excluded = exclusion(pending.audience or EVERYBODY[pending.kind], pending.person)
    if excluded is not None:
        return Suppress(excluded)
    if pending.until is not None and now.astimezone(dt.UTC) > pending.until:
        return Suppress("late")
    if pending.kind == "reminder":
        return Allow()
    quiet = pending.preferences.quiet or rules.quiet
    if quiet.hold(now.hour * 60 + now.minute):
        end = end_of_quiet(quiet, now)
        if pending.until is not None and end.astimezone(dt.UTC) > pending.until:
            return Suppress("quiet_hours")
        return Defer(end)
    return _apply_limits(pending, rules, now)


def end_of_quiet(quiet: QuietHours, now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at which the quiet hours end, in the zone of `now`."""
    assert now.tzinfo is not None
    day, after = now.date(), now.astimezone(dt.UTC)
    while True:
        at = instant(day, quiet.end % DAY_MINUTES, now.tzinfo)
        # When clocks go back an hour comes twice; the second one ends the quiet hours too.
        for moment in (at, at.replace(fold=1)):
            if moment.astimezone(dt.UTC) > after:
                return moment
        day += dt.timedelta(days=1)


def week_start(now: dt.datetime) -> dt.datetime:
    """The beginning of the ISO week of a moment, in the moment's own zone."""
    assert now.tzinfo is not None
    return instant(monday_of(now.date()), 0, now.tzinfo)


def _apply_limits(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Apply the daily limit in Learning Week, else the weekly limit without the Week's days."""
    ward = None if pending.person is None else pending.person.ward
    today = now.date()
    sent = [moment.astimezone(now.tzinfo).date() for moment in pending.sent]
    sent = [day for day in sent if monday_of(day) == monday_of(today)]
    own = pending.preferences.weekly_most
    if (own is not None and len(sent) >= own) or (own is None and rules.weekly_most == 0):
        return Suppress("weekly_most")
    week = rules.week_on(ward, today)
    if week is not None:
        return Suppress("daily_most") if sent.count(today) >= LEARNING_WEEK_DAILY_LIMIT else Allow()
    usual = [day for day in sent if rules.week_on(ward, day) is None]
    if own is None and len(usual) >= rules.weekly_most:
        return Suppress("weekly_most")
    return Allow()


def check_preferences(preferences: NotificationPreferences) -> None:
    """Refuse an impossible quiet hour or weekly limit: `quiet_unknown`, `weekly_unknown`."""
    quiet = preferences.quiet
    if quiet is not None and not all(0 <= m < DAY_MINUTES for m in (quiet.start, quiet.end)):
        raise Refusal("quiet_unknown")
    limit = preferences.weekly_most
    if limit is not None and not 0 <= limit <= MAX_WEEKLY_LIMIT:
        raise Refusal("weekly_unknown")
