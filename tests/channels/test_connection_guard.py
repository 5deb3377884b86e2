"""The guard: no more connections than there may be, and none that keeps the server waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.channels.connection_guard import (
    BODY_SECONDS,
    REQUEST_SECONDS,
    WANTED_FILES,
    ConnectionGuard,
    connections_for,
    raise_open_files,
)
from bot.channels.http_server import listen, web_server
from bot.domain.limits.networks import read_networks

MOST = 40
PING = b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n"


class Health:
    """All is well."""

    def live(self) -> bool:
        return True

    async def ready(self) -> bool:
        return True

    async def report(self) -> Mapping[str, object]:
        return {"ok": True}


class Reading:
    """A route that reads a body, and one that answers when it is told to."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    def add_routes(self, app: web.Application) -> None:
        async def read(request: web.Request) -> web.Response:
            return web.Response(body=await request.read())

        async def wait(_request: web.Request) -> web.Response:
            await self.may_answer.wait()
            return web.Response()

        app.router.add_post("/read", read)
        app.router.add_get("/wait", wait)


@dataclass
class Server:
    """A guarded server whose clock a test sets."""

    seconds: float = 0.0
    counted: Counter[str] = field(default_factory=Counter)
    reading: Reading = field(default_factory=Reading)
    port: int = 0

    def guard(self, trusted: str) -> ConnectionGuard:
        return ConnectionGuard(
            MOST,
            read_networks(trusted),
            lambda: self.seconds,
            lambda what: self.counted.update([what]),
        )


@dataclass
class Client:
    """A raw connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def sends(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> bytes:
        """The first line of an answer."""
        return (await self.reader.readline()).strip()

    async def ended(self) -> bool:
        """Wait until the other end closes."""
        try:
            while await self.reader.read(1024):
                pass
        except ConnectionError:
            return True
        return True


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
async def guard(server: Server) -> AsyncIterator[ConnectionGuard]:
    guard = server.guard("127.0.0.1/32")
    runner = web_server((server.reading,), Health(), guard)
    base = await listen(runner, "127.0.0.1", 0, guard)
    server.port = int(base.rpartition(":")[2])
    yield guard
    await runner.cleanup()


@pytest.fixture
async def clients() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def connect(server: Server, clients: AsyncExitStack) -> Client:
    """A new connection, closed with the test."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    clients.callback(writer.close)
    return Client(reader, writer)


async def open_ones(guard: ConnectionGuard, count: int) -> None:
    """Wait until the server knows this many connections."""
    while len(guard) != count:  # noqa: ASYNC110  # what the system has accepted tells nobody
        await asyncio.sleep(0)


async def test_above_the_most_there_is_a_clear_refusal_and_below_it_an_answer(
    server: Server, guard: ConnectionGuard, clients: AsyncExitStack
) -> None:
    held = [await connect(server, clients) for _each in range(MOST)]
    await open_ones(guard, MOST)
    for _each in range(5):
        refused = await connect(server, clients)
        assert await refused.answer() == b"HTTP/1.1 503 Service Unavailable"
        assert await refused.ended()
    assert server.counted == {"connections_full": 1}
    held[0].writer.close()
    await open_ones(guard, MOST - 1)
    client = await connect(server, clients)
    await client.sends(PING)
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_one_network_has_a_quarter_and_leaves_the_rest(
    server: Server, clients: AsyncExitStack
) -> None:
    guard = server.guard("")
    runner = web_server((), Health(), guard)
    base = await listen(runner, "127.0.0.1", 0, guard)
    server.port = int(base.rpartition(":")[2])
    for _each in range(MOST // 4):
        await connect(server, clients)
    await open_ones(guard, MOST // 4)
    refused = await connect(server, clients)
    assert await refused.answer() == b"HTTP/1.1 503 Service Unavailable"
    assert len(guard) == MOST // 4
    await runner.cleanup()


@pytest.mark.parametrize("begun", [b"", b"GET /live HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_headers_that_take_too_long_are_ended(
    server: Server, guard: ConnectionGuard, clients: AsyncExitStack, begun: bytes
) -> None:
    client = await connect(server, clients)
    await client.sends(begun)
    await open_ones(guard, 1)
    server.seconds += REQUEST_SECONDS
    assert guard.end_waiting() == 0
    server.seconds += 1
    assert guard.end_waiting() == 1
    assert await client.ended()
    await open_ones(guard, 0)
    assert server.counted == {"connections_slow": 1}


async def test_a_body_that_takes_too_long_is_ended(
    server: Server, guard: ConnectionGuard, clients: AsyncExitStack
) -> None:
    client = await connect(server, clients)
    await client.sends(
        b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\nab"
    )
    assert await client.answer() == b"HTTP/1.1 100 Continue"  # it is at the handler now
    server.seconds += BODY_SECONDS
    assert guard.end_waiting() == 0
    server.seconds += 1
    assert guard.end_waiting() == 1
    assert await client.ended()


async def test_a_client_that_waits_for_us_is_not_ended(
    server: Server, guard: ConnectionGuard, clients: AsyncExitStack
) -> None:
    client = await connect(server, clients)
    await client.sends(PING)
    assert await client.answer() == b"HTTP/1.1 200 OK"
    while (await client.reader.readline()).strip():
        pass
    await client.reader.readexactly(len(b'{"ok": true}'))
    server.seconds += 10 * REQUEST_SECONDS  # idle between two requests: aiohttp's own limit
    assert guard.end_waiting() == 0
    await client.sends(PING.replace(b"/live", b"/wait"))
    await client.sends(b"")
    server.seconds += 10 * BODY_SECONDS  # a locked database may take its time
    assert guard.end_waiting() == 0
    server.reading.may_answer.set()
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_hundreds_of_slow_connections_are_ended_and_others_are_answered(
    server: Server, guard: ConnectionGuard, clients: AsyncExitStack
) -> None:
    for _each in range(MOST - 1):
        await (await connect(server, clients)).sends(b"GET / HTTP/1.1\r\n")
    client = await connect(server, clients)
    await client.sends(PING)
    assert await client.answer() == b"HTTP/1.1 200 OK"
    await open_ones(guard, MOST)
    server.seconds += REQUEST_SECONDS + 1
    assert guard.end_waiting() == MOST - 1
    await open_ones(guard, 1)


def test_a_quarter_of_the_open_files_is_left_to_all_else() -> None:
    assert connections_for(4000, 1024) == 768
    assert connections_for(4000, WANTED_FILES) == 4000
    assert connections_for(1, 1) == 1


def test_the_limit_of_open_files_is_raised_and_never_lowered() -> None:
    first = raise_open_files()
    assert raise_open_files() == first >= 1
