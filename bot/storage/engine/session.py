"""The session: how one transaction runs statements, on either database."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from bot.storage.engine.statement import Statement

Row: TypeAlias = Sequence[Any]


class Session(Protocol):
    """One open transaction of one connection.

    On SQLite its coroutines never suspend: the writer's thread runs them to their end.
    """

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """Run a statement and give its rows.

        Raises `TypeError` unless `values` name its parameters, all of them and no other.
        """

    async def many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Run a statement once for each row of values; it gives nothing back. Raises `TypeError`
        as `rows` does.
        """

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part that may be undone alone: what it raises is let out after its roll-back."""
