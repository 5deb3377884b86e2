"""The throttle: batch work runs at full speed, and slower while people use the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

TALK_SECONDS = 1.0
"""For this long after a turn started, people count as talking."""

GENTLE_FIFTHS = 2
"""The size of a slice while people talk, in fifths of a full one."""


class Throttle:
    """Runs work for many people in slices; between them, turns get the database.

    A turn may have to wait for the slice that runs. While people talk, slices are smaller, and
    each is followed by a pause as long as it took. `monotonic` gives seconds.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._heard: float | None = None

    def turn_started(self) -> None:
        """Note that a turn started: somebody talks."""
        self._heard = self._monotonic()

    async def slice(self, full: int, job: Callable[[int], Awaitable[T]]) -> T:
        """Run one slice of at most `full` people; pause after it while people talk."""
        began = self._monotonic()
        talking = self._people_talk(began)
        done = await job(full * GENTLE_FIFTHS // 5 if talking else full)
        # A sleep of 0 lets waiting tasks run, also when nobody talks.
        await self._sleep(self._monotonic() - began if talking else 0)
        return done

    def resting(self) -> Callable[[], Awaitable[None]]:
        """What a long reading awaits between two batches.

        While people talk it waits as long as the last batch took, otherwise it only lets them in.
        """
        began = self._monotonic()

        async def rest() -> None:
            nonlocal began
            took = self._monotonic() - began
            await self._sleep(took if self._people_talk(self._monotonic()) else 0)
            began = self._monotonic()

        return rest

    def _people_talk(self, now: float) -> bool:
        return self._heard is not None and now - self._heard < TALK_SECONDS
