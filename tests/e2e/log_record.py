"""The stored rows of a running service on SQLite, and a write lock on its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.e2e.service import Service
from tests.e2e.stored_rows import Kept, Rows


class Record(Kept):
    """What is committed; addresses are letters, digits, _ and - only, so they need no quoting."""

    def __init__(self, service: Service) -> None:
        super().__init__(service.environment["BOT_DATABASE_URL"])
        self._path = service.environment["BOT_DATABASE_URL"].partition(":///")[2]

    async def activities(self, address: str, columns: str = "title") -> Rows:
        """These columns of each activity of an address, oldest first; bare when it is one."""
        found = await self.rows(
            f"SELECT {columns} FROM activity JOIN address USING (person_id) "
            f"WHERE external_id = '{address}' ORDER BY activity.id"
        )
        return found if "," in columns else [value for (value,) in found]

    async def said_to(self, address: str) -> list[int]:
        """The outbox rows of an address."""
        sql = f"SELECT id FROM outbox WHERE external_id = '{address}' ORDER BY id"
        return [row for (row,) in await self.rows(sql)]

    async def web_key(self) -> bytes:
        """The key that the service signs its cookies with."""
        [(value,)] = await self.rows("SELECT value FROM secret WHERE name = 'web_key'")
        return bytes.fromhex(value)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the file against other writers."""
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
