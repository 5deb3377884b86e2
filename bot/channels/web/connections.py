"""Lines: the sockets that are open now, by address, and what waits to be written to each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

from aiohttp import web

from bot.channels.web import frames
from bot.talk.messages import Message

WAITING_LIMIT = 500
"""Frames that may wait for one socket; one that reads more slowly than this is hung up on."""


class Connection:
    """One open socket. Laying a frame never waits: a phone in a tunnel must not hold the others.

    `store` names, opaquely, whose talk it is.
    """

    def __init__(
        self,
        address: str,
        store: str,
        socket: web.WebSocketResponse,
        hang_up: Callable[[], None],
    ) -> None:
        self.address = address
        self.store = store
        self.language: str | None = None
        self.greeted = False
        self.malformed = 0
        self.socket = socket
        self._hang_up = hang_up
        self._waiting: asyncio.Queue[str | int] = asyncio.Queue()
        self._laid: set[tuple[int, bool]] = set()

    def lay(self, frame: frames.ToPage) -> None:
        """Put a frame behind those that wait; hang up when too many do."""
        self._waiting.put_nowait(frames.write(frame))
        if self._waiting.qsize() > WAITING_LIMIT:
            self._hang_up()

    def lay_words(self, row: int, message: Message) -> None:
        """Lay a message, unless the line had it before, or the page said no hello yet.

        A row is one message, or words and then a picture.
        """
        part = (row, message.drawing is not None)
        if self.greeted and part not in self._laid:
            self._laid.add(part)
            self.lay(frames.words(row, message, self.store))

    def end(self, code: int) -> None:
        """Close the socket behind what waits, with a close code of RFC 6455 or of our own."""
        self._waiting.put_nowait(code)

    async def write(self) -> None:
        """Write what is laid, in its order, until the line ends."""
        while True:
            frame = await self._waiting.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            try:
                await self.socket.send_str(frame)
            except ConnectionError:
                return  # the reading half hears of it and ends the line


class Connections:
    """All open lines; more than one of an address when the page is open in several tabs."""

    def __init__(self) -> None:
        self._connections: defaultdict[str, set[Connection]] = defaultdict(set)
        self._none_open = asyncio.Event()
        self._none_open.set()

    def add(self, connection: Connection) -> None:
        """From now on the line gets what is said to its address."""
        self._connections[connection.address].add(connection)
        self._none_open.clear()

    def drop(self, connection: Connection) -> None:
        """The line is closed."""
        self._connections[connection.address].discard(connection)
        if not self._connections[connection.address]:
            del self._connections[connection.address]
        if not self._connections:
            self._none_open.set()

    def of(self, address: str) -> tuple[Connection, ...]:
        """The lines of one address."""
        return tuple(self._connections.get(address, ()))

    async def end_all(self, code: int, patience_seconds: float) -> None:
        """Close every line; one that does not say goodbye in time is left to its connection."""
        for connection in [
            connection for connections in self._connections.values() for connection in connections
        ]:
            connection.end(code)
        try:
            async with asyncio.timeout(patience_seconds):
                await self._none_open.wait()
        except TimeoutError:
            return
