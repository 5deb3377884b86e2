"""Reminders: when a reminder is due, and whether it is sent then.

Pure. The hour is local time in the service's zone, so 19:30 stays 19:30 when clocks change. An hour
that the change skips comes one hour later; an hour that it repeats comes once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from bot.domain.notifications.audience import Exclusion
from bot.domain.refusals import Refusal

ReminderPurpose: TypeAlias = Literal["log", "check", "recheck", "evidence"]
"""Record an activity; continue a self-check; repeat a self-check; the end of the evidence window.
"""

REMINDER_PURPOSES: tuple[ReminderPurpose, ...] = get_args(ReminderPurpose)

ReminderState: TypeAlias = Literal["on", "asked", "quiet", "off"]
"""On; asked whether to continue; silent after no answer; stopped by the person."""

EVERY_DAY = frozenset(range(7))
MAX_LATE = dt.timedelta(hours=2)
"""Maximum lateness of a reminder after the service was down; a later one is skipped."""

MAX_UNANSWERED = 3
"""After this number of unanswered reminders the service asks once whether to continue."""

EVIDENCE_MONTH = 12
"""The month of the reminder about the end of the evidence window."""

EVENING = dt.time(19, 30)
EVENING_LEAST = dt.timedelta(minutes=30)
"""The evening is offered for a snooze only when it is at least so far away."""

NIGHT_START, NIGHT_END = 22 * 60, 6 * 60
"""Minutes of the day: a reminder from the start, or before the end, would wake somebody."""

MAX_REMINDERS = 8

MAX_AHEAD = dt.timedelta(days=366)
"""A one-off is set for a day of the coming year."""

Skip: TypeAlias = (
    Exclusion
    | Literal["late", "superseded", "done_today", "nothing_open", "not_yet", "paused", "again"]
)
"""Why a due reminder was not sent; superseded: a newer time of the same reminder is due too.

The codes are stored (`reminded.outcome`): they never change.
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Days of the week (0 Monday … 6 Sunday) and the minute of the day."""

    days: frozenset[int]
    minute: int

    @property
    def time(self) -> dt.time:
        """The time of day."""
        return dt.time(*divmod(self.minute, 60))


@dataclass(frozen=True, slots=True)
class OneOff:
    """One day and the minute of that day: such a reminder comes once."""

    day: dt.date
    minute: int


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a person; `paused_until` is the last day of its pause.

    `topic`: what it is about in the person's own words, or "". A one-off is `off` after it came.
    """

    key: str
    purpose: ReminderPurpose
    times: Times | OneOff
    state: ReminderState = "on"
    paused_until: dt.date | None = None
    unanswered: int = 0
    next_due: dt.datetime | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """The facts that decide about a due reminder."""

    excluded: Exclusion | None = None
    """Why the person may not be reached, or None."""
    logged_today: bool = False
    check_open: bool = False
    last_check: dt.datetime | None = None
    answered: bool = False
    """The person did something in the service since the last reminder was sent."""
    again: bool = False
    """This due time was decided before: the clock was set back."""


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """The decision about a due reminder: send it, ask whether to continue, or skip it.

    `next_due` may be in the past; then it must be decided at once.
    """

    outcome: Literal["remind", "ask"] | Skip | None
    state: ReminderState
    unanswered: int
    next_due: dt.datetime | None


def instant(day: dt.date, minute: int, zone: dt.tzinfo) -> dt.datetime:
    """The moment when the zone's clocks show this minute of this day."""
    wall = dt.datetime.combine(day, dt.time(*divmod(minute, 60)), zone)
    # Convert twice: a local time that the clock change skips becomes one hour later.
    return wall.astimezone(dt.UTC).astimezone(zone)


def next_due(times: Times, after: dt.datetime, not_before: dt.date | None = None) -> dt.datetime:
    """The first of these times after a moment, in the moment's own zone.

    `not_before` is the first day that counts: the day after a pause.
    """
    assert after.tzinfo is not None
    # Keep UTC and the zone apart: equal moments may have different zones or folds.
    return _next_due(times, after.astimezone(dt.UTC), after.tzinfo, not_before)


@lru_cache(maxsize=1024)
def _next_due(
    times: Times, after: dt.datetime, zone: dt.tzinfo, not_before: dt.date | None
) -> dt.datetime:
    """Cached: many reminders are due at one moment, and many have the same times."""
    today = after.astimezone(zone).date()
    day = max(today, not_before) if not_before else today
    for ahead in range(9):
        candidate = day + dt.timedelta(days=ahead)
        if candidate.weekday() in times.days:
            at = instant(candidate, times.minute, zone)
            if at.astimezone(dt.UTC) > after:
                return at
    raise ValueError("a reminder has at least one day")


def due_after(
    times: Times | OneOff, after: dt.datetime, not_before: dt.date | None = None
) -> dt.datetime | None:
    """As `next_due`; None when a one-off is over by then."""
    if isinstance(times, Times):
        return next_due(times, after, not_before)
    at = instant(times.day, times.minute, after.tzinfo or dt.UTC)
    late = at.astimezone(dt.UTC) <= after.astimezone(dt.UTC)
    return None if late or (not_before is not None and times.day < not_before) else at


def decide_reminder(
    reminder: Reminder,
    due: dt.datetime,
    context: ReminderContext,
    now: dt.datetime,
    recheck_days: int,
) -> ReminderDecision:
    """Decide about a reminder that was due at `due`, no later than `now`, in the service's zone.

    After downtime several times of a reminder may be over. Only the newest one is sent, and only
    within `MAX_LATE`. When that one is not decided yet, it is `next_due`. A one-off ends with its
    decision, whatever it is, and asks for no answer.
    """
    if isinstance(reminder.times, OneOff):
        skipped = _skip_reason(reminder, due, context, now, recheck_days)
        outcome = "paused" if _is_paused(reminder, now) else skipped or "remind"
        return ReminderDecision(outcome, "off", reminder.unanswered, None)
    following = _next_in_grace(reminder.times, due, now)
    unanswered = 0 if context.answered else reminder.unanswered
    state: ReminderState = (
        "on" if context.answered and reminder.state == "asked" else reminder.state
    )
    if reminder.paused_until is not None and _is_paused(reminder, now):
        first = reminder.paused_until + dt.timedelta(days=1)
        return ReminderDecision("paused", state, unanswered, next_due(reminder.times, now, first))
    why = _skip_reason(reminder, due, context, now, recheck_days)
    if why is None and following.astimezone(dt.UTC) <= now:
        why = "superseded"
    if why is not None:
        return ReminderDecision(why, state, unanswered, following)
    if state == "asked":
        return ReminderDecision(None, "quiet", unanswered, None)
    if unanswered >= MAX_UNANSWERED:
        return ReminderDecision("ask", "asked", unanswered, following)
    return ReminderDecision("remind", state, unanswered + 1, following)


def _is_paused(reminder: Reminder, now: dt.datetime) -> bool:
    return reminder.paused_until is not None and now.date() <= reminder.paused_until


def _next_in_grace(times: Times, due: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The first of these times that is after `due` and not too late at `now`."""
    late = now.astimezone(dt.UTC) - MAX_LATE - dt.timedelta.resolution
    return next_due(times, max(due.astimezone(dt.UTC), late).astimezone(now.tzinfo))


def _skip_reason(
    reminder: Reminder,
    due: dt.datetime,
    context: ReminderContext,
    now: dt.datetime,
    recheck_days: int,
) -> Skip | None:
    """Why a reminder is skipped now; None: it is sent.

    What was recorded today meets no topic, and no one-off: that hour was asked for.
    """
    once = isinstance(reminder.times, OneOff)
    if context.again:
        return "again"
    if context.excluded is not None:
        return context.excluded
    if now.astimezone(dt.UTC) - due > MAX_LATE:
        return "late"
    match reminder.purpose:
        case "log" if context.logged_today and not (once or reminder.topic):
            return "done_today"
        case "check" if not context.check_open:
            return "nothing_open"
        case "recheck" | "evidence" if once:
            return None
        case "recheck" if context.last_check is None or now - context.last_check < dt.timedelta(
            days=recheck_days
        ):
            return "not_yet"
        case "evidence" if now.month != EVIDENCE_MONTH:
            return "not_yet"
        case _:
            return None


def snooze_until(choice: Literal["hour", "evening", "tomorrow"], now: dt.datetime) -> dt.datetime:
    """When a snoozed reminder is due again."""
    match choice:
        case "hour":
            return (now.astimezone(dt.UTC) + dt.timedelta(hours=1)).astimezone(now.tzinfo)
        case "evening":
            minute = EVENING.hour * 60 + EVENING.minute
            return next_due(Times(EVERY_DAY, minute), now)
        case "tomorrow":
            minute = now.hour * 60 + now.minute
            return instant(now.date() + dt.timedelta(days=1), minute, now.tzinfo or dt.UTC)


def can_be_put_off(reminder: Reminder) -> bool:
    """Whether it may come later: it is not stopped, or it is a one-off, which is off in the end."""
    return reminder.state != "off" or isinstance(reminder.times, OneOff)


def evening_is_ahead(now: dt.datetime) -> bool:
    """Whether the hour of the evening is still to come today, and not within `EVENING_LEAST`."""
    minute = EVENING.hour * 60 + EVENING.minute
    evening = instant(now.date(), minute, now.tzinfo or dt.UTC)
    return evening.astimezone(dt.UTC) - now.astimezone(dt.UTC) >= EVENING_LEAST


def is_at_night(times: Times | OneOff) -> bool:
    """Whether a reminder at these times would come at night."""
    return times.minute >= NIGHT_START or times.minute < NIGHT_END


def check_times(times: Times) -> None:
    """Refuse times without a day or with an impossible minute: `times_unknown`."""
    if not times.days or not times.days <= EVERY_DAY or not 0 <= times.minute < 24 * 60:
        raise Refusal("times_unknown")


def check_moment(once: OneOff, now: dt.datetime) -> None:
    """Refuse a moment that is over, or more than a year ahead: `moment_past`, `moment_far`."""
    if not 0 <= once.minute < 24 * 60:
        raise Refusal("times_unknown")
    if due_after(once, now) is None:
        raise Refusal("moment_past")
    if once.day - now.date() > MAX_AHEAD:
        raise Refusal("moment_far")


def check_count(reminders: Collection[Reminder]) -> None:
    """Refuse one reminder more than the maximum: `reminders_many`."""
    if len(reminders) >= MAX_REMINDERS:
        raise Refusal("reminders_many")
