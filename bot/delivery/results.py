"""Delivery results: they are collected and stored in batches, again and again until stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.services.ports.messages import DeliveryResult, NotStored, Outbox

MAX_GROUP = 500
LAST_TRIES = 3
LAST_SECONDS = 3.0

_log = structlog.get_logger("delivery")


class ResultWriter:
    """Holds the results that are not stored yet; calls `stored` with those that are."""

    def __init__(
        self,
        outbox: Outbox,
        sleep: Callable[[float], Awaitable[None]],
        stored: Callable[[Sequence[DeliveryResult]], None],
    ) -> None:
        self._outbox = outbox
        self._sleep = sleep
        self._stored = stored
        self._waiting: list[DeliveryResult] = []
        self._come = asyncio.Event()
        self._pen = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, *results: DeliveryResult) -> None:
        """Add results; returns at once."""
        self._waiting.extend(results)
        self._come.set()

    async def keep_writing(self) -> None:
        """Store results as they come, until it is cancelled."""
        attempts = 0
        while True:
            await self._come.wait()
            self._come.clear()
            try:
                await self.write()
                attempts = 0
            except NotStored:
                _log.warning("results_not_stored", count=len(self._waiting))
                self._come.set()
                await self._sleep(backoff_seconds(attempts) / 10)
                attempts += 1

    async def write_last(self) -> None:
        """Store the rest at the stop; the next start recovers rows without a result."""
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await self._write_last()
        except TimeoutError:
            _log.warning("results_not_stored", count=len(self._waiting))

    async def _write_last(self) -> None:
        for attempts in range(LAST_TRIES):
            try:
                await self.write()
            except NotStored:
                _log.warning("results_not_stored", count=len(self._waiting))
                if attempts < LAST_TRIES - 1:
                    await self._sleep(backoff_seconds(attempts) / 10)
            else:
                return

    async def write(self) -> None:
        """Store all results so far. Raises `NotStored`; no result is lost then."""
        async with self._pen:
            while self._waiting:
                group = self._waiting[:MAX_GROUP]
                try:
                    await self._outbox.mark(group)
                except NotStored:
                    raise
                except Exception:
                    _log.error("results_refused", count=len(group), exc_info=True)
                    await self._write_singly(group)
                del self._waiting[: len(group)]
                self._stored(group)

    async def _write_singly(self, group: Sequence[DeliveryResult]) -> None:
        """Store them one by one: a result that the table refuses must not block the others."""
        for result in group:
            try:
                await self._outbox.mark((result,))
            except NotStored:
                raise
            except Exception as error:
                _log.error("result_refused", row=result.row, fault=type(error).__name__)
