"""Health: whether a restart would help, whether the service can serve, and what is wrong."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

import structlog

CHECK_SECONDS = 5.0
"""The database is written to at most this often, however often it is asked for."""

WRITE_SECONDS = 3.0
"""A write that takes longer than this has failed."""

_log = structlog.get_logger("health")


class Listens(Protocol):
    """What of a channel is looked at."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def listening(self) -> bool:
        """Whether what people say reaches us now."""


class WriteCheck:
    """Whether a write commits; the answer of the last write stands for `CHECK_SECONDS`.

    Who asks while a write is under way waits for that one. `monotonic` gives seconds.
    """

    def __init__(
        self,
        write: Callable[[], Awaitable[None]],
        monotonic: Callable[[], float],
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._write = write
        self._monotonic = monotonic
        self._write_seconds = write_seconds
        self._began = -math.inf
        self._last: asyncio.Task[bool] | None = None

    async def passes(self) -> bool:
        """Whether the last write committed; makes a new one when the last was long enough ago."""
        now = self._monotonic()
        if self._last is None or (self._last.done() and now - self._began >= CHECK_SECONDS):
            self._began = now
            self._last = asyncio.create_task(self._try())
        # Shielded: one who asks and goes away ends nobody else's check.
        return await asyncio.shield(self._last)

    async def _try(self) -> bool:
        try:
            async with asyncio.timeout(self._write_seconds):
                await self._write()
        except Exception as error:
            _log.error("write_check_failed", why=type(error).__name__)
            return False
        return True


class Health:
    """What the web server answers to those who watch over the service.

    `alive` is false when only a new process helps the database; `stopping` is true when the
    service was told to end, so that what ends then is no fault.
    """

    def __init__(
        self,
        *,
        writes: WriteCheck,
        alive: Callable[[], bool],
        channels: Iterable[Listens],
        stopping: Callable[[], bool],
    ) -> None:
        self._writes = writes
        self._alive = alive
        self._channels = tuple(channels)
        self._stopping = stopping
        self._essential: list[asyncio.Task[None]] = []

    def watch(self, essential: Iterable[asyncio.Task[None]]) -> None:
        """From now on these tasks are needed until the service is told to end."""
        self._essential.extend(essential)

    def live(self) -> bool:
        """False when a restart would help, and only then."""
        if self._stopping():
            return True
        return self._alive() and not any(task.done() for task in self._essential)

    async def ready(self) -> bool:
        """False when the database takes no write or no channel listens."""
        return await self._writes.passes() and any(self._listening().values())

    async def report(self) -> Mapping[str, object]:
        """All of it; `ok` where it is live and ready."""
        writes, listening = await self._writes.passes(), self._listening()
        live, ready = self.live(), writes and any(listening.values())
        return {
            "ok": live and ready,
            "live": live,
            "ready": ready,
            "writes": writes,
            "channels": listening,
        }

    def _listening(self) -> dict[str, bool]:
        return {channel.name: channel.listening for channel in self._channels}
