"""Reminders: a person sets, snoozes, pauses and stops them; the scheduler sends them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import msgspec

from bot.domain.notifications.reminder_topics import as_topic
from bot.domain.notifications.reminders import (
    REMINDER_PURPOSES,
    OneOff,
    Reminder,
    ReminderDecision,
    ReminderPurpose,
    Times,
    can_be_put_off,
    check_count,
    check_moment,
    check_times,
    decide_reminder,
    due_after,
    snooze_until,
)
from bot.domain.refusals import Refusal
from bot.phrases.reminders import reminder_say
from bot.services.notifications.unit_of_work import (
    ANY_KEY,
    ANY_TOPIC,
    ReminderBatch,
    ScheduledUnitOfWork,
)
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command

MAX_SLICE = 500
"""Maximum reminders in one transaction, so that turns can run between two batches."""

_encode = msgspec.json.Encoder().encode


class SetReminder(Command, frozen=True):
    """Set a reminder for a purpose, at these days and this minute, under a new key.

    Under the key of a reminder that is set, it takes that one's place.
    """

    key: str
    purpose: ReminderPurpose
    days: tuple[int, ...]
    minute: int
    topic: str = ""


class SetOneOff(Command, frozen=True):
    """Set a reminder that comes once, on this day at this minute; its key as of `SetReminder`."""

    key: str
    purpose: ReminderPurpose
    day: dt.date
    minute: int
    topic: str = ""


class PutOffReminder(Command, frozen=True):
    """Snooze a reminder for an hour, until this evening or until tomorrow."""

    key: str
    until: Literal["hour", "evening", "tomorrow"]


class PauseReminders(Command, frozen=True):
    """Pause reminders until a day, that day included; `key` None: all of them."""

    until: dt.date
    key: str | None = None


class ResumeReminders(Command, frozen=True):
    """Continue after a pause or after unanswered reminders; `key` None: all of them."""

    key: str | None = None


class StopReminders(Command, frozen=True):
    """Stop a reminder for good; `key` None: all of them."""

    key: str | None = None


async def set_reminder(command: SetReminder, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_reminders`, `purpose_unknown`, `times_unknown`, `reminders_many`."""
    times = Times(frozenset(command.days), command.minute)
    check_times(times)
    await _set(command, times, work, out)


async def set_one_off(command: SetOneOff, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses what `set_reminder` refuses, and `moment_past`, `moment_far`."""
    once = OneOff(command.day, command.minute)
    check_moment(once, out.now)
    await _set(command, once, work, out)


async def _set(
    command: SetReminder | SetOneOff, times: Times | OneOff, work: UnitOfWork, out: CommandContext
) -> None:
    person = out.dialog.person
    if "reminders" not in person.consents:
        raise Refusal("consent_reminders")
    if command.purpose not in REMINDER_PURPOSES:
        raise Refusal("purpose_unknown")
    known = await work.notifications.reminders(person.id)
    if command.key not in [each.key for each in known]:
        check_count(known)
    reminder = Reminder(
        command.key,
        command.purpose,
        times,
        next_due=due_after(times, out.now),
        topic=as_topic(command.topic),
    )
    await work.notifications.save_reminder(person.id, reminder, out.now)


async def _chosen(key: str | None, work: UnitOfWork, out: CommandContext) -> tuple[Reminder, ...]:
    known = await work.notifications.reminders(out.dialog.person.id)
    chosen = tuple(each for each in known if key in (None, each.key))
    if not chosen:
        raise Refusal("reminder_unknown")
    return chosen


async def put_off(command: PutOffReminder, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`. A one-off that came is set again."""
    person = out.dialog.person.id
    each = await work.notifications.reminder(person, command.key)
    if each is None or not can_be_put_off(each):
        raise Refusal("reminder_unknown")
    due = snooze_until(command.until, out.now)
    # The last command counts: a snoozed reminder is not held back by a pause.
    changed = replace(each, state="on", paused_until=None, unanswered=0, next_due=due)
    if isinstance(each.times, OneOff):
        changed = replace(changed, times=OneOff(due.date(), due.hour * 60 + due.minute))
    await work.notifications.save_reminder(person, changed, out.now)


async def pause_reminders(command: PauseReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`, `pause_past`."""
    if command.until < out.now.date():
        raise Refusal("pause_past")
    first = command.until + dt.timedelta(days=1)
    for each in await _chosen(command.key, work, out):
        # A one-off keeps its moment: within the pause it does not come.
        once = isinstance(each.times, OneOff)
        due = each.next_due if once else due_after(each.times, out.now, first)
        changed = replace(each, state="on", paused_until=command.until, unanswered=0, next_due=due)
        await work.notifications.save_reminder(out.dialog.person.id, changed, out.now)


async def resume_reminders(command: ResumeReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`."""
    for each in await _chosen(command.key, work, out):
        once = isinstance(each.times, OneOff)
        due = each.next_due if once else due_after(each.times, out.now)
        changed = replace(each, state="on", paused_until=None, unanswered=0, next_due=due)
        await work.notifications.save_reminder(out.dialog.person.id, changed, out.now)


async def stop_reminders(command: StopReminders, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `reminder_unknown`."""
    for each in await _chosen(command.key, work, out):
        await work.notifications.save_reminder(
            out.dialog.person.id, replace(each, state="off", next_due=None), out.now
        )


# --- the scheduler's side -------------------------------------------------------------------------


async def remind_due(
    work: ScheduledUnitOfWork, now: dt.datetime, recheck_days: int, limit: int
) -> tuple[int, int]:
    """Decide a batch of due reminders in one transaction; returns the due and the sent count.

    The decision, the outbox row and the next due time are written together. So a reminder is sent
    once, with any number of schedulers and after any crash.
    """
    due = posted = 0
    decisions: list[tuple[ReminderBatch, ReminderDecision, str | None]] = []
    for batch in await work.reminders.due_reminders(now, limit):
        decision = decide_reminder(batch.reminder, batch.due, batch.context, now, recheck_days)
        say = None
        if decision.outcome in ("remind", "ask"):
            once = isinstance(batch.reminder.times, OneOff)
            topical = bool(batch.reminder.topic)
            say = _say_json(batch.reminder.purpose, decision.outcome == "ask", topical, once)
            posted += len(batch.ids)
        decisions.append((batch, decision, say))
        due += len(batch.ids)
    if decisions:
        await work.reminders.settle_reminders(decisions, now)
    return due, posted


@lru_cache(maxsize=32)
def _say_json(purpose: ReminderPurpose, asks: bool, topical: bool, once: bool) -> str:
    """The stored say of a reminder, with `ANY_KEY` and `ANY_TOPIC` in place of its own."""
    topic = ANY_TOPIC if topical else ""
    return _encode(reminder_say(purpose, ANY_KEY, asks=asks, topic=topic, once=once)).decode()
