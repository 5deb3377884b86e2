"""The clock of counts: takes what officers asked for, counts beside the turns, shows the answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import structlog

from bot.domain.campaigns.sending_time import ChannelPace
from bot.domain.reference_data import ReferenceData
from bot.services.campaigns.counting import (
    AskedCount,
    counts_told,
    drop_count,
    prepare_count,
    tell_count,
)
from bot.services.ports.campaign_audience import AudienceCounting
from bot.services.ports.messages import Clock, NotStored
from bot.services.ports.reading import ReadingFailed, SnapshotExpired
from bot.talk.text import SayLine

LOOK_SECONDS = 0.5

_log = structlog.get_logger("audience")


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class AudienceClock:
    """Answers every count that somebody waits for; `asked` reads who does, `paces` by channel.

    `told` is awaited after an answer was posted.
    """

    def __init__(
        self,
        *,
        transact: _Transact,
        asked: Callable[[], Awaitable[Sequence[tuple[int, str]]]],
        counting: AudienceCounting,
        data: Callable[[], ReferenceData],
        paces: Mapping[str, ChannelPace],
        clock: Clock,
        told: Callable[[], Awaitable[None]],
    ) -> None:
        self._transact = transact
        self._asked = asked
        self._counting = counting
        self._data = data
        self._paces = paces
        self._clock = clock
        self._told = told

    async def keep_counting(self, stop: asyncio.Event) -> None:
        """Answer again and again, until `stop`."""
        while not stop.is_set():
            try:
                await self.answer()
            except NotStored as error:
                _log.warning("counts_not_stored", why=str(error))
            except Exception as error:
                _log.error("counts_failed", fault=type(error).__name__, exc_info=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def answer(self) -> None:
        """Answer what is asked now. Raises `NotStored`; the next call goes on."""
        for person, key in await self._asked():
            try:
                await self._answer(person, key)
            except NotStored:
                raise
            except Exception as error:
                # One question that cannot be answered keeps back no other, and is not asked again.
                _log.error("counts_failed", fault=type(error).__name__, exc_info=True)
                await self._transact(partial(drop_count, person=person, key=key), "clock")

    async def _answer(self, person: int, key: str) -> None:
        job = partial(prepare_count, person=person, key=key, data=self._data(), now=self._clock())
        asked = await self._transact(job, "clock")
        if asked is None:
            return
        counts = await self._counts(asked)
        tell = partial(tell_count, asked=asked, counts=counts, now=self._clock())
        if await self._transact(tell, "clock"):
            await self._told()

    async def _counts(self, asked: AskedCount) -> tuple[SayLine, ...] | None:
        try:
            count = await self._counting.count(
                asked.campaign.content.audience,
                asked.purpose,
                own_wards=asked.own_wards,
                runs=asked.runs,
                at=asked.at,
                limits=asked.limits,
            )
        except (ReadingFailed, SnapshotExpired) as error:
            _log.warning("not_counted", campaign=asked.campaign.key, why=str(error))
            return None
        return counts_told(asked, count, self._paces)
