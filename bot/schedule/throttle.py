"""The pace of work for everybody: at full speed while nobody talks, gently beside whoever does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

TALK_SECONDS = 1.0
"""So long after somebody was heard they, or others, are taken to be talking."""

GENTLE_FIFTHS = 2
"""Of a full slice, while somebody talks."""


class Throttle:
    """Lets work for a million people go on in slices, between which who talks has the database.

    A slice that runs is what an answer may have to wait for: while somebody talks slices are
    smaller, and after each there is a rest as long as it took. `monotonic` gives seconds.
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
        """Somebody talks."""
        self._heard = self._monotonic()

    async def slice(self, full: int, job: Callable[[int], Awaitable[T]]) -> T:
        """Do one slice, of at most `full` people, and rest after it where somebody talks."""
        turn_started, began = self._heard, self._monotonic()
        talking = turn_started is not None and began - turn_started < TALK_SECONDS
        done = await job(full * GENTLE_FIFTHS // 5 if talking else full)
        # Where the database answers at once, whoever waits has the word even without a rest.
        await self._sleep(self._monotonic() - began if talking else 0)
        return done
