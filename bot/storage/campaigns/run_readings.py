"""Readings of runs on connections of their own: no turn waits for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from bot.domain.campaigns.results import AnswerCount, CountedRun, growth_step
from bot.domain.campaigns.runs import ResultCount, Run, RunResult
from bot.storage.campaigns.results import statements as results
from bot.storage.campaigns.results.queries import growth_of, result_of
from bot.storage.campaigns.run_queries import run_of
from bot.storage.campaigns.run_statements import (
    COUNTED_RUNS,
    NEWEST_RUNS,
    OPEN_ROW_OF,
    OPEN_RUNS,
    RUN,
    RUNS_OF,
)
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement


class _Queried(Protocol):
    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


class StoredRunReadings:
    """The runs as they are committed; every method raises `NotStored`."""

    def __init__(self, database: _Queried) -> None:
        self._database = database

    async def open_runs(self) -> Sequence[Run]:
        """The runs that have something left to do, the oldest first."""
        return [run_of(row) for row in await self._database.query(OPEN_RUNS)]

    async def newest_runs(self, limit: int) -> Sequence[Run]:
        """The newest runs, the oldest of them first."""
        rows = await self._database.query(NEWEST_RUNS, limit=limit)
        return [run_of(row) for row in reversed(rows)]

    async def run(self, key: str) -> Run | None:
        """One run by its key."""
        rows = await self._database.query(RUN, key=key)
        return run_of(rows[0]) if rows else None

    async def has_open_rows(self, run: Run) -> bool:
        """Whether a row of the run has not come to its end."""
        return bool(await self._database.query(OPEN_ROW_OF, run=run.number))

    async def counts(self, run: Run) -> Sequence[ResultCount]:
        """What the rows of the run came to, by ward and channel."""
        return result_of(run, await self._database.query(results.RUN_RESULT, run=run.number))

    async def counted_runs(self, since: dt.datetime) -> Sequence[Run]:
        """The runs that were of use at `since` or later, the oldest first."""
        rows = await self._database.query(COUNTED_RUNS, since=to_ms(since))
        return [run_of(row) for row in rows]

    async def runs_of(self, campaign: str) -> Sequence[Run]:
        """The runs of a campaign, the oldest first."""
        return [run_of(row) for row in await self._database.query(RUNS_OF, campaign=campaign)]

    async def answers(self, campaign: str) -> tuple[AnswerCount, ...]:
        """How many people chose each button in the runs of a campaign."""
        rows = await self._database.query(
            results.COUNT_ANSWERS, campaign=campaign, campaign_=campaign
        )
        return tuple(AnswerCount(*row) for row in rows)

    async def counted(self, run: Run, now: dt.datetime) -> CountedRun:
        """Everything that is counted of a run."""
        step = growth_step(run.begun, now)
        slots = {
            "run": run.number,
            "begun": to_ms(run.begun),
            "step": step // dt.timedelta(milliseconds=1),
        }
        sent = await self._database.query(results.SENT_IN_TIME, **slots)
        answered = await self._database.query(results.ANSWERED_IN_TIME, **slots)
        return CountedRun(
            tuple(await self.counts(run)),
            await self.answers(run.campaign),
            growth_of(step, sent, answered),
        )

    async def progress(self, run: Run) -> RunResult:
        """How far a run is."""
        return RunResult(run.planned, tuple(await self.counts(run)))
