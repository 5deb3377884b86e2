"""The write check writes, in one row that changes, and fails where nothing can be written."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.services.ports.messages import NotStored
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.databases.write_check import ROW, check_write
from bot.storage.secrets.queries import stored_secret
from tests.storage.stores import NOW, Store, one, open_store, query

_NOT_KEYS = "WHERE name NOT LIKE 'data_key:%' AND name NOT IN ('id_key', 'sealed')"


async def test_each_check_commits_its_moment_in_the_same_row(
    store: Store, database_url: str
) -> None:
    key = await stored_secret(store, "web_key")
    for second in range(3):
        moment = NOW + dt.timedelta(seconds=second)
        await check_write(store, moment)
        value = await one(database_url, f"SELECT value FROM secret WHERE name = '{ROW}'")
        assert dt.datetime.fromisoformat(value) == moment
    assert await one(database_url, f"SELECT count(*) FROM secret {_NOT_KEYS}") == 2
    assert await stored_secret(store, "web_key") == key


async def test_a_check_that_cannot_write_says_so(sqlite_url: str) -> None:
    other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    async with open_store(sqlite_url, busy_timeout_ms=20) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotStored):
            await check_write(store, NOW)
        other.execute("ROLLBACK")
        other.close()
        await check_write(store, NOW)
    assert await query(sqlite_url, f"SELECT name FROM secret {_NOT_KEYS}") == [(ROW,)]


class OutOfMemory(sqlite3.Connection):
    """A connection on which beginning a transaction fails as nothing in SQLite does."""

    def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        if sql.startswith("BEGIN"):
            raise MemoryError
        return super().execute(sql, *arguments)


def dying(path: Path, _busy_timeout_ms: int) -> sqlite3.Connection:
    """Opens a connection with which the writer's thread ends at its first job."""
    connection = sqlite3.connect(path, check_same_thread=False, factory=OutOfMemory)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_writer_whose_thread_has_ended_is_not_alive(sqlite_url: str) -> None:
    store = SqliteDatabase(str(make_url(sqlite_url).database), "worker", connect=dying)
    await store.open()
    assert store.alive
    asking = asyncio.create_task(check_write(store, NOW))
    while store.alive:  # noqa: ASYNC110  # a thread that ends rings no bell
        await asyncio.sleep(0)
    assert not asking.done()
    asking.cancel()
    await store.close()


async def test_a_database_is_alive_from_its_making_to_after_its_end(database_url: str) -> None:
    async with open_store(database_url) as store:
        await check_write(store, NOW)
        assert store.alive
    assert store.alive
