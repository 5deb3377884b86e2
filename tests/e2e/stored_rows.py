"""What the service kept: its database read through a connection of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

Rows = list[Any]
"""Tuples of what a query selects."""


class Kept:
    """The database at an address; only what is committed is seen."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def rows(self, sql: str) -> Rows:
        """What a query finds."""
        engine = create_async_engine(self._url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                return [tuple(row) for row in await connection.execute(text(sql))]
        finally:
            await engine.dispose()

    async def until(
        self, sql: str, true: Callable[[Rows], bool] = bool, timeout_seconds: float = 15
    ) -> Rows:
        """Wait until what a query finds is so; without `true`: until it finds anything."""
        rows: Rows = []
        try:
            async with asyncio.timeout(timeout_seconds):
                while not true(rows := await self.rows(sql)):  # noqa: ASYNC110  # nothing rings
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{sql!r} still finds {rows}") from None
        return rows

    async def outbox_settled(self, timeout_seconds: float = 20) -> dict[str, int]:
        """Wait until no word is on its way; how many rows came to which end."""
        await self.until(
            "SELECT id, state, claimed_by, attempts, why FROM outbox "
            "WHERE done_ms IS NULL OR state IN ('planned', 'claimed')",
            lambda rows: not rows,
            timeout_seconds,
        )
        return dict(await self.rows("SELECT state, count(*) FROM outbox GROUP BY state"))
