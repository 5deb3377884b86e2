"""The clock: one minute tick for everybody, never a job per person; nothing of it is stored."""

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
"""What is done every minute; it looks at the time and the database by itself."""

_log = structlog.get_logger("schedule")


def each_minute(zone: dt.tzinfo) -> BaseTrigger:
    """Fires at the beginning of every minute."""
    return CronTrigger(second=0, timezone=zone)


class MinuteClock:
    """Fires each tick at the beginning of every minute, and once at the start.

    A tick that is still under way is not begun a second time; minutes that were missed while the
    machine slept are one tick, which finds in the database all that is due. Another `trigger`
    fires at other times.
    """

    def __init__(
        self, zone: dt.tzinfo, ticks: Mapping[str, Tick], trigger: BaseTrigger | None = None
    ) -> None:
        self._ticks = dict(ticks)
        self._trigger = trigger or each_minute(zone)
        # Its own words would repeat ours, with times of its own.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop`; a tick under way is waited for."""
        under_way: set[asyncio.Task[None]] = set()

        async def guarded(name: str) -> None:
            try:
                await self._ticks[name]()
            except NotStored as error:
                # Nothing was settled: the next tick finds the same again.
                _log.warning("tick_not_stored", tick=name, why=str(error))
            except Exception as error:
                _log.error("tick_failed", tick=name, fault=type(error).__name__, exc_info=True)

        async def fired(name: str) -> None:
            if stop.is_set():
                return
            # A task of its own: the scheduler cancels its jobs when it is shut down.
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
            # A tick that is long at the start keeps no other one waiting.
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
