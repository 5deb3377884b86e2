"""The notification policy: a notification is allowed, deferred or suppressed when it is sent.

Replies are answers, and a person set their reminders: for these no hours hold. Announcements and
campaigns respect quiet hours and limits, and two bounds that no personal word widens: `NEVER`, and
three in 24 hours. A campaign that is held waits as long as it is useful. A duty keeps quiet hours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.domain.learning.progress import monday_of
from bot.domain.notifications.audience import Audience, Exclusion, PersonFacts, exclusion
from bot.domain.notifications.campaign_classes import (
    CAMPAIGN_CLASSES,
    CampaignClass,
    CampaignKind,
)
from bot.domain.notifications.reminders import instant
from bot.domain.notifications.three_in_a_day import free_of_24_hours
from bot.domain.people.persons import Purpose
from bot.domain.refusals import Refusal

DAY_MINUTES = 24 * 60
WEEKLY_LIMIT = 3
MAX_WEEKLY_LIMIT = 14
"""More than two notifications a day are too many for anybody."""

LEARNING_WEEK_DAILY_LIMIT = 1
CAMPAIGN_WEEKLY_LIMIT = 2
CAMPAIGN_DAILY_LIMIT = 1
"""A campaign waits where a person got so many unasked messages in the week, or on the day."""

DateRange: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last day of a period."""

NotificationKind: TypeAlias = Literal["reminder", "announcement", "campaign", "duty"]
"""The delivery classes that the policy applies to."""

TimingReason: TypeAlias = Literal[
    "late", "expired", "quiet_hours", "weekly_most", "daily_most", "hours_24_most"
]
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
NEVER = QuietHours(22 * 60, 7 * 60)
"""Nothing unasked leaves at these hours, whatever its person chose (Decree 91/2020)."""


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
    campaign_weekly_most: int = CAMPAIGN_WEEKLY_LIMIT


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """One notification that is about to be sent.

    `sent` are the times of the other announcements and campaigns to this person in this week and in
    the last 24 hours, in any order. It includes those that may have been delivered. `uncounted` are
    those that no week and no day counts: emergencies and corrections.
    """

    kind: NotificationKind
    until: dt.datetime | None
    person: PersonFacts | None
    """None: the person was erased."""
    preferences: NotificationPreferences = NotificationPreferences()
    sent: Sequence[dt.datetime] = ()
    audience: Audience | None = None
    """None: everybody who gave the consent for its kind, in any ward."""
    campaign: CampaignKind | None = None
    """What its campaign is; None: it is of no campaign that has runs."""
    uncounted: Sequence[dt.datetime] = ()
    waiting: int = 0
    """How many campaigns wait for this person today: they go before a calendar day."""


@dataclass(frozen=True, slots=True)
class Allow:
    """The notification may be sent now."""


@dataclass(frozen=True, slots=True)
class Defer:
    """The notification waits until `at`, then the policy is applied again."""

    at: dt.datetime
    why: TimingReason = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Suppress:
    """The notification is never sent."""

    why: SuppressReason


PolicyDecision: TypeAlias = Allow | Defer | Suppress
PURPOSE_OF: dict[NotificationKind, Purpose | None] = {
    "reminder": "reminders", "announcement": "campaigns", "campaign": "campaigns", "duty": None,
}  # fmt: skip
"""The consent that each kind needs. None: a duty comes with the role."""

EVERYBODY = {kind: Audience(purpose) for kind, purpose in PURPOSE_OF.items()}
"""Everybody in every ward who gave that consent."""


def apply_policy(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Decide about one notification at `now`, which is in the service's zone."""
    person = pending.person
    if pending.kind == "duty" and person is not None:
        person = replace(person, joined=True)  # a role may come without a notebook
    if excluded := exclusion(pending.audience or EVERYBODY[pending.kind], person):
        return Suppress(excluded)
    if pending.until is not None and now.astimezone(dt.UTC) > pending.until:
        return Suppress("late" if pending.campaign is None else "expired")
    if pending.kind == "reminder":
        return Allow()
    quiet = pending.preferences.quiet or rules.quiet
    if pending.campaign is not None:
        return _apply_to_campaign(pending, CAMPAIGN_CLASSES[pending.campaign], rules, now)
    if pending.kind == "duty":
        held = quiet.hold(now.hour * 60 + now.minute)
        return Defer(end_of_quiet(quiet, now)) if held else Allow()
    if end := _end_of_hours(quiet, now):
        return _defer_while_useful(pending, end, "quiet_hours")
    decision = _apply_limits(pending, rules, now)
    free = free_of_24_hours((*pending.sent, *pending.uncounted), now)
    if decision != Allow() or free is None:
        return decision
    return _defer_while_useful(pending, free, "hours_24_most")


def _end_of_hours(quiet: QuietHours, now: dt.datetime) -> dt.datetime | None:
    """When what nobody asked for may leave again; None: now. No personal word widens `NEVER`."""
    at = now
    for hours in (quiet, NEVER, quiet):
        if hours.hold(at.hour * 60 + at.minute):
            at = end_of_quiet(hours, at)
    return None if at == now else at


def _defer_while_useful(
    pending: PendingNotification, at: dt.datetime, why: TimingReason
) -> PolicyDecision:
    """Wait until `at`, or never where it is of no use then."""
    if pending.until is not None and at.astimezone(dt.UTC) > pending.until:
        return Suppress(why)
    return Defer(at, why)


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


def _apply_to_campaign(
    pending: PendingNotification, its: CampaignClass, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Apply hours and limits to a campaign; what they hold waits until it is of no use any more."""
    assert now.tzinfo is not None
    if not its.keeps_hours:
        return Allow()
    if end := _end_of_hours(pending.preferences.quiet or rules.quiet, now):
        return _wait(pending, end, "quiet_hours")
    if its.counts:
        if pending.preferences.weekly_most == 0 or rules.weekly_most == 0:
            return Suppress("weekly_most")
        if _week_is_full(pending, rules, now):
            monday = monday_of(now.date()) + dt.timedelta(days=7)
            return _wait(pending, instant(monday, NEVER.end, now.tzinfo), "weekly_most")
        today = now.date()
        if sum(_local_day(each, now) == today for each in pending.sent) >= _daily_limit(pending):
            tomorrow = today + dt.timedelta(days=1)
            return _wait(pending, instant(tomorrow, NEVER.end, now.tzinfo), "daily_most")
    free = free_of_24_hours((*pending.sent, *pending.uncounted), now)
    return Allow() if free is None else _wait(pending, free, "hours_24_most")


def _wait(pending: PendingNotification, at: dt.datetime, why: TimingReason) -> Defer:
    """Wait until `at`; at the latest until just after the campaign is of no use any more."""
    if pending.until is not None and at.astimezone(dt.UTC) > pending.until:
        return Defer((pending.until + dt.timedelta(milliseconds=1)).astimezone(at.tzinfo), why)
    return Defer(at, why)


def _week_is_full(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> bool:
    """Whether the week has as many unasked messages as it may, without the days of the Week."""
    ward = None if pending.person is None else pending.person.ward
    own = pending.preferences.weekly_most
    days = [_local_day(each, now) for each in pending.sent]
    days = [day for day in days if monday_of(day) == monday_of(now.date())]
    if own is not None:
        return len(days) >= own
    if rules.week_on(ward, now.date()) is not None:
        return False
    most = min(rules.weekly_most, rules.campaign_weekly_most)
    return sum(rules.week_on(ward, day) is None for day in days) >= most


def _daily_limit(pending: PendingNotification) -> int:
    """How many unasked messages a day: more than one only for who wants more than seven a week."""
    own = pending.preferences.weekly_most
    return CAMPAIGN_DAILY_LIMIT if own is None else max(CAMPAIGN_DAILY_LIMIT, -(-own // 7))


def _local_day(moment: dt.datetime, now: dt.datetime) -> dt.date:
    return moment.astimezone(now.tzinfo).date()


def _apply_limits(
    pending: PendingNotification, rules: NotificationPolicy, now: dt.datetime
) -> PolicyDecision:
    """Apply the daily limit in Learning Week, else the weekly limit without the Week's days."""
    ward = None if pending.person is None else pending.person.ward
    today = now.date()
    sent = [_local_day(moment, now) for moment in pending.sent]
    sent = [day for day in sent if monday_of(day) == monday_of(today)] + [today] * pending.waiting
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
