"""SQLite: one writer's thread owns the one writing connection; waiting turns commit together.

The jobs are coroutines that never suspend here, so the thread runs each to its end in a savepoint
of its own and commits the group once, with `synchronous=FULL`: an acknowledged turn survives a
power cut and the disk's sync is paid once a group. SQLite below 3.51.3 has a bug with several
writing connections that reset the WAL: one writer, it alone checkpoints, no mmap.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from bot.services.ports import NotStored
from bot.storage.hand import Row
from bot.storage.statements import statements
from bot.storage.work import StoredWork

T = TypeVar("T")

GROUP_MOST = 64
BUSY_TIMEOUT_MS = 5_000

_ONE_JOBS_OWN = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.NotSupportedError,
)
"""Errors that a job brings upon itself; every other error of SQLite is the file's or the disk's."""


@dataclass(slots=True)
class _Waiting:
    job: Callable[[SqliteHand], Coroutine[Any, Any, Any]]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    outcome: Any = None
    failure: BaseException | None = None


class SqliteHand:
    """Statements on the writer's own connection; nothing here ever suspends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        self._run_many = connection.executemany
        self._statements = statements("sqlite")
        self._depth = 0

    async def rows(self, statement: str, /, **values: Any) -> Sequence[Row]:
        """Run a named statement and give its rows."""
        prepared = self._statements[statement]
        return self._run(prepared.sql, prepared.arguments(values)).fetchall()

    async def many(self, statement: str, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Run a named statement once for each row of values."""
        prepared = self._statements[statement]
        self._run_many(prepared.sql, prepared.every_arguments(rows))

    async def part(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
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


class SqliteDatabase:
    """`bot.services.work.Database` on one file.

    Who holds the file locked for longer than `busy_timeout_ms` makes a group fail.
    """

    dialect = "sqlite"

    def __init__(
        self,
        path: str,
        worker: str,
        controller: str = "",
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    ) -> None:
        self.worker = worker
        self.controller = controller
        self._path = path
        self._busy_timeout_ms = busy_timeout_ms
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="sqlite-writer", daemon=True)
        self._opened: asyncio.Future[None] | None = None
        self._closed = True

    async def open(self) -> None:
        """Start the writer; raises `sqlite3.Error` when the file cannot be opened."""
        if self._path != ":memory:":
            Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._opened = loop.create_future()
        self._loop = loop
        self._thread.start()
        await self._opened
        self._closed = False

    async def close(self) -> None:
        """Finish what waits, checkpoint, close."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)

    async def transact(
        self, job: Callable[[StoredWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run and commit with whoever else waits; all jobs run in the order they came."""
        del lane  # one writer: everything is in order
        return await self.with_hand(
            lambda hand: job(StoredWork(hand, self.worker, self.controller))
        )

    async def glance(self, statement: str, /, **values: Any) -> Sequence[Row]:
        """The rows of one statement that writes nothing."""
        return await self.with_hand(lambda hand: hand.rows(statement, **values))

    async def with_hand(self, job: Callable[[SqliteHand], Coroutine[Any, Any, T]]) -> T:
        """Run a job on the bare hand, in a transaction that it shares with who else waits."""
        if self._closed:
            raise NotStored("the database is not open")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Waiting(job, future, loop))
        return await future

    # --- the writer's thread ------------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            for pragma in (
                f"busy_timeout={self._busy_timeout_ms}",
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "mmap_size=0",
                "wal_autocheckpoint=1000",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _write(self) -> None:
        assert self._opened is not None
        try:
            connection = self._connect()
        except sqlite3.Error as error:
            self._loop.call_soon_threadsafe(self._opened.set_exception, error)
            return
        self._loop.call_soon_threadsafe(self._opened.set_result, None)
        hand = SqliteHand(connection)
        while (first := self._queue.get()) is not None:
            group = [first]
            stop = False
            while len(group) < GROUP_MOST:
                try:
                    nxt = self._queue.get_nowait()
                except Empty:
                    break
                if nxt is None:
                    stop = True
                    break
                group.append(nxt)
            self._run_group(connection, hand, group)
            _tell(group)
            if stop:
                break
        connection.close()

    def _run_group(
        self, connection: sqlite3.Connection, hand: SqliteHand, group: list[_Waiting]
    ) -> None:
        run = connection.execute
        try:
            run("BEGIN IMMEDIATE")
            for waiting in group:
                if waiting.future.cancelled():
                    continue  # nobody waits for it any more and it has not begun
                run("SAVEPOINT turn")
                try:
                    waiting.outcome = _run_to_end(waiting.job(hand))
                except BaseException as error:
                    if isinstance(error, sqlite3.Error) and not isinstance(error, _ONE_JOBS_OWN):
                        raise
                    waiting.failure = error
                    run("ROLLBACK TO turn")
                run("RELEASE turn")
            run("COMMIT")
        except sqlite3.Error as error:
            # Disk full, locked for longer than the busy time-out, file gone: nothing of this
            # group is in the database, and nobody is told that it is.
            for waiting in group:
                waiting.failure = NotStored(type(error).__name__)
                waiting.failure.__cause__ = error
            with contextlib.suppress(sqlite3.Error):
                if connection.in_transaction:
                    run("ROLLBACK")


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
