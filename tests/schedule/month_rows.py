"""Rows of a simulated month's database: reads them, and inserts campaigns."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any, TypeAlias

import asyncpg
import msgspec
from sqlalchemy.engine import make_url

from bot.storage.engine.sealing import Sealer
from bot.storage.outbox.tables import outbox
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.applications import ZONE
from tests.sealed import KEYS, put_rows, sealer_of

Ask: TypeAlias = Callable[[str], Awaitable[Sequence[Any]]]
Dialog: TypeAlias = tuple[int, str, str]
"""A person, and the channel and the address where they spoke last."""

NEWS = "Lớp học mới mở"
_SAY = msgspec.json.encode(Say((plain(NEWS),), kind="campaign")).decode()


async def plan_campaign(url: str, source: str, people: Sequence[Dialog], now: dt.datetime) -> None:
    """Plan a campaign that is due at once: there is no command yet, so insert its rows."""
    row = {
        "kind": "campaign", "locale": "vi", "turn": 0, "say": _SAY, "state": "planned",
        "attempts": 0, "due_ms": to_ms(now), "source": source, "created_ms": to_ms(now),
    }  # fmt: skip
    names = ("person_id", "channel", "external_id")
    rows = [row | dict(zip(names, place, strict=True)) for place in people]
    await put_rows(url, [(outbox, each) for each in rows])


_OF_ADDRESS = re.compile(r"external_id = '([^']*)'")


@asynccontextmanager
async def open_eyes(url: str) -> AsyncIterator[Ask]:
    """A connection that only looks, and looks very often: it opens what it reads by itself.

    An address in a question is looked for as it is stored.
    """
    parts = make_url(url)
    sealers: list[Sealer] = []

    async def asked(sql: str, fetch: Callable[[str], Awaitable[Sequence[Any]]]) -> Sequence[Any]:
        if not sealers:
            sealers.append(sealer_of(await fetch(KEYS)))
        sealer = sealers[0]
        stored = _OF_ADDRESS.sub(lambda m: f"external_id = '{sealer.seal_id(m[1])}'", sql)
        return [
            tuple(sealer.open(cell) if isinstance(cell, str) else cell for cell in row)
            for row in await fetch(stored)
        ]

    if parts.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parts.database), isolation_level=None)) as file:

            async def fetch(sql: str) -> Sequence[Any]:
                return file.execute(sql).fetchall()

            yield lambda sql: asked(sql, fetch)
        return
    dsn = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    server = await asyncpg.connect(dsn)
    try:
        yield lambda sql: asked(sql, server.fetch)
    finally:
        await server.close()


def to_ms(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)


def from_ms(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, ZONE)
