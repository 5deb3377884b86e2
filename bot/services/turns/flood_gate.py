"""The flood gate: refuses turns of whoever sends too many, before anything is acknowledged."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable

from bot.domain.limits.turn_limits import TurnLimits
from bot.services.ports.messages import Clock, Incoming, NotStored, Receive, Received, TooMany
from bot.talk.events import Left
from bot.talk.steps import Say
from bot.talk.text import _

OLD = dt.timedelta(minutes=2)
_DATED = frozenset({"telegram"})
"""Channels whose platform itself says when a message was written; a page may say anything."""


class FloodGate:
    """A `Receive` before another: counts, and raises `TooMany` for what is over the limits.

    A flood is told once, through `tell`. `monotonic` gives seconds of a clock that is never set
    back; `count` counts floods and not messages, so that one cannot fill the log.
    """

    def __init__(
        self,
        receive: Receive,
        tell: Callable[[Incoming, Say], Awaitable[None]],
        limits: TurnLimits,
        monotonic: Callable[[], float],
        count: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._receive = receive
        self._tell = tell
        self._limits = limits
        self._monotonic = monotonic
        self._count = count
        self._clock = clock

    async def __call__(self, incoming: Incoming) -> Received:
        """Take in one update. Raises `TooMany` and `NotStored`."""
        await self.admit(incoming)
        received = await self._receive(incoming)
        if received.joined is not None:
            self._limits.note(_who(incoming), received.joined)
        return received

    async def admit(self, incoming: Incoming) -> None:
        """Let an update through that is stored in another way; raises `TooMany`."""
        if isinstance(incoming.channel_event, Left):
            return  # nobody can flood with it, and it must be known
        if incoming.channel in _DATED and self._is_old(incoming):
            return  # what waited while the service was away did not come at once
        refused = self._limits.judge(_who(incoming), incoming.network, self._monotonic())
        if refused is None:
            return
        if refused.notice:
            self._count(f"flood_{refused.why}")
            with contextlib.suppress(NotStored):  # they are refused all the same
                await self._tell(incoming, _too_many_say())
        raise TooMany(refused.seconds)

    def _is_old(self, incoming: Incoming) -> bool:
        written = incoming.written
        return written is not None and self._clock() - written > OLD


def _who(incoming: Incoming) -> str:
    return f"{incoming.channel} {incoming.account} {incoming.address}"


def _too_many_say() -> Say:
    lines = (
        _("Many messages came at once."),
        _("Please wait a minute, then send again what was not answered."),
    )
    return Say(lines, (), "nothing")
