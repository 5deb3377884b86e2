"""Stopping: sends on the wire are waited for, until a limit; then they are cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable


async def wait_then_cancel(
    tasks: Iterable[asyncio.Task[None]], limit: Callable[[], Awaitable[None]]
) -> None:
    """Wait for all tasks, or until `limit` is over; cancel the tasks that still run then."""
    under_way = set(tasks)
    limiting = asyncio.create_task(_until(limit))
    while under_way and not limiting.done():
        _done, pending = await asyncio.wait(
            {limiting, *under_way}, return_when=asyncio.FIRST_COMPLETED
        )
        under_way &= pending
    limiting.cancel()
    for task in under_way:
        task.cancel()


async def _until(limit: Callable[[], Awaitable[None]]) -> None:
    await limit()
