"""The counter of runs: what became of their rows is counted outside of every turn, and kept.

An officer looks at a result as often as they like: it is one row. What takes long to count is
counted less often. Whoever follows a run sees its message change with each count.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Protocol

import structlog

from bot.domain.campaigns.results import CountedRun, count_every
from bot.domain.campaigns.runs import Run
from bot.services.campaigns.results.following import show_progress
from bot.services.ports.messages import Clock, NotStored
from bot.services.ports.unit_of_work import UnitOfWork

LOOK_SECONDS = 1.0

ANSWERED_FOR = dt.timedelta(days=3)
"""Answers are counted for so long after a campaign was of use."""

_SETTLED_TIMES = 5
"""A run that came to its end is counted that many times less often: only answers still come."""

_log = structlog.get_logger("campaigns")


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class RunCounts(Protocol):
    """What the counter reads without keeping a turn waiting. Every method raises `NotStored`."""

    async def counted_runs(self, since: dt.datetime) -> Sequence[Run]:
        """The runs that were of use at `since` or later."""

    async def counted(self, run: Run, now: dt.datetime) -> CountedRun:
        """Everything that is counted of a run."""


class RunCounter:
    """Counts every run that may still change, and keeps the counts beside it.

    `edits` are the channels that change a message in its place. `shown` is awaited after messages
    were changed. No count starts while `stopping` returns True.
    """

    def __init__(
        self,
        *,
        transact: _Transact,
        readings: RunCounts,
        clock: Clock,
        edits: Collection[str],
        shown: Callable[[], Awaitable[None]],
        stopping: Callable[[], bool],
    ) -> None:
        self._transact = transact
        self._readings = readings
        self._clock = clock
        self._edits = edits
        self._shown = shown
        self._stopping = stopping
        self._counted: dict[str, tuple[Run, dt.datetime, CountedRun]] = {}

    async def keep_running(self, stop: asyncio.Event) -> None:
        """Count what is due, once a second, until `stop`."""
        while not stop.is_set():
            try:
                await self.count_due()
            except NotStored as error:
                _log.warning("runs_not_counted", why=str(error))
            except Exception as error:
                _log.error("counting_failed", fault=type(error).__name__, exc_info=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def count_due(self) -> None:
        """Count the runs that are due. Raises `NotStored`; the next call goes on."""
        runs = await self._readings.counted_runs(self._clock() - ANSWERED_FOR)
        known = {run.key for run in runs}
        self._counted = {key: each for key, each in self._counted.items() if key in known}
        for run in runs:
            if self._stopping():
                return
            if self._is_due(run):
                await self._count(run)

    def _is_due(self, run: Run) -> bool:
        before = self._counted.get(run.key)
        if before is None or before[0].state != run.state:
            return True
        every = count_every(run.planned) * (1 if run.settled_at is None else _SETTLED_TIMES)
        return self._clock() - before[1] >= every

    async def _count(self, run: Run) -> None:
        now = self._clock()
        counted = await self._readings.counted(run, now)
        before = self._counted.get(run.key)
        self._counted[run.key] = (run, now, counted)
        if before is not None and before[0] == run and before[2] == counted:
            return  # nothing happened: nothing is written

        async def keep(work: UnitOfWork) -> bool:
            await work.runs.keep_counts(run, counted, now)
            return await show_progress(work, run, now, self._edits)

        if await self._transact(keep, "clock"):
            await self._shown()
