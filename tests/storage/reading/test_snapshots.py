"""A snapshot is one moment of the database; it writes nothing, holds up nobody and ends in time."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from asyncio import gather
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.services.ports.reading import ReadingFailed, Rows, SnapshotExpired
from bot.storage.databases.sqlite_log import LARGE_BYTES
from bot.storage.learning.tables import activity
from bot.storage.outbox.history_statements import HOLDS
from bot.storage.people.tables import person
from bot.storage.reading.snapshots import BATCH_ROWS, Snapshots
from tests.sealed import SEALER
from tests.storage.stores import Store, meet, open_store, query

MANY = BATCH_ROWS * 2 + 7


async def all_of(rows: Rows) -> list[list[Any]]:
    return [list(row) async for batch in rows.batches() for row in batch]


@pytest.fixture
async def snapshots(store: Store, database_url: str) -> AsyncIterator[Snapshots]:
    """Beside an open database: on SQLite a reader waits for no writer only while it is one."""
    opened = Snapshots(database_url, sealer=SEALER)
    yield opened
    await opened.close()


async def record_many(url: str, count: int, title: str = "đọc sách") -> None:
    """Store so many activities of one person, as another process would."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        stored: Any = insert(person).values(locale="vi", consents="", demo=0, created_ms=0)
        (number,) = await connection.scalars(stored.returning(person.c.id))
        rows = [
            {
                "person_id": number, "draft_key": f"{number} {each}", "title": title,
                "receipt": f"{number}-{each}", "type_code": "I1", "day": "2026-11-20",
                "minutes": 30, "created_ms": 0,
            }
            for each in range(count)
        ]  # fmt: skip
        await connection.execute(insert(activity), rows)
    await engine.dispose()


TITLES = select(activity.c.id, activity.c.title).order_by(activity.c.id)


async def test_rows_come_in_their_order_in_batches_as_often_as_wanted(
    database_url: str, snapshots: Snapshots
) -> None:
    await record_many(database_url, MANY)
    async with snapshots.snapshot() as snapshot:
        rows = await snapshot.read(TITLES)
    with closing(rows):
        assert rows.count == MANY
        sizes = [len(batch) async for batch in rows.batches()]
        assert sizes == [BATCH_ROWS, BATCH_ROWS, 7]
        found = await all_of(rows)
        assert [number for number, _title in found] == sorted(number for number, _title in found)
        assert found == await all_of(rows)


async def test_two_queries_see_one_moment_whatever_is_written_between(
    database_url: str, snapshots: Snapshots
) -> None:
    await record_many(database_url, 3)
    async with snapshots.snapshot() as snapshot:
        first = await snapshot.read(TITLES)
        await record_many(database_url, 2, "viết thư")
        second = await snapshot.read(TITLES)
    async with snapshots.snapshot() as snapshot:
        third = await snapshot.read(TITLES)
    with closing(first), closing(second), closing(third):
        assert await all_of(first) == await all_of(second)
        assert (first.count, third.count) == (3, 5)


async def test_its_moment_is_when_it_is_opened(database_url: str, snapshots: Snapshots) -> None:
    await record_many(database_url, 1)
    async with snapshots.snapshot() as snapshot:
        await record_many(database_url, 2, "viết thư")
        rows = await snapshot.read(TITLES)
    with closing(rows):
        assert rows.count == 1


async def test_nothing_can_be_written_through_it(database_url: str, snapshots: Snapshots) -> None:
    await record_many(database_url, 1)
    writing: Any = insert(person).values(locale="vi", consents="", demo=0, created_ms=0)
    with pytest.raises(ReadingFailed):
        async with snapshots.snapshot() as snapshot:
            await snapshot.read(writing.returning(person.c.id))
    async with snapshots.snapshot() as snapshot:
        rows = await snapshot.read(select(person.c.id))
    with closing(rows):
        assert rows.count == 1


async def test_one_that_lives_too_long_ends_in_words_and_the_next_one_is_read(
    store: Store, database_url: str
) -> None:
    await record_many(database_url, 1)
    waits = asyncio.Event()
    short = Snapshots(database_url, sealer=SEALER, seconds=0.05, pause=waits.wait)
    with pytest.raises(SnapshotExpired, match="ask for a shorter time or for fewer wards"):
        async with short.snapshot() as snapshot:
            await snapshot.read(TITLES)
    waits.set()
    patient = Snapshots(database_url, sealer=SEALER, pause=waits.wait)
    async with patient.snapshot() as snapshot:
        rows = await snapshot.read(TITLES)
    with closing(rows):
        assert rows.count == 1
    await short.close()
    await patient.close()


async def test_a_database_that_is_not_there_is_not_reached_and_not_made(tmp_path: Path) -> None:
    missing = Snapshots(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}", sealer=SEALER)
    with pytest.raises(ReadingFailed):
        async with missing.snapshot():
            pass
    assert not (tmp_path / "none.db").exists()


# --- SQLite's log ---------------------------------------------------------------------------------


def log_size(url: str) -> int:
    path = Path(str(make_url(url).database))
    return path.with_name(f"{path.name}-wal").stat().st_size


async def eventually(true: Callable[[], bool], seconds: float) -> bool:
    """Whether something becomes true within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  # a file rings no bell
                await asyncio.sleep(0)
    except TimeoutError:
        return False
    return True


async def test_the_log_grows_beside_a_snapshot_and_is_cut_after_it_though_nobody_writes(
    sqlite_url: str,
) -> None:
    snapshots = Snapshots(sqlite_url, sealer=SEALER)
    async with open_store(sqlite_url) as store:
        async with snapshots.snapshot() as snapshot:
            people = count()
            while log_size(sqlite_url) <= LARGE_BYTES:
                await gather(*(meet(store, str(next(people))) for _turn in range(100)))
            rows = await snapshot.read(TITLES)
        rows.close()
        assert await eventually(lambda: log_size(sqlite_url) == 0, seconds=60)
        assert len(await query(sqlite_url, "SELECT external_id FROM address")) == next(people)
    await snapshots.close()


async def test_a_slow_consumer_of_rows_keeps_no_snapshot(sqlite_url: str) -> None:
    snapshots = Snapshots(sqlite_url, sealer=SEALER)
    async with open_store(sqlite_url):
        await record_many(sqlite_url, BATCH_ROWS + 1)
        async with snapshots.snapshot() as snapshot:
            rows = await snapshot.read(TITLES)
        batches = rows.batches()
        first = await anext(batches)
        path = str(make_url(sqlite_url).database)
        with closing(sqlite3.connect(path)) as other:
            busy, in_the_log, carried = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert (busy, in_the_log) == (0, carried)
        assert len(first) + len(await anext(batches)) == BATCH_ROWS + 1
        rows.close()
    await snapshots.close()


async def test_who_only_reads_does_not_wait_for_the_writer(sqlite_url: str) -> None:
    async with open_store(sqlite_url, busy_timeout_ms=60_000) as store:
        await record_many(sqlite_url, 1)
        path = str(make_url(sqlite_url).database)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(meet(store, "2"))
            assert await store.query(HOLDS, channel="buttons", account="", now=0) == []
            assert not writing.done()
            other.execute("ROLLBACK")
        await writing


async def test_a_file_that_was_replaced_is_read_and_not_the_old_one(
    sqlite_url: str,
) -> None:
    path = Path(str(make_url(sqlite_url).database))
    copy = path.with_name(f"{path.name}-copy")
    snapshots = Snapshots(sqlite_url, sealer=SEALER)
    await record_many(sqlite_url, 1)
    shutil.copy(path, copy)
    await record_many(sqlite_url, 2, "viết thư")
    async with snapshots.snapshot() as snapshot:
        before = await snapshot.read(TITLES)
    copy.replace(path)
    async with snapshots.snapshot() as snapshot:
        after = await snapshot.read(TITLES)
    with closing(before), closing(after):
        assert (before.count, after.count) == (3, 1)
    await snapshots.close()
