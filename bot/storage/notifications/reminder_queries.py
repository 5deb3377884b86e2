"""Due reminders in the database: those that are due, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from bot.domain.notifications.reminders import MAX_LATE, ReminderContext, ReminderDecision
from bot.services.notifications.unit_of_work import (
    ANY_KEY,
    ANY_TOPIC,
    ReminderBatch,
    ReminderRepository,
)
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.notifications import reminder_statements as statements
from bot.storage.notifications.reminder_rows import reminder_from_row


class _Queries(Protocol):
    """A database that answers one statement without a transaction of its own."""

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


async def reminder_is_due(database: _Queries, now: dt.datetime) -> bool:
    """Whether there is anything for a tick to do: mostly there is not. Raises `NotStored`."""
    return bool(await database.query(statements.REMINDER_IS_DUE, now=to_ms(now)))


class SqlReminderRepository(Repository, ReminderRepository):
    """`ReminderRepository` over a session."""

    async def due_reminders(self, now: dt.datetime, limit: int) -> tuple[ReminderBatch, ...]:
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = await self._session.rows(
            statements.DUE_REMINDERS, now=to_ms(now), today_ms=to_ms(today), limit=limit
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
        # However many kinds there are, each table is written by one statement; the outbox by one
        # for each say, of which there are few a purpose.
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
            await self._post(say, ids, at)
        await self._session.rows(statements.NOTE_REMINDED, settled=to_json(rows), at_ms=at)
        await self._session.rows(statements.SETTLE_REMINDERS, settled=to_json(rows))

    async def _post(self, say: str, ids: Sequence[int], at: int) -> None:
        """Post the say of reminders that are alike; each with its own key, and topic."""
        when = {"late_ms": MAX_LATE // dt.timedelta(milliseconds=1), "now": at}
        reminders = to_json(ids)
        if ANY_TOPIC not in say:
            await self._session.rows(
                statements.POST_REMINDERS, reminders=reminders, say=say, any_key=ANY_KEY, **when
            )
            return
        rows = [
            {
                "reminder": number,
                "say": say.replace(ANY_KEY, key).replace(ANY_TOPIC, topic),
                **when,
            }
            for number, key, topic in await self._session.rows(
                statements.TOPICS, reminders=reminders
            )
        ]
        await self._session.many(statements.POST_OWN_REMINDER, rows)


def _alike(facts: Row, ids: list[int], zone: dt.tzinfo | None) -> ReminderBatch:
    own, (excluded, answered, logged, begun, checked_ms, again, topical) = facts[:8], facts[8:]
    reminder = reminder_from_row(("", *own, ANY_TOPIC if topical else ""))
    context = ReminderContext(
        excluded=excluded,
        logged_today=bool(logged),
        check_open=bool(begun),
        last_check=None if checked_ms is None else from_ms(checked_ms),
        answered=bool(answered),
        again=bool(again),
    )
    assert reminder.next_due is not None
    return ReminderBatch(reminder, reminder.next_due.astimezone(zone), context, ids)
