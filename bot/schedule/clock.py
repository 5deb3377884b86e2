"""The clock: one tick a minute for everybody, no job per person, nothing stored."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping

import structlog
from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]  # it has no types
    AsyncIOScheduler,
)
from apscheduler.triggers.base import (  # type: ignore[import-untyped]
    BaseTrigger,
)
from apscheduler.triggers.cron import (  # type: ignore[import-untyped]
    CronTrigger,
)

from bot.services.ports.messages import NotStored

Tick = Callable[[], Awaitable[None]]
"""Work for every minute; it reads the time and the database itself."""

_log = structlog.get_logger("schedule")


def each_minute(zone: dt.tzinfo) -> BaseTrigger:
    """Fires at the beginning of every minute."""
    return CronTrigger(second=0, timezone=zone)


class MinuteClock:
    """Fires each tick at the beginning of every minute, and once at the start.

    A tick that still runs is not started a second time. Minutes that were missed while the machine
    slept become one tick, which finds all due work in the database. Another `trigger` fires at
    other times.
    """

    def __init__(
        self, zone: dt.tzinfo, ticks: Mapping[str, Tick], trigger: BaseTrigger | None = None
    ) -> None:
        self._ticks = dict(ticks)
        self._trigger = trigger or each_minute(zone)
        # Its log lines would repeat ours.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop`; then wait for the ticks that still run."""
        under_way: set[asyncio.Task[None]] = set()

        async def guarded(name: str) -> None:
            try:
                await self._ticks[name]()
            except NotStored as error:
                # Nothing was stored: the next tick finds the same work again.
                _log.warning("tick_not_stored", tick=name, why=str(error))
            except Exception as error:
                _log.error("tick_failed", tick=name, fault=type(error).__name__, exc_info=True)

        async def fired(name: str) -> None:
            if stop.is_set():
                return
            # A task of its own: the scheduler cancels its jobs at shutdown.
            task = asyncio.create_task(guarded(name))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            await asyncio.shield(task)

        def first(name: str) -> asyncio.Task[None]:
            task = asyncio.create_task(guarded(name))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            return task

        beginning = {name: first(name) for name in self._ticks}

        async def follow(name: str) -> None:
            # A long first tick must not delay the others.
            await asyncio.shield(beginning[name])
            await fired(name)

        for name in self._ticks:
            self._scheduler.add_job(follow, self._trigger, args=(name,), id=name)
        self._scheduler.start()
        try:
            await stop.wait()
        finally:
            self._scheduler.shutdown(wait=False)
            if under_way:
                await asyncio.wait(under_way)
