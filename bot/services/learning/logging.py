"""Logging activities: record, correct and void an entry, within the limits of the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal, TypeAlias

from bot.domain.learning.activity import (
    MAX_REASON,
    TYPE_CODES,
    Activity,
    Draft,
    check_day,
    check_day_total,
    check_evidence_count,
    check_minutes,
    check_title,
)
from bot.domain.learning.receipts import draw_receipt
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command

Field: TypeAlias = Literal["type_code", "title", "day", "minutes", "mode", "provider"]
"""The fields of an entry that can be corrected."""

_RECEIPT_TRIES = 8


class RecordActivity(Command, frozen=True):
    """Record a draft as an entry; repeated commands with one draft record one entry."""

    draft: Draft


class CorrectActivity(Command, frozen=True):
    """Change one field of an entry; its earlier value stays in the history."""

    receipt: str
    field: Field
    value: str | int | dt.date | None


class VoidActivity(Command, frozen=True):
    """Cancel an entry: it stays in the record, without counting in totals."""

    receipt: str
    reason: str


class RestoreActivity(Command, frozen=True):
    """Take a cancelled entry back: it counts again; the cancellation stays in its history."""

    receipt: str


async def record_activity(command: RecordActivity, work: UnitOfWork, out: CommandContext) -> None:
    """The result is the receipt number. Refuses like `bot.domain.learning.activity`."""
    draft = command.draft
    if draft.type_code not in TYPE_CODES:
        raise Refusal("type_unknown")
    if draft.title is None or draft.day is None or draft.minutes is None:
        raise Refusal("draft_incomplete")
    check_title(draft.title)
    check_day(draft.day, out.now.date())
    check_minutes(draft.minutes)
    check_evidence_count(len(draft.evidence))
    person = out.dialog.person
    known = await work.learning.receipt_of(person.id, draft.key)
    if known is not None:
        out.result = known
        return
    check_day_total(draft.minutes, await work.learning.minutes_on(person.id, draft.day))
    for _attempt in range(_RECEIPT_TRIES):
        receipt = await work.learning.add_activity(
            person, draft, draw_receipt(out.random_below), out.now
        )
        if receipt:
            out.result = receipt
            return
    raise RuntimeError("no free receipt number was drawn")


def _corrected(entry: Activity, command: CorrectActivity, today: dt.date) -> Activity:
    match command.field, command.value:
        case "title", str(title):
            check_title(title)
            return replace(entry, title=title)
        case "type_code", str(code) if code in TYPE_CODES:
            return replace(entry, type_code=code)
        case "day", dt.date() as day:
            check_day(day, today)
            return replace(entry, day=day)
        case "minutes", int(minutes):
            check_minutes(minutes)
            return replace(entry, minutes=minutes)
        case "mode", "in_person":
            return replace(entry, mode="in_person")
        case "mode", "online":
            return replace(entry, mode="online")
        case "mode", None:
            return replace(entry, mode=None)
        case "provider", (str() | None) as provider:
            return replace(entry, provider=provider)
        case _:
            raise Refusal("correction_unknown")


async def counted_entry(work: UnitOfWork, person: int, receipt: str) -> Activity:
    """The person's entry of this receipt; refuses `entry_unknown` and `entry_void`."""
    entry = await work.learning.activity(person, receipt)
    if entry is None:
        raise Refusal("entry_unknown")
    if not entry.counts:
        raise Refusal("entry_void")
    return entry


async def correct_activity(command: CorrectActivity, work: UnitOfWork, out: CommandContext) -> None:
    """The result is the receipt. Refuses `entry_unknown`, `entry_void` and invalid values."""
    person = out.dialog.person.id
    entry = await counted_entry(work, person, command.receipt)
    after = _corrected(entry, command, out.now.date())
    others = await work.learning.minutes_on(person, after.day, excluded=entry.receipt)
    check_day_total(after.minutes, others)
    await work.learning.change_activity(person, entry, after, out.now)
    out.result = entry.receipt


async def void_activity(command: VoidActivity, work: UnitOfWork, out: CommandContext) -> None:
    """The result is the receipt. Refuses `entry_unknown`, `entry_void`."""
    person = out.dialog.person.id
    entry = await counted_entry(work, person, command.receipt)
    await work.learning.void_activity(person, entry.receipt, command.reason[:MAX_REASON], out.now)
    out.result = entry.receipt


async def restore_activity(command: RestoreActivity, work: UnitOfWork, out: CommandContext) -> None:
    """The result is the receipt. Refuses `entry_unknown`, and `day_full` when its day is full now.

    An entry that counts already stays as it is.
    """
    person = out.dialog.person.id
    entry = await work.learning.activity(person, command.receipt)
    if entry is None:
        raise Refusal("entry_unknown")
    if not entry.counts:
        check_day_total(entry.minutes, await work.learning.minutes_on(person, entry.day))
        await work.learning.restore_activity(person, entry, out.now)
    out.result = entry.receipt
