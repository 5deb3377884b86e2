"""The supervisor: keeps every channel listening; a fault in one ends no other.

A channel whose `run` fails, or ends too early, is started again after 1, 2, 4 … 60 seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

MIN_WAIT_SECONDS = 1.0
MAX_WAIT_SECONDS = 60.0

_log = structlog.get_logger("supervisor")


class Runs(Protocol):
    """The part of a channel that is supervised."""

    @property
    def name(self) -> str:
        """Its name in the log."""

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`."""


class EndedEarly(Exception):
    """A channel stopped listening before the service was told to stop."""


async def wait_for_stop(stop: asyncio.Event, seconds: float) -> None:
    """Wait this long, or until `stop` if that comes first."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Supervisor:
    """Runs channels; `monotonic` gives seconds, `wait` waits some seconds or for the stop."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        wait: Callable[[asyncio.Event, float], Awaitable[None]] = wait_for_stop,
    ) -> None:
        self._monotonic = monotonic
        self._wait = wait

    async def keep_running(self, channel: Runs, stop: asyncio.Event) -> None:
        """Run a channel until `stop`; start it again each time it fails."""
        seconds = MIN_WAIT_SECONDS
        while not stop.is_set():
            began = self._monotonic()
            try:
                await _run_once(channel, stop)
                return
            except Exception as error:
                if self._monotonic() - began >= MAX_WAIT_SECONDS:
                    seconds = MIN_WAIT_SECONDS  # it ran well for a while, so this is a new fault
                _log.error(
                    "channel_failed",
                    channel=channel.name,
                    fault=type(_first(error)).__name__,
                    again_in_seconds=seconds,
                    exc_info=_first(error),
                )
            await self._wait(stop, seconds)
            seconds = min(seconds * 2, MAX_WAIT_SECONDS)


async def _run_once(channel: Runs, stop: asyncio.Event) -> None:
    """Run once; raises whatever ended the channel before `stop`."""
    try:
        await channel.run(stop)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        # Something inside the channel was cancelled, and not this task.
    if not stop.is_set():
        raise EndedEarly


def _first(error: Exception) -> Exception:
    """The first error inside nested groups."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
