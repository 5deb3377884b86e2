"""SQLite: one writer's thread owns the one writing connection; waiting turns commit together.

The jobs are coroutines that never suspend here, so the thread runs each to its end in a savepoint
of its own and commits the group once, with `synchronous=FULL`: an acknowledged turn survives a
power cut and the disk's sync is paid once a group. Just before a group's commit, and again before
it is told, the files are looked at: nothing is acknowledged that nobody would find. SQLite below
3.51.3 has a bug with several writing connections that reset the WAL: one writer, it alone
checkpoints, no mmap.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy.engine import URL

from bot.services.ports.messages import NotStored
from bot.storage.databases.sqlite_connection import FileLost, WriterConnection
from bot.storage.databases.sqlite_errors import fault_of
from bot.storage.databases.sqlite_log import LogCutter
from bot.storage.databases.sqlite_opening import Connect, connect
from bot.storage.databases.sqlite_session import SqliteSession
from bot.storage.engine.sealing import Sealer
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.reading.connections import NOT_REACHED, engine_to_read
from bot.storage.secrets.data_keys import unlock
from bot.storage.secrets.master_key import MasterKey
from bot.storage.unit_of_work import SqlUnitOfWork, UnitsOfWork

T = TypeVar("T")

MAX_GROUP = 64
BUSY_TIMEOUT_MS = 5_000


@dataclass(slots=True)
class _Waiting:
    job: Callable[[SqliteSession], Coroutine[Any, Any, Any]]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    outcome: Any = None
    failure: BaseException | None = None


class SqliteDatabase:
    """`bot.services.ports.unit_of_work.Database` on one file, which exists and is migrated.

    Who holds the file locked for longer than `busy_timeout_ms` makes a group fail. `connect` opens
    the writer's connection; `monotonic` gives the seconds by which a lost file is looked for.
    `master` opens the data keys; without it nothing that is sealed can be written or read.
    """

    dialect = "sqlite"

    def __init__(
        self,
        path: str,
        worker: str,
        controller: str = "",
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
        *,
        connect: Connect = connect,
        monotonic: Callable[[], float] = time.monotonic,
        master: MasterKey | None = None,
    ) -> None:
        self.worker = worker
        self.sealer = Sealer()
        self._master = master
        self._units = UnitsOfWork(worker, controller)
        self._file = WriterConnection(
            Path(path), busy_timeout_ms, monotonic=monotonic, connect=connect
        )
        self._readers = engine_to_read(URL.create("sqlite", database=path))
        self._log = LogCutter(Path(path), monotonic)
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="sqlite-writer", daemon=True)
        self._opened: asyncio.Future[None] | None = None
        self._closed = True

    async def open(self) -> None:
        """Start the writer, and take the data keys out.

        Raises `OSError` or `sqlite3.Error` when the file is missing or cannot be opened, and
        `NoKey` when its data cannot.
        """
        loop = asyncio.get_running_loop()
        self._opened = loop.create_future()
        self._loop = loop
        self._thread.start()
        await self._opened
        self._closed = False
        if self._master is not None:
            try:
                await unlock(self, self._master)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Finish what waits, checkpoint, close."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            await self._readers.dispose()
            await asyncio.to_thread(self._thread.join)

    @property
    def alive(self) -> bool:
        """False when the writer's thread has ended by itself: only a new process helps."""
        return self._closed or self._thread.is_alive()

    async def transact(
        self, job: Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run and commit with whoever else waits; all jobs run in the order they came."""
        del lane  # one writer: everything is in order
        return await self.in_transaction(lambda session: job(self._units.over(session)))

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """The rows of one statement that writes nothing; it does not wait for the writer."""
        if self._closed:
            raise NotStored("the database is not open")
        compiled = statement.compiled("sqlite")
        try:
            async with self._readers.connect() as connection:
                arguments = compiled.arguments(values, self.sealer)
                found = await connection.exec_driver_sql(compiled.sql, arguments)
                return compiled.opened(found.fetchall(), self.sealer)
        except NOT_REACHED as error:
            raise NotStored(type(error).__name__) from error

    async def in_transaction(self, job: Callable[[SqliteSession], Coroutine[Any, Any, T]]) -> T:
        """Run a job on the session itself, in a transaction shared with whoever else waits."""
        if self._closed:
            raise NotStored("the database is not open")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Waiting(job, future, loop))
        return await future

    # --- the writer's thread ------------------------------------------------------------------

    def _write(self) -> None:
        assert self._opened is not None
        try:
            self._file.open()
        except (OSError, sqlite3.Error) as error:
            self._loop.call_soon_threadsafe(self._opened.set_exception, error)
            return
        self._loop.call_soon_threadsafe(self._opened.set_result, None)
        stop = False
        while not stop and (first := self._first()) is not None:
            group, stop = self._group(first)
            self._run_group(group)
            _tell(group)
            self._cut_log()
        self._file.close()

    def _first(self) -> _Waiting | None:
        """Who comes next; None: the end was asked for. Meanwhile a large log is cut."""
        while True:
            try:
                return self._queue.get(timeout=self._log.wait_seconds())
            except Empty:
                self._cut_log()

    def _cut_log(self) -> None:
        """Cut a large log after a group was told of its commit: nobody waits for it."""
        connection = self._file.connection
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):  # tried again, and nothing is lost by it
                self._log.cut(connection)

    def _group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Who waits now, and whether the end was asked for after them."""
        group = [first]
        while len(group) < MAX_GROUP:
            try:
                following = self._queue.get_nowait()
            except Empty:
                break
            if following is None:
                return group, True
            group.append(following)
        return group, False

    def _run_group(self, group: list[_Waiting]) -> None:
        connection = self._file.usable()
        if connection is None:
            _refuse(group, "database_lost", None)
            return
        try:
            _run_jobs(SqliteSession(connection, self.sealer), connection, group)
            self._file.check()
            connection.execute("COMMIT")
            # Lost in between: it may be stored and nobody is told so. It comes again, and the
            # inbox knows it where it was stored.
            self._file.check()
        except (sqlite3.Error, FileLost) as error:
            # Disk full, locked for longer than the busy time-out, file gone: nothing of this
            # group is in the database, and nobody is told that it is.
            lost = isinstance(error, FileLost)
            _refuse(group, "database_lost" if lost else type(error).__name__, error)
            with contextlib.suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            if isinstance(error, FileLost):
                self._file.give_up(error.loss)
            elif fault_of(error) == "damage":
                self._file.give_up("damaged")


def _run_jobs(
    session: SqliteSession, connection: sqlite3.Connection, group: list[_Waiting]
) -> None:
    """Run the jobs of a group, all but the commit. Raises what is no job's own fault."""
    run = connection.execute
    run("BEGIN IMMEDIATE")
    for waiting in group:
        if waiting.future.cancelled():
            continue  # nobody waits for it any more and it has not begun
        run("SAVEPOINT turn")
        try:
            waiting.outcome = _run_to_end(waiting.job(session))
        except BaseException as error:
            if isinstance(error, sqlite3.Error) and fault_of(error) != "job":
                raise
            waiting.failure = error
            run("ROLLBACK TO turn")
        run("RELEASE turn")


def _refuse(group: list[_Waiting], why: str, error: Exception | None) -> None:
    """Let nobody of a group be told that it was stored."""
    for waiting in group:
        waiting.failure = NotStored(why)
        waiting.failure.__cause__ = error


def _run_to_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    coroutine.close()
    raise RuntimeError("a job of the SQLite writer suspended: it awaited something outside")


def _tell(group: list[_Waiting]) -> None:
    """Hand the outcomes back to the loops that wait for them: one wake-up a loop."""
    loops = {waiting.loop for waiting in group}
    for loop in loops:
        mine = [waiting for waiting in group if waiting.loop is loop]
        with contextlib.suppress(RuntimeError):  # that loop is over, and so is who waited on it
            loop.call_soon_threadsafe(_settle, mine)


def _settle(group: list[_Waiting]) -> None:
    for waiting in group:
        if waiting.future.done():
            continue
        if waiting.failure is not None:
            waiting.future.set_exception(waiting.failure)
        else:
            waiting.future.set_result(waiting.outcome)
