"""Dictionaries whose changes can be undone: a transaction in the memory of one process."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class UndoLog:
    """The functions that undo the changes of the running job, newest last."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], Any]] = []

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set one value."""
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.pop(key, None))
        table[key] = value

    def append(self, table: dict[K, tuple[V, ...]], key: K, value: V) -> None:
        """Add a value to those of a key."""
        self.put(table, key, (*table.get(key, ()), value))

    def drop(self, table: dict[K, V], key: K) -> None:
        """Delete one value, if there is one."""
        if key in table:
            before = table.pop(key)
            self._undo.append(lambda: table.__setitem__(key, before))

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a job; an exception undoes its changes and is raised."""
        mark = len(self._undo)
        try:
            await job()
        except BaseException:
            while len(self._undo) > mark:
                self._undo.pop()()
            raise

    def commit(self) -> None:
        """Keep every change."""
        self._undo.clear()
