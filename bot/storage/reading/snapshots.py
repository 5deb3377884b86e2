"""Snapshots: one moment of the database, read through connections that cannot write.

SQLite: a read transaction beside the one writer, which alone checkpoints; while it is open the log
grows by what is written meanwhile. PostgreSQL: a read-only transaction of repeatable reads with a
server-side cursor. Either ends as soon as its rows are in their files (`spool`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import visitors

from bot.services.ports.reading import ReadingFailed, SnapshotExpired
from bot.storage.engine.sealing import Sealer
from bot.storage.engine.statement import how_to_seal, open_cells, sealed_places
from bot.storage.reading.connections import NOT_REACHED, engine_to_read
from bot.storage.reading.spool import Spool

SNAPSHOT_SECONDS = 60.0
"""How long a snapshot may live: on SQLite the log cannot shrink below it."""

BATCH_ROWS = 2_000
_FIRST_READ = "SELECT 1 FROM alembic_version"
"""A transaction has its moment only once it has read."""

_EXPIRED = (
    "The figures could not be read within {seconds:g} seconds: "
    "ask for a shorter time or for fewer wards."
)


class Snapshots:
    """`bot.services.ports.reading.ReadingSide` on the database of an address.

    `sealer` is the database's own. `pause` is awaited between two batches: a long reading lets the
    turns go first.
    """

    def __init__(
        self,
        address: str,
        *,
        sealer: Sealer,
        seconds: float = SNAPSHOT_SECONDS,
        pause: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._url = make_url(address)
        self._sealer = sealer
        self._seconds = seconds
        self._pause = pause
        self._engine: AsyncEngine | None = None

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[OpenSnapshot]:
        """Open a snapshot; raises `ReadingFailed` and `SnapshotExpired`."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._engine_to_read().connect() as connection,
            ):
                await self._begin(connection)
                try:
                    yield OpenSnapshot(connection, self._sealer, self._pause)
                finally:
                    await connection.rollback()
        except TimeoutError as error:
            raise SnapshotExpired(_EXPIRED.format(seconds=self._seconds)) from error
        except NOT_REACHED as error:
            raise ReadingFailed(type(error).__name__) from error

    async def close(self) -> None:
        """Let the connections go."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    def _engine_to_read(self) -> AsyncEngine:
        if self._engine is None:
            self._engine = engine_to_read(self._url)
        return self._engine

    async def _begin(self, connection: AsyncConnection) -> None:
        if self._url.get_backend_name() == "sqlite":
            await connection.exec_driver_sql("BEGIN")
        await connection.exec_driver_sql(_FIRST_READ)


class OpenSnapshot:
    """`bot.services.ports.reading.Snapshot` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        sealer: Sealer,
        pause: Callable[[], Awaitable[object]] | None,
    ) -> None:
        self._connection = connection
        self._sealer = sealer
        self._pause = pause

    async def read(self, query: Select[tuple[object, ...]]) -> Spool:
        """Read all rows of a query into a file, where what is sealed stays so until it is read.

        What the query compares with a sealed column is sealed first. Raises `CannotOpen`
        when there is no key to do so.
        """
        places = sealed_places(query)
        spool = Spool(partial(open_cells, places=places, sealer=self._sealer) if places else None)
        query = _with_sealed_values(query, self._sealer)
        try:
            # Closed in any case: an open cursor would keep the transaction open.
            async with self._connection.stream(
                query.execution_options(yield_per=BATCH_ROWS)
            ) as found:
                async for rows in found.partitions():
                    await asyncio.to_thread(spool.write, rows)
                    if self._pause is not None:
                        await self._pause()
        except BaseException:
            spool.close()
            raise
        return spool


def _with_sealed_values(
    query: Select[tuple[object, ...]], sealer: Sealer
) -> Select[tuple[object, ...]]:
    """A query with its constants sealed where they are compared with sealed columns."""

    def sealed(bind: Any) -> None:
        seal = how_to_seal(bind.type)
        if seal is not None and isinstance(bind.value, str):
            bind.value = seal(sealer, bind.value)

    return visitors.cloned_traverse(query, {}, {"bindparam": sealed})
