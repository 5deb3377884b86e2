"""A tunnel to the service, whose connections can be cut or stop silently."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Tunnel:
    """Forwards bytes in both directions while `clear` is set; without `cookies` none arrives."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self.clear = asyncio.Event()
        self.clear.set()
        self.cookies = True
        self.base = ""

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self.clear.wait()
                if not self.cookies:
                    data = data.replace(b"Set-Cookie:", b"Not-Cookie:")
                writer.write(data)
                await writer.drain()
        writer.close()
        self._writers.discard(writer)

    async def carry(self, from_page: asyncio.StreamReader, to_page: asyncio.StreamWriter) -> None:
        """Connect a page with the service, until one of them disconnects."""
        try:
            from_service, to_service = await asyncio.open_connection("127.0.0.1", self._port)
        except ConnectionError:
            to_page.transport.abort()
            return
        await asyncio.gather(
            self._pass_on(from_page, to_service), self._pass_on(from_service, to_page)
        )

    def cut(self) -> None:
        """Cut every current connection."""
        for writer in tuple(self._writers):
            writer.transport.abort()


@asynccontextmanager
async def tunnel(port: int) -> AsyncIterator[Tunnel]:
    """An open tunnel to a port of this machine."""
    made = Tunnel(port)
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    made.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        made.clear.set()
        made.cut()
