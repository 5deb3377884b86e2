"""Reminders: when a person's own reminder is due, and what becomes of it when it is.

Pure. The hour is a wall clock's in the service's zone, so that "19:30" stays 19:30 when clocks are
changed; an hour that a change leaves out comes an hour later, one that it repeats comes once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from bot.domain.refusals import Refusal

ReminderPurpose: TypeAlias = Literal["log", "check", "recheck", "evidence"]
"""Record what was learnt; go on with a self-check; check anew after a while; the year's end."""

REMINDER_PURPOSES: tuple[ReminderPurpose, ...] = get_args(ReminderPurpose)

ReminderState: TypeAlias = Literal["on", "asked", "quiet", "off"]
"""On; asked whether to go on; gone quiet, since nobody answered; stopped by the person."""

EVERY_DAY = frozenset(range(7))
MAX_LATE = dt.timedelta(hours=2)
"""How late a reminder still goes out after the service was down; a later one is skipped."""

MAX_UNANSWERED = 3
"""After so many unanswered ones the service asks once whether to go on."""

EVIDENCE_MONTH = 12
"""The month in which the end of the evidence window is worth a reminder."""

EVENING = dt.time(19, 30)
MAX_REMINDERS = 8

Skip: TypeAlias = Literal[
    "late", "superseded", "done_today", "nothing_open", "not_yet", "no_consent", "paused",
    "blocked", "again",
]  # fmt: skip
"""Why a reminder that was due did not go out; superseded: a newer time of it is due as well."""


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
class Reminder:
    """One reminder of a person; `paused_until` is the last day of its pause."""

    key: str
    purpose: ReminderPurpose
    times: Times
    state: ReminderState = "on"
    paused_until: dt.date | None = None
    unanswered: int = 0
    next_due: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """What the notebook says of the purposes at the moment when a reminder is due."""

    consented: bool
    logged_today: bool = False
    check_open: bool = False
    last_check: dt.datetime | None = None
    answered: bool = False
    """The person did anything since the last reminder went out."""
    blocked: bool = False
    again: bool = False
    """This very due time was settled before: the clock was set back."""


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """What becomes of a reminder that was due: sent, the question whether to go on, or skipped.

    `next_due` may be over, too: then it is to be settled at once.
    """

    outcome: Literal["remind", "ask"] | Skip | None
    state: ReminderState
    unanswered: int
    next_due: dt.datetime | None


def instant(day: dt.date, minute: int, zone: dt.tzinfo) -> dt.datetime:
    """The moment at which a zone's clocks show this minute of this day."""
    wall = dt.datetime.combine(day, dt.time(*divmod(minute, 60)), zone)
    # There and back: a wall time that the clocks skip becomes the one an hour later.
    return wall.astimezone(dt.UTC).astimezone(zone)


def next_due(times: Times, after: dt.datetime, not_before: dt.date | None = None) -> dt.datetime:
    """The first moment of these times after a moment, in the moment's own zone.

    `not_before` is the first day that counts, where a pause holds until the day before it.
    """
    assert after.tzinfo is not None
    # In UTC and with its zone: moments that are equal may be of two zones, or of two folds.
    return _next_due(times, after.astimezone(dt.UTC), after.tzinfo, not_before)


@lru_cache(maxsize=1024)
def _next_due(
    times: Times, after: dt.datetime, zone: dt.tzinfo, not_before: dt.date | None
) -> dt.datetime:
    """Kept for a while: a tick asks it of thousands at one moment, and many chose alike."""
    today = after.astimezone(zone).date()
    day = max(today, not_before) if not_before else today
    for ahead in range(9):
        candidate = day + dt.timedelta(days=ahead)
        if candidate.weekday() in times.days:
            at = instant(candidate, times.minute, zone)
            if at.astimezone(dt.UTC) > after:
                return at
    raise ValueError("a reminder has at least one day")


def decide_reminder(
    reminder: Reminder,
    due: dt.datetime,
    context: ReminderContext,
    now: dt.datetime,
    recheck_days: int,
) -> ReminderDecision:
    """Decide about a reminder that was due at `due`, at most `now`; both in the service's zone.

    After an absence more than one of its times is over. Only the newest of them goes out, and only
    within `MAX_LATE`: where that one is still to be decided, `next_due` is it.
    """
    following = _next_in_grace(reminder.times, due, now)
    unanswered = 0 if context.answered else reminder.unanswered
    state: ReminderState = (
        "on" if context.answered and reminder.state == "asked" else reminder.state
    )
    if reminder.paused_until is not None and now.date() <= reminder.paused_until:
        first = reminder.paused_until + dt.timedelta(days=1)
        return ReminderDecision("paused", state, unanswered, next_due(reminder.times, now, first))
    why = _why_not(reminder.purpose, due, context, now, recheck_days)
    if why is None and following.astimezone(dt.UTC) <= now:
        why = "superseded"
    if why is not None:
        return ReminderDecision(why, state, unanswered, following)
    if state == "asked":
        return ReminderDecision(None, "quiet", unanswered, None)
    if unanswered >= MAX_UNANSWERED:
        return ReminderDecision("ask", "asked", unanswered, following)
    return ReminderDecision("remind", state, unanswered + 1, following)


def _next_in_grace(times: Times, due: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The first moment of these times that is after `due` and not too late at `now`."""
    late = now.astimezone(dt.UTC) - MAX_LATE - dt.timedelta.resolution
    return next_due(times, max(due.astimezone(dt.UTC), late).astimezone(now.tzinfo))


def _why_not(
    purpose: ReminderPurpose,
    due: dt.datetime,
    context: ReminderContext,
    now: dt.datetime,
    recheck_days: int,
) -> Skip | None:
    """Why this is not the moment for this purpose; None: it is."""
    if context.again:
        return "again"
    if not context.consented:
        return "no_consent"
    if context.blocked:
        return "blocked"
    if now.astimezone(dt.UTC) - due > MAX_LATE:
        return "late"
    match purpose:
        case "log" if context.logged_today:
            return "done_today"
        case "check" if not context.check_open:
            return "nothing_open"
        case "recheck" if context.last_check is None or now - context.last_check < dt.timedelta(
            days=recheck_days
        ):
            return "not_yet"
        case "evidence" if now.month != EVIDENCE_MONTH:
            return "not_yet"
        case _:
            return None


def snooze_until(choice: Literal["hour", "evening", "tomorrow"], now: dt.datetime) -> dt.datetime:
    """When a reminder that was put off comes again."""
    match choice:
        case "hour":
            return (now.astimezone(dt.UTC) + dt.timedelta(hours=1)).astimezone(now.tzinfo)
        case "evening":
            minute = EVENING.hour * 60 + EVENING.minute
            return next_due(Times(EVERY_DAY, minute), now)
        case "tomorrow":
            minute = now.hour * 60 + now.minute
            return instant(now.date() + dt.timedelta(days=1), minute, now.tzinfo or dt.UTC)


def check_times(times: Times) -> None:
    """Refuse times without a day or with a minute that no day has: `times_unknown`."""
    if not times.days or not times.days <= EVERY_DAY or not 0 <= times.minute < 24 * 60:
        raise Refusal("times_unknown")


def check_count(reminders: Collection[Reminder]) -> None:
    """Refuse one more than anybody can want: `reminders_many`."""
    if len(reminders) >= MAX_REMINDERS:
        raise Refusal("reminders_many")
