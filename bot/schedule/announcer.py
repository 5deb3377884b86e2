"""The announcer: plans today's announcements at their hour, in short transactions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol

import structlog

from bot.domain.notifications.calendar import Calendar
from bot.schedule.throttle import Throttle
from bot.services.notifications.occurrences import Occurrence, WeekMessage, occurrences_on
from bot.services.notifications.planning import announce_slice, slice_most
from bot.services.notifications.unit_of_work import PlanningProgress
from bot.services.ports.messages import Clock, NotStored

_log = structlog.get_logger("announcements")


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class Announcer:
    """Plans each occurrence once, also after restarts, clock changes and calendar edits.

    An announcement is sent on its own day only; a missed one is not sent later. `calendar` gives
    the current file. `planned` is awaited after rows were planned. No slice starts while
    `stopping` returns True.
    """

    def __init__(
        self,
        *,
        messages: Sequence[WeekMessage],
        calendar: Callable[[], Calendar],
        transact: _Transact,
        clock: Clock,
        planned: Callable[[], Awaitable[None]],
        stopping: Callable[[], bool],
        throttle: Throttle,
    ) -> None:
        self._messages = messages
        self._calendar = calendar
        self._transact = transact
        self._clock = clock
        self._planned = planned
        self._stopping = stopping
        self._pace = throttle
        self._today: tuple[dt.date, Calendar] | None = None
        self._left: list[Occurrence] = []

    async def tick(self) -> None:
        """Plan the occurrences that are due. Raises `NotStored`; the next tick goes on.

        One that fails does not stop the others; each tick tries it again.
        """
        now = self._clock()
        today = (now.date(), self._calendar())
        if today != self._today:
            # The database knows what was planned before, so start with the whole day again.
            self._left = list(self.on(now.date()))
            self._today = today
        for occurrence in tuple(self._left):
            if not occurrence.at <= now <= occurrence.until:
                continue
            try:
                planning_progress = await self.plan(occurrence)
            except NotStored:
                raise
            except Exception as error:
                source, fault = occurrence.source, type(error).__name__
                _log.error("announcement_failed", source=source, fault=fault, exc_info=True)
                continue
            if not planning_progress.done:
                return
            self._left.remove(occurrence)

    def on(self, day: dt.date) -> tuple[Occurrence, ...]:
        """The occurrences of a day in all wards."""
        zone = self._clock().tzinfo or dt.UTC
        return occurrences_on(self._messages, self._calendar(), day, zone)

    async def plan(self, occurrence: Occurrence) -> PlanningProgress:
        """Plan an occurrence for all its recipients, or until the stop.

        Slices that were planned before are not planned again. Raises `NotStored`.
        """
        planning_progress = PlanningProgress()
        while not planning_progress.done and not self._stopping():
            planning_progress = await self._pace.slice(
                slice_most(occurrence), partial(self._plan_slice, occurrence)
            )
        if planning_progress.planned:
            _log.info(
                "announced",
                source=occurrence.source,
                ward=occurrence.ward,
                planned=planning_progress.planned,
                done=planning_progress.done,
            )
            await self._planned()
        return planning_progress

    async def _plan_slice(self, occurrence: Occurrence, limit: int) -> PlanningProgress:
        job = partial(announce_slice, occurrence=occurrence, now=self._clock(), limit=limit)
        planning_progress: PlanningProgress = await self._transact(job, "clock")
        return planning_progress
