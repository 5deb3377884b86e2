"""PostgreSQL: the same work on several connections; the row lock keeps one person's turns apart."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

import asyncpg

from bot.services.ports.messages import NotStored
from bot.storage.engine.sealing import Sealer
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.secrets.data_keys import unlock
from bot.storage.secrets.master_key import MasterKey
from bot.storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")

CONNECTIONS = 8
TRIES = 3
OPEN_SECONDS = 10
COMMAND_SECONDS = 15

_AGAIN = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)
_STALE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that died while nobody was looking at it
    asyncpg.AdminShutdownError,
)
"""What a connection says that the server left meanwhile; before the job began: try a new one."""
_DOWN = (
    OSError,
    TimeoutError,
    *_STALE,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidTransactionStateError,
    asyncpg.PostgresIOError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
)


async def _as_it_is(_connection: Any) -> None:
    """Give a connection back to the pool as it is."""


class PostgresqlSession:
    """Statements on one connection inside one transaction."""

    def __init__(self, connection: Any, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """Run a statement and give its rows."""
        compiled = statement.compiled("postgresql")
        rows: Sequence[Row] = await self._connection.fetch(
            compiled.sql, *compiled.arguments(values, self._sealer)
        )
        return compiled.opened(rows, self._sealer)

    async def many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Run a statement once for each row of values."""
        compiled = statement.compiled("postgresql")
        if rows:
            arguments = compiled.every_arguments(rows, self._sealer)
            await self._connection.executemany(compiled.sql, arguments)

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part that may be undone alone."""
        async with self._connection.transaction():
            await job()


class PostgresqlDatabase:
    """`bot.services.ports.unit_of_work.Database` on a server; `address` is an asyncpg DSN.

    `master` opens the data keys; without it nothing that is sealed can be written or read.
    """

    dialect = "postgresql"

    def __init__(
        self,
        address: str,
        worker: str,
        controller: str = "",
        connections: int = CONNECTIONS,
        *,
        master: MasterKey | None = None,
    ) -> None:
        self.sealer = Sealer()
        self._master = master
        self.worker = worker
        self.controller = controller
        self._address = address
        self._connections = connections
        self._pool: Any = None
        # One lane a connection: turns of one address run in the order they came.
        self._lanes = [asyncio.Lock() for _lane in range(connections)]

    async def open(self) -> None:
        """Connect, and take the data keys out.

        Raises `OSError` or `asyncpg.PostgresError` when the server says no, and `NoKey` when the
        data cannot be opened.
        """
        self._pool = await asyncpg.create_pool(
            self._address,
            min_size=1,
            max_size=self._connections,
            timeout=OPEN_SECONDS,
            command_timeout=COMMAND_SECONDS,
            # Nothing of a session is ever set, so there is nothing to set back after each turn.
            reset=_as_it_is,
            server_settings={"application_name": "sohoctap"},
        )
        if self._master is not None:
            try:
                await unlock(self, self._master)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Finish what runs and what waits, and let the connections go."""
        for lane in self._lanes:
            await lane.acquire()
        pool, self._pool = self._pool, None
        for lane in self._lanes:
            lane.release()
        if pool is not None:
            await pool.close()

    @property
    def alive(self) -> bool:
        """True: a server that was away is found again without a new process."""
        return True

    async def transact(
        self, job: Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run and commit; jobs of one lane run in the order they came."""
        return await self.in_transaction(
            lambda session: job(SqlUnitOfWork(session, self.worker, self.controller)), lane
        )

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """The rows of one statement that writes nothing: one way to the server and back."""
        compiled = statement.compiled("postgresql")
        pool = self._pool
        if pool is None:
            raise NotStored("the database is not open")
        for left in reversed(range(TRIES)):
            try:
                async with pool.acquire(timeout=OPEN_SECONDS) as connection:
                    rows: Sequence[Row] = await connection.fetch(
                        compiled.sql, *compiled.arguments(values, self.sealer)
                    )
                    return compiled.opened(rows, self.sealer)
            except _DOWN as error:
                # Nothing is written, so a connection that was left meanwhile costs nothing.
                if not left or not isinstance(error, _STALE):
                    raise NotStored(type(error).__name__) from error
        raise AssertionError("unreachable")

    async def in_transaction(
        self, job: Callable[[PostgresqlSession], Coroutine[Any, Any, T]], lane: str = "outbox"
    ) -> T:
        """Run a job on the session itself, in a transaction of its own."""
        number = zlib.crc32(lane.encode()) % self._connections
        async with self._lanes[number]:
            pool = self._pool
            if pool is None:
                raise NotStored("the database is not open")
            for left in reversed(range(TRIES)):
                begun = False
                try:
                    async with (
                        pool.acquire(timeout=OPEN_SECONDS) as connection,
                        connection.transaction(),
                    ):
                        begun = True
                        return await job(PostgresqlSession(connection, self.sealer))
                except _AGAIN as error:
                    if not left:
                        raise NotStored(type(error).__name__) from error
                except _DOWN as error:
                    if left and not begun and isinstance(error, _STALE):
                        continue
                    raise NotStored(type(error).__name__) from error
        raise AssertionError("unreachable")
