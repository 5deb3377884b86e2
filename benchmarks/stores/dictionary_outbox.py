"""No outbox: waiting messages stay in the memory of the process that sends them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.stores.dictionary_store import MemoryDatabase
from bot.services.ports.messages import Claimed, DeliveryResult, Outbox, OutboxMessage, Shown


class MemoryOutbox(Outbox):
    """The port `Outbox` over the rows that the turns of a `MemoryDatabase` posted."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._rows = database.work.outbox.rows
        self._planned: dict[int, tuple[dt.datetime, OutboxMessage]] = {}
        self._held: dict[str, dt.datetime] = {}
        self._claimed_at: dict[int, dt.datetime] = {}
        self._blocked = database.work.people.mark_blocked

    async def claim(
        self, channel: str, now: dt.datetime, limit: int, others_limit: int | None = None
    ) -> Claimed:
        due = [row for at, row in self._planned.values() if row.channel == channel and at <= now]
        taken = sorted(due, key=lambda row: row.id)[:limit]
        for row in taken:
            del self._planned[row.id]
            self._rows[row.id] = row
            self._claimed_at[row.id] = now
        return Claimed(tuple(taken), len(taken) == limit)

    async def claim_rested(
        self, channel: str, address: str, now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        rested = [
            row
            for _at, row in self._planned.values()
            if (row.channel, row.address) == (channel, address)
        ]
        for row in rested:
            del self._planned[row.id]
            self._rows[row.id] = row
            self._claimed_at[row.id] = now
        return tuple(sorted(rested, key=lambda row: row.id))

    async def stale_claims(self, channel: str, before: dt.datetime) -> tuple[OutboxMessage, ...]:
        return tuple(
            row
            for number, row in self._rows.items()
            if row.channel == channel
            and number in self._claimed_at
            and self._claimed_at[number] < before
        )

    async def note_parts(self, row: int, parts_sent: int) -> None:
        if row in self._rows:
            self._rows[row] = replace(self._rows[row], parts_sent=parts_sent)

    async def mark(self, marks: Sequence[DeliveryResult]) -> None:
        for mark in marks:
            row = self._rows.pop(mark.row, None)
            self._claimed_at.pop(mark.row, None)
            if row is not None and mark.state == "planned":
                row = replace(row, attempts=mark.attempts, parts_sent=mark.parts_sent)
                self._planned[mark.row] = (mark.at, row)
            if mark.blocked is not None:
                await self._blocked(*mark.blocked, mark.at)

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        return 0, 0  # nothing outlives a process here

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        self._held[channel] = until

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        until = self._held.get(channel)
        return until if until is not None and until > now else None

    async def shown(self, channel: str, address: str, first: int) -> Shown | None:
        return None  # nothing is changed here

    async def history(
        self,
        channel: str,
        address: str,
        after: int,
        limit: int,
    ) -> tuple[OutboxMessage, ...]:
        return ()  # what was said is not kept; only channels that redraw a page ask for it
