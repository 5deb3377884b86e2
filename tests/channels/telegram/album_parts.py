"""Parts of albums in memory, as the inbox keeps them, and the desk that takes them in."""

from __future__ import annotations

import datetime as dt

from bot.services.ports.albums import AlbumPart, AlbumParts
from bot.services.ports.messages import Incoming, NotStored, Received

NOW = dt.datetime(2026, 11, 27, 21, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def now() -> dt.datetime:
    """A moment at which nothing is old."""
    return NOW


class MemoryParts(AlbumParts):
    """Keeps parts until an update takes them in; `away`: the database is not there."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.kept: dict[str, AlbumPart] = {}
        self.away = False

    async def keep(self, part: AlbumPart, now: dt.datetime) -> bool:
        """Keep a part."""
        if self.away:
            raise NotStored("away")
        if part.id in self.seen:
            return False
        self.seen.add(part.id)
        self.kept[part.id] = part
        return True

    async def waiting(self, channel: str, account: str) -> tuple[AlbumPart, ...]:
        """Everything that waits."""
        if self.away:
            raise NotStored("away")
        return tuple(self.kept.values())


class MemoryDesk:
    """Takes updates in: parts once, and what is no album always."""

    def __init__(self, parts: MemoryParts) -> None:
        self._parts = parts
        self.incoming: list[Incoming] = []
        self.closed = False

    async def receive(self, incoming: Incoming) -> Received:
        """Take one update in; raises `NotStored` while it is `closed`."""
        if self.closed:
            raise NotStored("the disk is full")
        if incoming.collected:
            taken = [self._parts.kept.pop(each, None) for each in incoming.collected]
            if not any(taken):
                return Received(new=False)
        self.incoming.append(incoming)
        return Received(new=True)
