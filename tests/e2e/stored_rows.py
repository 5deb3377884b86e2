"""The stored rows of the service, read through a connection of the test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.sealed import rows_of

Rows = list[Any]
"""The rows of a query as tuples."""


class Kept:
    """The database at a URL; only committed rows are visible."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def rows(self, sql: str) -> Rows:
        """The rows of a query."""
        return await rows_of(self._url, sql)

    async def until(
        self, sql: str, true: Callable[[Rows], bool] = bool, timeout_seconds: float = 60
    ) -> Rows:
        """Wait until the rows of a query fulfil `true`; without it, until there are rows."""
        rows: Rows = []
        try:
            async with asyncio.timeout(timeout_seconds):
                while not true(rows := await self.rows(sql)):  # noqa: ASYNC110  # nothing rings
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{sql!r} still finds {rows}") from None
        return rows

    async def outbox_settled(self, timeout_seconds: float = 60) -> dict[str, int]:
        """Wait until every row has an end state; returns the number of rows per state.

        Albums come first: their answer is posted when the desk has taken them in.
        """
        await self.until(
            "SELECT update_id FROM inbox WHERE waiting IS NOT NULL",
            lambda rows: not rows,
            timeout_seconds,
        )
        await self.until(
            "SELECT id, state, claimed_by, attempts, why FROM outbox "
            "WHERE done_ms IS NULL OR state IN ('planned', 'claimed')",
            lambda rows: not rows,
            timeout_seconds,
        )
        return dict(await self.rows("SELECT state, count(*) FROM outbox GROUP BY state"))
