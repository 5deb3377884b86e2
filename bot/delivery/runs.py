"""Runs of campaigns: a row leaves only while its run is known to be sending.

Who pauses or cancels a run does so in the database, perhaps in another process. So the database is
asked again whenever the answer is half a second old; then a request begins at most two seconds
after a pause was committed, also where the rate limit of a channel makes it wait for a second.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable

import structlog

from bot.services.ports.messages import Clock, NotStored, Outbox, OutboxMessage

FRESH_FOR = dt.timedelta(seconds=0.5)
LOOK_SECONDS = 0.5
"""A row that waits in memory looks again after this time whether its run is sending."""

_log = structlog.get_logger("delivery")


class Runs:
    """Which runs are sending, as the database said at most half a second ago."""

    def __init__(
        self, outbox: Outbox, clock: Clock, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._asking = asyncio.Lock()
        self._known: dict[int, bool] = {}
        self._asked_at: dt.datetime | None = None

    async def may_send(self, row: OutboxMessage) -> bool:
        """Whether a row may leave now; True for one of no run. False when nobody can tell."""
        if row.run is None:
            return True
        if not self._fresh(row.run):
            async with self._asking:
                if not self._fresh(row.run):
                    await self._ask(row.run)
        return self._known.get(row.run, False)

    async def look_again(self, waited_for: asyncio.Task[bool]) -> None:
        """Wait for a task, at most until it is time to look again whether a run is sending."""
        looking = asyncio.create_task(self._until_next_look())
        try:
            await asyncio.wait({waited_for, looking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            looking.cancel()

    async def wait_until(self, at: dt.datetime, row: OutboxMessage) -> None:
        """Wait until a moment; for a row of a run only as long as that is sending."""
        while True:
            left = max(0.0, (at - self._clock()).total_seconds())
            await self._sleep(left if row.run is None else min(left, LOOK_SECONDS))
            if row.run is None or self._clock() >= at or not await self.may_send(row):
                return

    async def _until_next_look(self) -> None:
        await self._sleep(LOOK_SECONDS)

    async def held(self, rows: Iterable[OutboxMessage]) -> frozenset[int]:
        """The rows, by number, whose run is not sending."""
        return frozenset([row.id for row in rows if not await self.may_send(row)])

    def _fresh(self, run: int) -> bool:
        if self._asked_at is None or run not in self._known:
            return False
        return dt.timedelta(0) <= self._clock() - self._asked_at < FRESH_FOR

    async def _ask(self, run: int) -> None:
        began = self._clock()
        runs = {*self._known, run} if self._asked_at is not None else {run}
        try:
            sending = await self._outbox.sending_runs(runs)
        except NotStored:
            _log.warning("runs_not_read")
            sending = frozenset()
        # What is over is forgotten: it is asked about again when a row of it comes.
        self._known = dict.fromkeys(sending, True) | ({} if run in sending else {run: False})
        self._asked_at = began
