"""How much a person's replies wait beside 2,000 anonymous visitors and 500 slow connections."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.scheduling import open_application
from bot.application import Application
from bot.channels.connection_guard import ConnectionGuard
from bot.channels.http_server import listen, web_server
from bot.channels.web.channel import CAPABILITIES
from bot.delivery.sending import ChannelEnd
from bot.operator_pages import operator_pages, operator_report
from bot.services.ports.messages import Delivered, Incoming, Outcome, TooMany
from bot.storage.databases.migrating import migrate
from bot.talk.events import Said
from bot.talk.messages import Message

NAME = "floods"
VISITORS = 2_000
SLOW = 500
LIMIT_S = 1.0
"""Seconds that nobody else's answer may be delayed beyond."""

_CONNECTIONS = 1_000
_NETWORKS = 40


class _Silent:
    """A way out that takes everything."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:  # noqa: ARG002
        """Taken."""
        return Delivered(str(row))


class _Well:
    """A health that is good."""

    def live(self) -> bool:
        """It lives."""
        return True

    async def ready(self) -> bool:
        """It serves."""
        return True

    async def report(self) -> dict[str, Any]:
        """All is well."""
        return {"ok": True, "live": True, "ready": True, "writes": True, "channels": {}}


@asynccontextmanager
async def _served(application: Application) -> AsyncIterator[str]:
    guard = ConnectionGuard(_CONNECTIONS, (), time.monotonic, application.count)
    pages = operator_pages(application.settings, operator_report(application, _Well()))
    server = web_server((), _Well(), guard, pages)
    try:
        yield await listen(server, "127.0.0.1", 0, guard)
    finally:
        await server.cleanup()


async def _slow(address: str) -> asyncio.StreamWriter:
    """A connection that begins a request and never ends it."""
    parts = urlsplit(address)
    _reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    await writer.drain()
    return writer


async def _visits(application: Application, number: int, refused: list[int]) -> None:
    """An anonymous visitor says a few things; the gate may refuse."""
    for turn in range(3):
        incoming = Incoming(
            "web", f"v{number}", f"v{number}-{turn}", Said("xin chào"), "vi",
            network=f"10.0.{number % _NETWORKS}.0",
        )  # fmt: skip
        try:
            await application.gate(incoming)
        except TooMany:
            refused.append(number)


async def _replies(application: Application, seconds: float, start: int) -> list[float]:
    """One person asks for the menu again and again, ten times a second."""
    latencies, until, number = [], time.perf_counter() + seconds, start
    while (began := time.perf_counter()) < until:
        number += 1
        incoming = Incoming("web", "person", f"p{number}", Said("/menu"), "vi", network="10.9.9.0")
        await application.receive(incoming)
        latencies.append(time.perf_counter() - began)
        await asyncio.sleep(0.1)
    return latencies


async def _once(visitors: int, slow: int, seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite+aiosqlite:///{name}/bench.db"
        await migrate(url)
        async with open_application(url, Path(name)) as application:
            application.start_delivery({"web": ChannelEnd(_Silent(), CAPABILITIES)})
            async with _served(application) as address:
                idle = await _replies(application, seconds, 0)
                hanging = await asyncio.gather(*(_slow(address) for _each in range(slow)))
                refused: list[int] = []
                flood = asyncio.gather(
                    *(_visits(application, number, refused) for number in range(visitors))
                )
                beside = await _replies(application, seconds, 1_000_000)
                await flood
                for writer in hanging:
                    writer.close()
    return {
        "idle_ms": quantiles(idle, n=20)[18] * 1e3,
        "beside_ms": quantiles(beside, n=20)[18] * 1e3,
        "most_ms": max(beside) * 1e3,
        "refused": len(refused),
    }


def run(options: Options) -> Results:
    """A person's replies alone, and beside the flood (a tenth of it in a trial run)."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    part = 10 if options.seconds < 2 else 1
    visitors, slow = VISITORS // part, SLOW // part
    found = [
        asyncio.run(_once(visitors, slow, options.seconds)) for _round in range(options.rounds)
    ]
    table = Table(
        f"A person's replies beside {visitors:,} visitors and {slow} slow connections",
        ("p95 alone, ms", "p95 beside, ms", "the longest, ms", "turns refused", "limit, ms"),
        (
            (
                round(median(each["idle_ms"] for each in found), 2),
                round(median(each["beside_ms"] for each in found), 2),
                round(median(each["most_ms"] for each in found), 1),
                round(median(each["refused"] for each in found)),
                LIMIT_S * 1e3,
            ),
        ),
    )
    how = (
        "Visitors say three things each through the gate, all at once; the slow connections begin "
        "a request and never end it. A person who is known asks for the menu ten times a second.",
        f"Medians of {options.rounds} rounds of {options.seconds:g} s.",
    )
    return Results(how, (table,), list(found))
