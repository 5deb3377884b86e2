"""The unit of work for reminders: a person's own, and the clock's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from bot.domain.reminders import LATE_MOST, Met, Reminder, Settled, Times
from bot.services.clock_work import DueReminder
from bot.storage.hand import Hand, Row
from bot.storage.instants import from_ms, to_ms


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


class _Glancing(Protocol):
    """A database that answers one statement without a transaction of its own."""

    async def glance(self, statement: str, /, **values: Any) -> Sequence[Row]: ...


async def reminder_is_due(database: _Glancing, now: dt.datetime) -> bool:
    """Whether there is anything for a tick to do: mostly there is not. Raises `NotStored`."""
    return bool(await database.glance("reminder_is_due", now=to_ms(now)))


class RemindingWork:
    """The part of `bot.services.work.Work` that is about reminders."""

    _hand: Hand

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        """The person's reminders that were not stopped, oldest first."""
        return tuple(map(_reminder, await self._hand.rows("reminders", person=person)))

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        """Store a reminder under its key, new or changed."""
        due = reminder.next_due
        paused = reminder.paused_until
        await self._hand.rows(
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

    async def due_reminders(self, now: dt.datetime, most: int) -> tuple[DueReminder, ...]:
        """Reminders that are due, the longest first; locked until the transaction ends."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = await self._hand.rows(
            "due_reminders", now=to_ms(now), today_ms=to_ms(today), most=most
        )
        return tuple(_due(row, now.tzinfo) for row in rows)

    async def settle_reminders(
        self, settled: Sequence[tuple[DueReminder, Settled, str | None]], now: dt.datetime
    ) -> None:
        """Write what became of due reminders; with a say it is laid into the outbox."""
        at = to_ms(now)
        noted: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        posted: list[dict[str, Any]] = []
        for due, what, say in settled:
            noted.append(
                {
                    "reminder_id": due.id,
                    "due_ms": to_ms(due.due),
                    "outcome": what.outcome or what.state,
                    "at_ms": at,
                }
            )
            changed.append(
                {
                    "reminder": due.id,
                    "state": what.state,
                    "unanswered": what.unanswered,
                    "next_due_ms": None if what.next_due is None else to_ms(what.next_due),
                }
            )
            if say is not None:
                posted.append(
                    {
                        "channel": due.channel,
                        "external_id": due.address,
                        "person_id": due.person,
                        "kind": "reminder",
                        "locale": due.locale,
                        "say": say,
                        "due_ms": at,
                        "until_ms": to_ms(due.due.astimezone(dt.UTC) + LATE_MOST),
                        "now": at,
                    }
                )
        await self._hand.many("note_reminded", noted)
        await self._hand.many("settle_reminder", changed)
        await self._hand.many("post_planned", posted)


def _due(row: Row, zone: dt.tzinfo | None) -> DueReminder:
    own = _reminder(row[2:10])
    (consents, locale, channel, address, updated_ms, logged, begun, checked_ms, last_ms, again,
     blocked_ms) = row[10:21]  # fmt: skip
    assert own.next_due is not None
    met = Met(
        consented="reminders" in consents.split(),
        logged_today=bool(logged),
        check_open=bool(begun),
        last_check=None if checked_ms is None else from_ms(checked_ms),
        answered=last_ms is None or updated_ms > last_ms,
        blocked=channel is None or blocked_ms is not None,
        again=bool(again),
    )
    due = own.next_due.astimezone(zone)
    return DueReminder(row[0], row[1], own, due, met, locale, channel or "", address or "")
