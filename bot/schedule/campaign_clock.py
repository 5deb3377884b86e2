"""The clock of campaigns: begins runs that are due, plans them, sweeps and settles them.

It looks once a second, so that a cancel is done within two seconds also when another process asked
for it. Everything that it does is a short transaction, and goes on after a kill where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import structlog

from bot.domain.campaigns.runs import ResultCount, Run, is_past, next_state
from bot.domain.refusals import Refusal
from bot.schedule.campaign_orders import laid_orders
from bot.schedule.throttle import Throttle
from bot.services.campaigns.running import MAX_SLICE, plan_slice, start_run, sweep_slice
from bot.services.campaigns.sending import order_run
from bot.services.ports.campaigns.runs import DueCampaign
from bot.services.ports.messages import Clock, NotStored
from bot.services.ports.unit_of_work import UnitOfWork

LOOK_SECONDS = 1.0

_log = structlog.get_logger("campaigns")


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class RunReadings(Protocol):
    """What the clock reads without keeping a turn waiting."""

    async def open_runs(self) -> Sequence[Run]:
        """The runs that have something left to do. Raises `NotStored`."""

    async def has_open_rows(self, run: Run) -> bool:
        """Whether a row of the run has not come to its end. Raises `NotStored`."""

    async def counts(self, run: Run) -> Sequence[ResultCount]:
        """What the rows of the run came to. Raises `NotStored`."""


DueCampaigns = Callable[[UnitOfWork, dt.datetime], Coroutine[Any, Any, Sequence[DueCampaign]]]
"""The campaigns whose moment has come, with texts that are rendered now.

It is asked inside the transaction in which their runs begin.
"""


async def none_due(_work: UnitOfWork, _now: dt.datetime) -> Sequence[DueCampaign]:
    """No campaign is ever due."""
    return ()


async def say_nothing(_work: UnitOfWork, _due: DueCampaign, _code: str, _now: dt.datetime) -> None:
    """Tell nobody that a campaign may not begin; the log has it."""


async def note_nothing(_work: UnitOfWork, _run: Run, _now: dt.datetime) -> None:
    """Note nowhere else that a run began, or came to its end."""


class CampaignClock:
    """Moves every run on. `planned` is awaited after rows were planned.

    A campaign that may not begin (no approval, a role that was lost) is told to `refused`, in the
    same transaction. No slice starts while `stopping` returns True. `orders` is the folder in which
    the command line lays what an operator wants. `settled` notes
    elsewhere that a run came to its end, and `begun` that one began.
    """

    def __init__(
        self,
        *,
        transact: _Transact,
        readings: RunReadings,
        due: DueCampaigns,
        refused: Callable[[UnitOfWork, DueCampaign, str, dt.datetime], Coroutine[Any, Any, None]],
        new_key: Callable[[], str],
        clock: Clock,
        planned: Callable[[], Awaitable[None]],
        stopping: Callable[[], bool],
        throttle: Throttle,
        orders: Path | None = None,
        settled: Callable[[UnitOfWork, Run, dt.datetime], Coroutine[Any, Any, None]] = note_nothing,
        begun: Callable[[UnitOfWork, Run, dt.datetime], Coroutine[Any, Any, None]] = note_nothing,
    ) -> None:
        self._orders = orders
        self._settled = settled
        self._begun = begun
        self._transact = transact
        self._readings = readings
        self._due = due
        self._refused = refused
        self._new_key = new_key
        self._clock = clock
        self._planned = planned
        self._stopping = stopping
        self._throttle = throttle

    async def keep_running(self, stop: asyncio.Event) -> None:
        """Move the runs on, once a second, until `stop`."""
        while not stop.is_set():
            try:
                await self.take_orders()
                await self.move_on()
            except NotStored as error:
                _log.warning("runs_not_stored", why=str(error))
            except Exception as error:
                _log.error("runs_failed", fault=type(error).__name__, exc_info=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def take_orders(self) -> None:
        """Carry out what an operator laid ready. Raises `NotStored`; the next call goes on."""
        if self._orders is None:
            return
        for path, act, key in await asyncio.to_thread(laid_orders, self._orders):
            try:
                await self._transact(
                    partial(order_run, act=act, key=key, now=self._clock()), "clock"
                )
            except Refusal as refusal:
                _log.warning("order_refused", run=key, act=act, why=refusal.code)
            else:
                _log.info("order_carried_out", run=key, act=act)
            # After the commit: a stop in between carries nothing out twice.
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def begin_due(self) -> None:
        """Begin the runs of the campaigns that are due. Raises `NotStored`."""
        await self._transact(self._begin_due, "clock")

    async def _begin_due(self, work: UnitOfWork) -> None:
        now = self._clock()
        for due in await self._due(work, now):
            try:
                run = await start_run(work, self._new_key(), due, now)
            except Refusal as refusal:
                if refusal.code != "begun_already":
                    _log.warning("run_refused", campaign=due.campaign.key, why=refusal.code)
                    await self._refused(work, due, refusal.code, now)
            else:
                await self._begun(work, run, now)
                _log.info("run_begun", campaign=due.campaign.key, run=run.key)

    async def move_on(self) -> None:
        """Plan, sweep and settle what there is. Raises `NotStored`; the next call goes on."""
        for run in await self._readings.open_runs():
            if self._stopping():
                return
            match run.state:
                case "planning":
                    await self._plan(run)
                case "cancelled" | "stopped":
                    await self._sweep(run)
                    await self._settle(run)
                case "sending" | "paused" if is_past(run, self._clock()):
                    await self._sweep(run)
                    await self._settle(run)
                case "sending":
                    await self._settle(run)
                case _:
                    pass

    async def _plan(self, run: Run) -> None:
        while run.state == "planning" and not self._stopping():
            run = await self._throttle.slice(MAX_SLICE, partial(self._plan_slice, run.key))
        _log.info("run_planned", run=run.key, planned=run.planned, state=run.state)
        if run.state == "sending":
            await self._planned()

    async def _plan_slice(self, key: str, limit: int) -> Run:
        job = partial(plan_slice, key=key, limit=limit, now=self._clock())
        run: Run = await self._transact(job, "clock")
        return run

    async def _sweep(self, run: Run) -> None:
        swept = 1
        while swept and not self._stopping():
            swept = await self._throttle.slice(MAX_SLICE, partial(self._sweep_slice, run.key))

    async def _sweep_slice(self, key: str, limit: int) -> int:
        job = partial(sweep_slice, key=key, limit=limit, now=self._clock())
        swept: int = await self._transact(job, "clock")
        return swept

    async def _settle(self, run: Run) -> None:
        """Store the result when every row has come to its end: it is counted outside a turn."""
        if await self._readings.has_open_rows(run):
            return
        counts = await self._readings.counts(run)

        async def settle(work: UnitOfWork) -> bool:
            now = self._clock()
            # In the order of every command: the campaign, then its run.
            await work.campaigns.lock_campaign(run.campaign)
            locked = await work.runs.lock_run(run.key)
            # Somebody may have changed it, or been erased, since it was counted.
            if locked != run or await work.runs.has_open_rows(run):
                return False
            await work.runs.settle(run, next_state(run.state, "settle"), counts, now)
            await self._settled(work, run, now)
            return True

        if await self._transact(settle, "clock"):
            _log.info("run_settled", run=run.key, state=run.state, planned=run.planned)
