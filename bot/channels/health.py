"""Health: does a restart help, can the service serve, and what is wrong."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

import structlog

CHECK_SECONDS = 5.0
"""The check writes to the database at most this often."""

WRITE_SECONDS = 3.0
"""A write that takes longer than this has failed."""

_log = structlog.get_logger("health")


class Listens(Protocol):
    """The part of a channel that the health check reads."""

    @property
    def name(self) -> str:
        """Its name in the report."""

    @property
    def listening(self) -> bool:
        """Whether people's messages reach the service now."""


class WriteCheck:
    """Checks that a write commits; a result is valid for `CHECK_SECONDS`.

    A caller during a write waits for its result. `monotonic` gives seconds.
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
        """Whether the last write committed; writes again when that result is too old."""
        now = self._monotonic()
        if self._last is None or (self._last.done() and now - self._began >= CHECK_SECONDS):
            self._began = now
            self._last = asyncio.create_task(self._try())
        # Shielded: a caller that is cancelled must not cancel the check of others.
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
    """The answers of the health checks.

    `alive` is false when only a new process can write to the database again. `stopping` is true
    after the service was told to end: a task that ends then is no fault.
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
        """Require these tasks to run until the service is told to end."""
        self._essential.extend(essential)

    def live(self) -> bool:
        """False only when a restart would help."""
        if self._stopping():
            return True
        return self._alive() and not any(task.done() for task in self._essential)

    async def ready(self) -> bool:
        """False when no write commits or no channel listens."""
        return await self._writes.passes() and any(self._listening().values())

    async def report(self) -> Mapping[str, object]:
        """Everything; `ok` means live and ready."""
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
