"""Who waits for a count, read without keeping a turn waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from bot.storage.campaigns.count_statements import COUNTS_ASKED
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement


class _Queried(Protocol):
    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


class StoredCountsAsked:
    """The counts that were asked for, as they are committed; raises `NotStored`."""

    def __init__(self, database: _Queried) -> None:
        self._database = database

    async def __call__(self) -> Sequence[tuple[int, str]]:
        """Pairs of a person and the campaign whose audience they want to see counted."""
        return [(row[0], row[1]) for row in await self._database.query(COUNTS_ASKED)]
