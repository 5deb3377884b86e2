"""Holds: channels that may send nothing until a moment; they are stored as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

from bot.services.ports.messages import Clock, NotStored, Outbox

_log = structlog.get_logger("delivery")


class Holds:
    """Which channels are held, and until when."""

    def __init__(
        self, outbox: Outbox, clock: Clock, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._until: dict[str, dt.datetime] = {}

    def until(self, channel: str) -> dt.datetime | None:
        """Until when a channel is held; None when it may send."""
        until = self._until.get(channel)
        if until is not None and until <= self._clock():
            del self._until[channel]
            return None
        return until

    async def passed(self, channel: str, within: float | None = None) -> bool:
        """Wait until the channel is no longer held, or for so many seconds; whether it is free."""
        while (until := self.until(channel)) is not None:
            seconds = (until - self._clock()).total_seconds()
            await self._sleep(seconds if within is None else min(seconds, within))
            if within is not None:
                return self.until(channel) is None
        return True

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Hold a channel; a hold that lasts longer stays."""
        known = self.until(channel)
        if known is not None and known >= until:
            return
        self._until[channel] = until
        try:
            await self._outbox.hold(channel, until, why)
        except NotStored:
            _log.warning("hold_not_stored", channel=channel)

    async def load(self, channel: str) -> None:
        """Load the hold that an earlier process stored. Raises `NotStored`."""
        until = await self._outbox.held_until(channel, self._clock())
        if until is not None:
            self._until[channel] = until
