"""Lives: processes that kill themselves as ordered, one after another."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import msgspec

from bot.serving import LOCALES_DIR

Live: TypeAlias = Callable[[Any], Awaitable[int]]


@asynccontextmanager
async def lives(module: str = "tests.delivery.killed") -> AsyncIterator[Live]:
    """Runs a process as ordered; gives its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=LOCALES_DIR.parent,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    orders, ends = process.stdin, process.stdout

    async def live(order: Any) -> int:
        orders.write(msgspec.json.encode(order) + b"\n")
        return int(await ends.readline())

    try:
        yield live
    finally:
        orders.close()
        how = await process.wait()
    assert how == 0
