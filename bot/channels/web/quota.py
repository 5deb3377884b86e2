"""The quota of uploads: who may store a file now, by person, by network and by the disk."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from bot.channels.web.files import Files, NoteFile
from bot.domain.limits.buckets import Buckets
from bot.domain.limits.networks import Network, network_of
from bot.domain.limits.upload_limits import MEGABYTE, UploadLimits, counted, has_room
from bot.services.ports.messages import Clock
from bot.services.ports.uploads import WaitingUploads
from bot.settings import Settings

_DAY_SECONDS = 24 * 3600


class NobodyThere(Exception):
    """Nobody has said anything at this address yet: what is sent there belongs to nobody."""


class NoRoom(Exception):
    """The person, or the network, has too much waiting to be recorded."""


class DiskFull(Exception):
    """What is free on the disk is left to the database."""


def upload_limits(settings: Settings) -> UploadLimits:
    """How much may be stored on the page, in bytes."""
    return UploadLimits(
        settings.visitor_megabytes * MEGABYTE,
        settings.person_megabytes * MEGABYTE,
        settings.visitor_megabytes * settings.network_visitors * MEGABYTE,
        settings.free_disk_megabytes * MEGABYTE,
    )


class Networks:
    """Tells from which network a request comes."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted

    def of(self, request: web.Request) -> str:
        """The network of a request; "" when it is not known."""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        return network_of(request.remote, forwarded, self._trusted)


class UploadQuota:
    """Gives room for one upload; what is arriving counts, so that many at once get no more.

    The network's bucket is in memory: a restart gives it back, and the disk's rule holds anyway.
    """

    def __init__(
        self,
        waiting: WaitingUploads,
        files: Files,
        limits: UploadLimits,
        clock: Clock,
        monotonic: Callable[[], float],
        networks: Networks,
    ) -> None:
        self._waiting = waiting
        self._files = files
        self._limits = limits
        self._clock = clock
        self._monotonic = monotonic
        self._network_of = networks.of
        self._arriving: Counter[str] = Counter()
        self._of_networks = Buckets(limits.network, limits.network / _DAY_SECONDS)

    @asynccontextmanager
    async def room(self, request: web.Request, address: str, size: int) -> AsyncIterator[NoteFile]:
        """Room for a file of this size while it arrives; gives what notes it.

        Raises `NobodyThere`, `NoRoom`, `DiskFull` and `NotStored`.
        """
        size = counted(size)
        self._arriving[address] += size
        try:
            await self._check(request, address, size)
            yield partial(self._note, address)
        finally:
            self._arriving[address] -= size
            if not self._arriving[address]:
                del self._arriving[address]

    async def _check(self, request: web.Request, address: str, size: int) -> None:
        free = await asyncio.to_thread(self._files.free_bytes)
        if free - sum(self._arriving.values()) < self._limits.free:
            raise DiskFull
        waiting = await self._waiting.of(address)
        if waiting is None:
            raise NobodyThere
        if not has_room(waiting, self._arriving[address], self._limits):
            raise NoRoom
        network = self._network_of(request)
        if network and not waiting.joined:
            now = self._monotonic()
            if self._of_networks.seconds_until(network, now, size):
                raise NoRoom
            self._of_networks.take(network, now, size)

    async def _note(self, address: str, name: str, size: int) -> None:
        if not await self._waiting.add(address, f"web:{name}", size, self._clock()):
            raise NobodyThere
