"""The session of SQLite: statements on the writer's own connection."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from bot.storage.engine.sealing import Sealer
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement


class SqliteSession:
    """Statements on the writer's own connection; nothing here ever suspends."""

    def __init__(self, connection: sqlite3.Connection, sealer: Sealer) -> None:
        self._sealer = sealer
        self._run = connection.execute
        self._run_many = connection.executemany
        self._depth = 0

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """Run a statement and give its rows."""
        compiled = statement.compiled("sqlite")
        found = self._run(compiled.sql, compiled.arguments(values, self._sealer)).fetchall()
        return compiled.opened(found, self._sealer)

    async def many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Run a statement once for each row of values."""
        compiled = statement.compiled("sqlite")
        self._run_many(compiled.sql, compiled.every_arguments(rows, self._sealer))

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part that may be undone alone."""
        name = f"part_{self._depth + 1}"
        self._run(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            await job()
        except BaseException:
            # An error of the disk may have undone the whole transaction, savepoints and all.
            with contextlib.suppress(sqlite3.OperationalError):
                self._run(f"ROLLBACK TO {name}")
                self._run(f"RELEASE {name}")
            raise
        else:
            self._run(f"RELEASE {name}")
        finally:
            self._depth -= 1
