"""Albums: the pictures of one album are taken in as one event (docs/adr/0018).

Telegram sends each picture as an update of its own, and the next one of a chat only when the one
before is acknowledged. So each is stored, acknowledged, and waits in the inbox for the others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.channels.telegram import NAME
from bot.channels.telegram.reading import MAX_TEXT
from bot.services.ports.albums import AlbumPart, AlbumParts
from bot.services.ports.messages import Clock, Incoming, NotStored, Receive
from bot.talk.events import Attachment, Sent, SentOther

ALBUM_SECONDS = 0.7
"""So long after its newest picture an album is complete; a later one is an album of its own."""
MAX_PARTS = 10
"""An album of Telegram has 10 pictures at most (core.telegram.org/bots/api#sendmediagroup)."""
MIN_WAIT_SECONDS = 0.5
MAX_WAIT_SECONDS = 30.0

Sleep = Callable[[float], Coroutine[Any, Any, None]]

_log = structlog.get_logger("telegram")


def incoming_of(parts: Sequence[AlbumPart]) -> Incoming:
    """The parts of one album as one update: what can be read of them, and all their words."""
    first = parts[0]
    files = [
        Attachment(each.kind, each.reference)
        for each in parts
        if each.reference is not None and (each.kind == "photo" or each.kind == "file")
    ]
    words = "\n".join(dict.fromkeys(each.caption for each in parts if each.caption))
    event: Sent | SentOther
    if files:
        forwarded = any(each.forwarded for each in parts)
        kind, reference = files[0].kind, files[0].reference
        not_kept = tuple(
            each.kind for each in parts if each.kind != "photo" and each.kind != "file"
        )
        words = words[:MAX_TEXT].strip()
        event = Sent(kind, reference, words, forwarded, tuple(files[1:]), not_kept)
    else:
        event = SentOther("video" if first.kind == "video" else "voice")
    return Incoming(
        NAME,
        first.address,
        first.id,
        event,
        first.language,
        first.account,
        first.written,
        tuple(each.version for each in parts if each.version is not None),
        tuple(each.id for each in parts),
    )


@dataclass(slots=True)
class _Album:
    parts: list[AlbumPart] = field(default_factory=list)
    failures: int = 0

    @property
    def name(self) -> str:
        return self.parts[0].album


class Albums:
    """The albums that wait for more pictures; one for each chat at most."""

    def __init__(
        self,
        *,
        account: str,
        parts: AlbumParts,
        receive: Receive,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._account = account
        self._parts = parts
        self._receive = receive
        self._clock = clock
        self._sleep = sleep
        self._albums: dict[str, _Album] = {}
        self._group: asyncio.TaskGroup | None = None
        self._timers: set[asyncio.Task[None]] = set()
        self._loaded = False
        self._taken: set[str] = set()
        """What the desk has taken in, or takes in now, while the inbox is read at the start."""

    async def add(self, part: AlbumPart) -> None:
        """Store one picture of an album; raises `NotStored`."""
        waiting = self._albums.get(part.address)
        if waiting is not None and waiting.name != part.album:
            await self.hand_over(part.address)
        if not await self._parts.keep(part, self._clock()):
            return  # it waits here already, or was handed over
        album = self._albums.setdefault(part.address, _Album())
        album.parts.append(part)
        if len(album.parts) < MAX_PARTS:
            self._set_timer(part.address, album)
            return
        with contextlib.suppress(NotStored):  # this picture is stored, and the timer tries again
            await self.hand_over(part.address)

    async def hand_over(self, address: str) -> None:
        """Let the desk take in the album of a chat, if one waits; raises `NotStored`."""
        album = self._albums.pop(address, None)
        if album is None:
            return
        taken = {part.id for part in album.parts}
        self._taken |= taken
        try:
            await self._receive(incoming_of(album.parts))
        except NotStored:
            self._taken -= taken
            later = self._albums.pop(address, None)
            album.parts += later.parts if later is not None else []
            album.failures += 1
            self._albums[address] = album
            self._set_timer(address, album)
            raise
        except Exception as error:  # it waits in the inbox until the next start
            _log.error("album_failed", fault=type(error).__name__, exc_info=True)
        if self._loaded:
            self._taken.clear()

    async def run(self, stop: asyncio.Event) -> None:
        """Hand albums over until `stop`: first those of before, which a stop had kept waiting."""
        self._loaded = False
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                loading = group.create_task(self._load())
                await stop.wait()
                for task in (loading, *self._timers):
                    task.cancel()
        finally:
            self._group = None
        for address in tuple(self._albums):
            with contextlib.suppress(NotStored):  # it waits in the inbox
                await self.hand_over(address)

    async def _load(self) -> None:
        """Read what waits in the inbox; a database that is away is waited for."""
        wait = MIN_WAIT_SECONDS
        while True:
            try:
                waiting = await self._parts.waiting(NAME, self._account)
                break
            except NotStored:
                _log.warning("albums_not_read")
                await self._sleep(wait)
                wait = min(wait * 2, MAX_WAIT_SECONDS)
        known = self._taken | {part.id for album in self._albums.values() for part in album.parts}
        self._loaded = True
        for part in waiting:
            if part.id not in known:
                self._albums.setdefault(part.address, _Album()).parts.append(part)
        for address, album in self._albums.items():
            self._set_timer(address, album)

    def _set_timer(self, address: str, album: _Album) -> None:
        if self._group is None:
            return  # `run` sets it
        timer = self._group.create_task(self._when_complete(address, album, len(album.parts)))
        self._timers.add(timer)
        timer.add_done_callback(self._timers.discard)

    async def _when_complete(self, address: str, album: _Album, count: int) -> None:
        """Hand it over unless another picture comes first; a failure sets another timer."""
        later = min(MIN_WAIT_SECONDS * 2.0**album.failures, MAX_WAIT_SECONDS)
        await self._sleep(later if album.failures else ALBUM_SECONDS)
        if self._albums.get(address) is album and len(album.parts) == count:
            with contextlib.suppress(NotStored):
                await self.hand_over(address)
