"""Connections: the open sockets by address, and the frames that wait for each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

from aiohttp import WSCloseCode, web

from bot.channels.web import frames
from bot.talk.messages import Message

WAITING_LIMIT = 500
"""The most frames that may wait for one socket; a slower one is disconnected."""


class Connection:
    """One open socket. Adding a frame never waits: a slow phone must not delay others.

    `store` is an opaque name of the person's conversation. `place_of` gives the address under which
    the page gets one of the person's files. `reminders` are those that were on when they were last
    counted; None: this page does not want to know.
    """

    def __init__(
        self,
        address: str,
        store: str,
        place_of: Callable[[str], str],
        socket: web.WebSocketResponse,
        hang_up: Callable[[], None],
        network: str = "",
    ) -> None:
        self.network = network
        self.address = address
        self.store = store
        self._place_of = place_of
        self.language: str | None = None
        self.greeted = False
        self.reminders: int | None = None
        self.malformed = 0
        self.socket = socket
        self._hang_up = hang_up
        self._waiting: asyncio.Queue[str | int] = asyncio.Queue()
        self._laid: set[tuple[int, bool]] = set()

    def lay(self, frame: frames.ToPage) -> None:
        """Add a frame to the queue; disconnect when the queue is too long."""
        self._waiting.put_nowait(frames.write(frame))
        if self._waiting.qsize() > WAITING_LIMIT:
            self._hang_up()

    def lay_words(self, row: int, message: Message, edits: int | None = None) -> None:
        """Add a message, unless it was added before or the page has not said hello.

        A row is one message, or a text and then a picture. `edits` is the first row of the message
        that it changes.
        """
        part = (row, message.drawing is not None)
        if self.greeted and part not in self._laid:
            self._laid.add(part)
            self.lay(frames.words(row, message, self.store, self._place_of, edits or 0))

    def end(self, code: int) -> None:
        """Close the socket after the waiting frames, with a close code of RFC 6455 or our own."""
        self._waiting.put_nowait(code)

    def end_silent(self) -> None:
        """Close the socket of a page that has not said hello."""
        if not self.greeted:
            self.end(WSCloseCode.POLICY_VIOLATION)

    async def write(self) -> None:
        """Write the frames in order until the connection ends."""
        while True:
            frame = await self._waiting.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            try:
                await self.socket.send_str(frame)
            except ConnectionError:
                return  # the reading half notices it and ends the connection


class Connections:
    """All open connections; an address has several when several tabs are open."""

    def __init__(self) -> None:
        self._connections: defaultdict[str, set[Connection]] = defaultdict(set)
        self._none_open = asyncio.Event()
        self._none_open.set()

    def add(self, connection: Connection) -> None:
        """Register a connection: it gets the messages of its address."""
        self._connections[connection.address].add(connection)
        self._none_open.clear()

    def drop(self, connection: Connection) -> None:
        """Remove a closed connection."""
        self._connections[connection.address].discard(connection)
        if not self._connections[connection.address]:
            del self._connections[connection.address]
        if not self._connections:
            self._none_open.set()

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses that have a page open."""
        return frozenset(self._connections)

    def of(self, address: str) -> tuple[Connection, ...]:
        """The connections of one address."""
        return tuple(self._connections.get(address, ()))

    async def end_all(self, code: int, patience_seconds: float) -> None:
        """Close every connection; wait for the goodbyes no longer than `patience_seconds`."""
        for connection in [
            connection for connections in self._connections.values() for connection in connections
        ]:
            connection.end(code)
        try:
            async with asyncio.timeout(patience_seconds):
                await self._none_open.wait()
        except TimeoutError:
            return
