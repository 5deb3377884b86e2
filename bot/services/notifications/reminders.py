"""Reminding: a person sets, puts off, pauses and stops reminders; the clock lets them out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import msgspec

from bot.domain.notifications.reminders import (
    REMINDER_PURPOSES,
    Reminder,
    ReminderDecision,
    ReminderPurpose,
    Times,
    check_count,
    check_times,
    decide_reminder,
    next_due,
    snooze_until,
)
from bot.domain.refusals import Refusal
from bot.phrases.reminders import reminder_say
from bot.services.notifications.unit_of_work import ANY_KEY, ReminderBatch, ScheduledUnitOfWork
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command

MAX_SLICE = 500
"""Reminders that one transaction settles: turns pass between two slices."""

_encode = msgspec.json.Encoder().encode


class SetReminder(Command, frozen=True):
    """Remind of a purpose at these days and this minute of the day, under a key of its own."""

    key: str
    purpose: ReminderPurpose
    days: tuple[int, ...]
    minute: int


class PutOffReminder(Command, frozen=True):
    """Let a reminder come again in an hour, this evening or tomorrow."""

    key: str
    until: Literal["hour", "evening", "tomorrow"]


class PauseReminders(Command, frozen=True):
    """Send no reminder until a day, that day included; `key` None: none of any."""

    until: dt.date
    key: str | None = None


class ResumeReminders(Command, frozen=True):
    """Go on reminding: after a pause, or after nobody answered; `key` None: all."""

    key: str | None = None


class StopReminders(Command, frozen=True):
    """Stop a reminder for good; `key` None: all."""

    key: str | None = None


async def set_reminder(command: SetReminder, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_reminders`, `purpose_unknown`, `times_unknown`, `reminders_many`."""
    person = out.dialog.person
    if "reminders" not in person.consents:
        raise Refusal("consent_reminders")
    if command.purpose not in REMINDER_PURPOSES:
        raise Refusal("purpose_unknown")
    times = Times(frozenset(command.days), command.minute)
    check_times(times)
    known = await work.notifications.reminders(person.id)
    if command.key not in [each.key for each in known]:
        check_count(known)
    reminder = Reminder(command.key, command.purpose, times, next_due=next_due(times, out.now))
    await work.notifications.save_reminder(person.id, reminder, out.now)


async def _chosen(key: str | None, work: UnitOfWork, out: CommandContext) -> tuple[Reminder, ...]:
    known = await work.notifications.reminders(out.dialog.person.id)
    chosen = tuple(each for each in known if key in (None, each.key))
    if not chosen:
        raise Refusal("reminder_unknown")
    return chosen


async def put_off(command: PutOffReminder, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`."""
    for each in await _chosen(command.key, work, out):
        due = snooze_until(command.until, out.now)
        # The last word counts: what shall come again is not held back by a pause.
        changed = replace(each, state="on", paused_until=None, unanswered=0, next_due=due)
        await work.notifications.save_reminder(out.dialog.person.id, changed, out.now)


async def pause_reminders(command: PauseReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`, `pause_past`."""
    if command.until < out.now.date():
        raise Refusal("pause_past")
    first = command.until + dt.timedelta(days=1)
    for each in await _chosen(command.key, work, out):
        due = next_due(each.times, out.now, first)
        changed = replace(each, state="on", paused_until=command.until, unanswered=0, next_due=due)
        await work.notifications.save_reminder(out.dialog.person.id, changed, out.now)


async def resume_reminders(command: ResumeReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`."""
    for each in await _chosen(command.key, work, out):
        due = next_due(each.times, out.now)
        changed = replace(each, state="on", paused_until=None, unanswered=0, next_due=due)
        await work.notifications.save_reminder(out.dialog.person.id, changed, out.now)


async def stop_reminders(command: StopReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`."""
    for each in await _chosen(command.key, work, out):
        await work.notifications.save_reminder(
            out.dialog.person.id, replace(each, state="off", next_due=None), out.now
        )


# --- the clock's side -----------------------------------------------------------------------------


async def remind_due(
    work: ScheduledUnitOfWork, now: dt.datetime, recheck_days: int, limit: int
) -> tuple[int, int]:
    """Settle one slice of due reminders in one transaction; how many were due, how many go out.

    The due time, the outbox row and the next due time are written together, so a reminder goes
    out once, however many clocks there are and whenever one of them is killed.
    """
    due = posted = 0
    settled: list[tuple[ReminderBatch, ReminderDecision, str | None]] = []
    for alike in await work.reminders.due_reminders(now, limit):
        what = decide_reminder(alike.reminder, alike.due, alike.context, now, recheck_days)
        say = None
        if what.outcome in ("remind", "ask"):
            say = _say_json(alike.reminder.purpose, what.outcome == "ask")
            posted += len(alike.ids)
        settled.append((alike, what, say))
        due += len(alike.ids)
    if settled:
        await work.reminders.settle_reminders(settled, now)
    return due, posted


@lru_cache(maxsize=16)
def _say_json(purpose: ReminderPurpose, asks: bool) -> str:
    """A reminder's say as it is stored, for the key that stands for every other."""
    return _encode(reminder_say(purpose, ANY_KEY, asks=asks)).decode()
