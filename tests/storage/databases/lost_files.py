"""A SQLite file in a folder of its own that a test loses while callers store notes in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.services.ports.messages import NotStored
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.engine.session import Session
from bot.storage.secrets.statements import ADD_SECRET
from tests.sealed import MASTER

CALLERS = 8
PATIENCE_SECONDS = 90.0


class Disk:
    """The folder of a database as its operator sees it.

    `path` is where the service looks for it, `backup` a copy from before, `kept` a second name of
    the file itself: what was written to it can be read after its first name is gone.
    """

    def __init__(self, outside: Path, template: Path) -> None:
        self.outside = outside
        self.folder = outside / "var"
        self.folder.mkdir()
        self.path = self.folder / "notes.db"
        shutil.copy(template, self.path)
        self.log = self.folder / "notes.db-wal"
        self.index = self.folder / "notes.db-shm"
        self.kept = outside / "kept.db"
        os.link(self.path, self.kept)
        self.backup = outside / "backup.db"

    def back_up(self) -> None:
        """What `sqlite3 … ".backup …"` does."""
        with (
            closing(sqlite3.connect(self.path)) as ours,
            closing(sqlite3.connect(self.backup)) as b,
        ):
            ours.backup(b)


_NOTES = "SELECT name FROM secret WHERE name NOT LIKE '%key%' AND name <> 'sealed'"


def names_in(path: Path) -> set[str]:
    """The notes that an operator finds in a file. Fails where there is no good database."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in connection.execute(_NOTES)}


class Callers:
    """Callers who store one note after another, and what each was told.

    `before` are the notes that were begun before `lost` was set and told as stored, `after` those
    begun later; `refused` are those that were not stored, whenever they were begun.
    """

    def __init__(self, store: SqliteDatabase) -> None:
        self._store = store
        self._moved = asyncio.Condition()
        self.lost = False
        self.before: set[str] = set()
        self.after: set[str] = set()
        self.refused: set[str] = set()

    async def store(self, name: str) -> bool:
        """Store one note; whether it was told as stored."""

        async def job(session: Session) -> None:
            await session.rows(ADD_SECRET, name=name, value="x" * 500)

        lost = self.lost
        try:
            await self._store.in_transaction(job)
        except NotStored:
            self.refused.add(name)
            return False
        (self.after if lost else self.before).add(name)
        return True

    async def store_for_ever(self, caller: int) -> None:
        """One caller."""
        number = 0
        while True:
            number += 1
            await self.store(f"{caller}-{number}")
            async with self._moved:
                self._moved.notify_all()

    async def until(self, told: str, count: int) -> None:
        """Wait until so many notes are in `before`, `after` or `refused`."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._moved:
            await self._moved.wait_for(lambda: len(getattr(self, told)) >= count)


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The seconds that it shows."""
        return self.now


@asynccontextmanager
async def opened(disk: Disk, clock: Seconds, **more: Any) -> AsyncIterator[SqliteDatabase]:
    """The file of a disk, opened for writing."""
    store = SqliteDatabase(str(disk.path), "worker", "", 50, monotonic=clock, master=MASTER, **more)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def storing(disk: Disk) -> AsyncIterator[Callers]:
    """Callers who store notes in the file of a disk; some are stored when it begins."""
    store = SqliteDatabase(str(disk.path), "worker", busy_timeout_ms=500, master=MASTER)
    await store.open()
    callers = Callers(store)
    tasks = [asyncio.create_task(callers.store_for_ever(number)) for number in range(CALLERS)]
    try:
        await callers.until("before", 300)
        yield callers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()
