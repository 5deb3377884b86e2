"""The unit of work for reminders: a person's own, and the clock's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from bot.domain.notifications.reminders import (
    MAX_LATE,
    Reminder,
    ReminderContext,
    ReminderDecision,
    Times,
)
from bot.services.notifications.unit_of_work import ANY_KEY, ReminderBatch
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session


def days_from_bits(bits: int) -> frozenset[int]:
    """Days of the week from their bits, Monday the first."""
    return frozenset(day for day in range(7) if bits >> day & 1)


@lru_cache(maxsize=1024)
def _times(bits: int, minute: int) -> Times:
    """Most people choose the same few times."""
    return Times(days_from_bits(bits), minute)


def bits_from_days(days: frozenset[int]) -> int:
    """Bits of the days of the week, Monday the first."""
    return sum(1 << day for day in days)


def _reminder(row: Row) -> Reminder:
    return Reminder(
        key=row[0],
        purpose=row[1],
        times=_times(row[2], row[3]),
        state=row[4],
        paused_until=None if row[5] is None else dt.date.fromisoformat(row[5]),
        unanswered=row[6],
        next_due=None if row[7] is None else from_ms(row[7]),
    )


class _Queries(Protocol):
    """A database that answers one statement without a transaction of its own."""

    async def query(self, statement: str, /, **values: Any) -> Sequence[Row]: ...


async def reminder_is_due(database: _Queries, now: dt.datetime) -> bool:
    """Whether there is anything for a tick to do: mostly there is not. Raises `NotStored`."""
    return bool(await database.query("reminder_is_due", now=to_ms(now)))


class RemindingWork:
    """The part of `bot.services.ports.unit_of_work.UnitOfWork` that is about reminders."""

    _session: Session

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        """The person's reminders that were not stopped, oldest first."""
        return tuple(map(_reminder, await self._session.rows("reminders", person=person)))

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        """Store a reminder under its key, new or changed."""
        due = reminder.next_due
        paused = reminder.paused_until
        await self._session.rows(
            "save_reminder",
            person=person,
            reminder_key=reminder.key,
            purpose=reminder.purpose,
            days=bits_from_days(reminder.times.days),
            minute=reminder.times.minute,
            state=reminder.state,
            paused_until=None if paused is None else paused.isoformat(),
            unanswered=reminder.unanswered,
            next_due_ms=None if due is None else to_ms(due),
            now=to_ms(now),
        )

    async def due_reminders(self, now: dt.datetime, limit: int) -> tuple[ReminderBatch, ...]:
        """Those due longest, put together by what decides; locked until the transaction ends."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = await self._session.rows(
            "due_reminders", now=to_ms(now), today_ms=to_ms(today), limit=limit
        )
        alike = defaultdict[Row, list[int]](list)
        for row in rows:
            alike[tuple(row[1:])].append(row[0])
        return tuple(_alike(facts, ids, now.tzinfo) for facts, ids in alike.items())

    async def settle_reminders(
        self,
        settled: Sequence[tuple[ReminderBatch, ReminderDecision, str | None]],
        now: dt.datetime,
    ) -> None:
        """Write what became of due reminders; with a say it is laid into the outbox for each.

        However many kinds there are, each table is written by one statement (the outbox by one for
        each say, of which there are two a purpose).
        """
        at = to_ms(now)
        rows: list[tuple[Any, ...]] = []
        says = defaultdict[str, list[int]](list)
        for alike, what, say in settled:
            next_due = None if what.next_due is None else to_ms(what.next_due)
            due, outcome = to_ms(alike.due), what.outcome or what.state
            came = (due, outcome, what.state, what.unanswered, next_due)
            rows += [(number, *came) for number in alike.ids]
            if say is not None:
                says[say] += alike.ids
        for say, ids in says.items():
            await self._session.rows(
                "post_reminders",
                reminders=_json(ids),
                say=say,
                any_key=ANY_KEY,
                late_ms=MAX_LATE // dt.timedelta(milliseconds=1),
                now=at,
            )
        await self._session.rows("note_reminded", settled=_json(rows), at_ms=at)
        await self._session.rows("settle_reminders", settled=_json(rows))


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _alike(facts: Row, ids: list[int], zone: dt.tzinfo | None) -> ReminderBatch:
    (purpose, days, minute, state, paused_until, unanswered, due_ms, consents, answered, logged,
     begun, checked_ms, again, blocked) = facts  # fmt: skip
    reminder = _reminder(("", purpose, days, minute, state, paused_until, unanswered, due_ms))
    context = ReminderContext(
        consented="reminders" in consents.split(),
        logged_today=bool(logged),
        check_open=bool(begun),
        last_check=None if checked_ms is None else from_ms(checked_ms),
        answered=bool(answered),
        blocked=bool(blocked),
        again=bool(again),
    )
    assert reminder.next_due is not None
    return ReminderBatch(reminder, reminder.next_due.astimezone(zone), context, ids)
