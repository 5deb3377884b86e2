"""`migrate` is killed at every moment: the old schema or the new one, never something between."""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import msgspec
import pytest
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from bot.serving import LOCALES_DIR
from bot.storage.databases.migrating import migrate
from tests.storage.databases.killed_migrate import Order
from tests.storage.databases.schemas import REVISIONS, Rows, Schema, fill, rows, run, schema

Held: TypeAlias = tuple[str | None, Schema, Rows]
Live: TypeAlias = Callable[[Order], Awaitable[int]]

pytestmark = [pytest.mark.server, pytest.mark.long]

EVERY_STEPS = 400
BEFORE, NEWEST = REVISIONS[-2:]


@asynccontextmanager
async def lives() -> AsyncIterator[Live]:
    """Lives a process as ordered; how it ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.databases.killed_migrate", cwd=LOCALES_DIR.parent,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    orders, ends = process.stdin, process.stdout

    async def live(order: Order) -> int:
        orders.write(msgspec.json.encode(order) + b"\n")
        return int(await ends.readline())

    try:
        yield live
    finally:
        orders.close()
        how = await process.wait()
    assert how == 0


async def held(url: str) -> Held:
    """What a database holds."""

    def job(connection: Connection) -> Held:
        at = MigrationContext.configure(connection).get_current_revision()
        return at, schema(connection), rows(connection)

    return await run(url, job)


@pytest.mark.parametrize(
    ("at", "to"),
    [("base", NEWEST), (BEFORE, NEWEST), (NEWEST, BEFORE)],
    ids=["from nothing", "by one", "down by one"],
)
async def test_a_killed_migrate_leaves_the_old_schema_or_the_new_one(
    empty_url: str, at: str, to: str
) -> None:
    if at != "base":
        await migrate(empty_url, at)
        await run(empty_url, fill)
    old = await held(empty_url)
    context: list[Held] = []
    async with lives() as live:
        for kill in itertools.count(1):
            how = await live(Order(empty_url, to, kill, EVERY_STEPS))
            context.append(await held(empty_url))
            if how == 0:
                break
            assert how == -signal.SIGKILL
    # The last kill was after the commit, and who came then found the work done.
    new = context[-1]
    assert new[0] == to
    assert [each for each in context if each != old] == [new, new]
    assert len(context) > 10
    # What a kill left to the next one is what one that nobody killed makes.
    await migrate(empty_url, "base")
    await migrate(empty_url, to)
    assert (await held(empty_url))[1] == new[1]
