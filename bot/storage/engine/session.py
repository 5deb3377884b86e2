"""The hand: how one transaction runs prepared statements, on either database."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = Sequence[Any]


class Session(Protocol):
    """One open transaction of one connection.

    On SQLite its coroutines never suspend: the writer's thread runs them to their end.
    """

    async def rows(self, statement: str, /, **values: Any) -> Sequence[Row]:
        """Run a named statement (`bot.storage.statements`) and give its rows."""

    async def many(self, statement: str, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Run a named statement once for each row of values; it gives nothing back."""

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part that may be undone alone: what it raises is let out after its roll-back."""
