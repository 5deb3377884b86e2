"""Claiming of notifications: which of them a worker takes, and which may leave now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, TypeAlias

import msgspec

from bot.domain.notifications.policy import Allow, Defer, NotificationPolicy, Suppress
from bot.services.ports.messages import DeliveryResult, OutboxState
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.outbox.policy import apply_policy_to_rows
from bot.storage.outbox.rows import store_result
from bot.storage.outbox.statements import CLAIM_OF_RUN, CLAIM_OTHERS, CLAIM_REMINDERS
from bot.storage.outbox.text_statements import RUNS_TO_CLAIM, STOP_RUN

MaySend: TypeAlias = Callable[
    [Session, int | None, Collection[str], dt.datetime], Coroutine[Any, Any, bool]
]
"""Whether a sender (None: they were erased) may still send to these wards."""

NOT_ALLOWED = "not_allowed"
"""Why a run was stopped: its sender lost the role."""


class Claiming:
    """Takes notifications in order, and asks the policy about each.

    `rules` None: all may leave. `may_send` is asked about the sender of each run, in the
    transaction of each claim. `decided` is told of each row whether it may leave, and why not.
    """

    def __init__(
        self,
        rules: Callable[[], NotificationPolicy] | None,
        may_send: MaySend,
        decided: Callable[[str], None],
    ) -> None:
        self._rules = rules
        self._may_send = may_send
        self._decided = decided

    async def take(
        self, session: Session, who: dict[str, Any], limit: int, now: dt.datetime
    ) -> list[Row]:
        """Claim at most `limit`: reminders and duties, then campaigns, then calendar days.

        Campaigns leave a quarter of the places to calendar days, where there are any.
        """
        rows: list[Row] = []

        async def claim(which: Statement, most: int, **more: int) -> None:
            most = min(most, limit) - len(rows)
            if most > 0:
                found = await session.rows(which, **who, **more, now_=who["now"], limit=most)
                # PostgreSQL gives what it changed in any order: what was planned first goes first.
                rows.extend(sorted(found, key=lambda row: row[0]))

        await claim(CLAIM_REMINDERS, limit)
        runs = await self._runs(session, now) if len(rows) < limit else ()
        for run in runs:
            await claim(CLAIM_OF_RUN, limit - (limit - len(rows)) // 4, run=run)
        await claim(CLAIM_OTHERS, limit)
        for run in runs:
            await claim(CLAIM_OF_RUN, limit, run=run)
        return rows

    async def _runs(self, session: Session, now: dt.datetime) -> tuple[int, ...]:
        """The runs that are sending; one whose sender lost the role is stopped."""
        found = []
        for run, _kind, author, wards in await session.rows(RUNS_TO_CLAIM):
            if await self._may_send(session, author, msgspec.json.decode(wards), now):
                found.append(run)
            else:
                await session.rows(STOP_RUN, run=run, why=NOT_ALLOWED)
        return tuple(found)

    async def let_pass(self, session: Session, rows: Sequence[Row], now: dt.datetime) -> list[Row]:
        """The rows that may leave now; the others are put off or skipped, with the reason.

        A row of which a message has left passed before: it is not asked again.
        """
        new_key = [row for row in rows if not row[7]]
        if self._rules is None or not new_key:
            return list(rows)
        decisions = await apply_policy_to_rows(
            session, {row[0]: row[6] for row in new_key}, self._rules(), now
        )
        passed = []
        for row in rows:
            match Allow() if row[7] else decisions[row[0]]:
                case Allow():
                    self._decided("allowed")
                    passed.append(row)
                case Defer(at, why):
                    self._decided(why)
                    await store_result(
                        session, DeliveryResult(row[0], "planned", at, row[5], why=why)
                    )
                case Suppress(why):
                    self._decided(why)
                    state: OutboxState = "blocked" if why == "blocked" else "skipped"
                    await store_result(session, DeliveryResult(row[0], state, now, row[5], why=why))
        return passed
