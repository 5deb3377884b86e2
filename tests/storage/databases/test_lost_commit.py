"""PostgreSQL commits and its answer is lost: not acknowledged, and known when it comes again."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.services.ports.messages import NotStored
from bot.talk.events import Said
from tests.applications import open_application

SOCKET = ".s.PGSQL.5432"
UPDATE = "the-update-that-is-lost"
COMMITTED = b"COMMIT\0"
"""What the server says when a transaction is committed."""


class Cutting:
    """Stands between a service and its server, and cuts the line before the answer to a COMMIT.

    It does so once, on the line on which `marked` went to the server.
    """

    def __init__(self, server: Path, marked: bytes) -> None:
        self._server = server
        self._marked = marked
        self.lost = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        from_server, to_server = await asyncio.open_unix_connection(str(self._server))
        seen = asyncio.Event()
        asking = asyncio.create_task(self._ask(reader, to_server, seen))
        await self._answer(from_server, writer, seen)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        for each in (writer, to_server):
            each.close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                if self._marked in data:
                    seen.set()
                writer.write(data)
                await writer.drain()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                if not self.lost and seen.is_set() and COMMITTED in data:
                    self.lost += 1
                    return
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def cut_off(url: str) -> AsyncIterator[tuple[str, Cutting]]:
    """The address of a database through what cuts, and what cuts."""
    parts = make_url(url)
    cutting = Cutting(Path(str(parts.query["host"])) / SOCKET, UPDATE.encode())
    with tempfile.TemporaryDirectory() as folder:
        server = await asyncio.start_unix_server(cutting.meet, str(Path(folder) / SOCKET))
        async with server:
            through = parts.set(query={"host": folder})
            yield through.render_as_string(hide_password=False), cutting


async def test_a_turn_whose_commit_was_not_answered_is_done_once(postgresql_url: str) -> None:
    async with (
        cut_off(postgresql_url) as (url, cutting),
        open_application(url) as house,
    ):
        person = house.visitor()
        await person.does(Said("/start"))
        told = len(person.messages)
        with pytest.raises(NotStored):
            await person.does(Said("/language"), UPDATE)
        assert cutting.lost == 1
        again = await person.does(Said("/language"), UPDATE)
        assert not again.new  # it was committed, and nobody could know
        # Its answer is there, once; the worker finds it among the claims that nobody has marked.
        assert await house.rows("SELECT count(*) FROM outbox") == [(told + 1,)]
