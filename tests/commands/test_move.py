"""Moving a SQLite house to a server: every row arrives, or none."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.storage.tables import metadata
from tests.applications import MovedClock, open_application
from tests.commands.test_backup import called, somebody
from tests.databases import PostgresqlServer
from tests.e2e.service import free_port
from tests.storage.databases import schemas
from tests.storage.stores import one, query


@pytest.fixture(autouse=True)
def _operator(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOT_WEB_PORT", str(free_port()))
    yield
    structlog.reset_defaults()


async def moved(url: str) -> int:
    """How the command ends, beside a loop that runs."""
    return await asyncio.to_thread(called, "move", url)


async def test_every_row_of_every_table_arrives(
    sqlite_url: str, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await schemas.run(sqlite_url, schemas.fill)
    before = await schemas.run(sqlite_url, schemas.rows)
    assert await moved(postgresql_url) == 0
    told = capsys.readouterr().out
    for table in metadata.sorted_tables:
        assert f"  {table.name}: {schemas.ROWS} rows, the same in both" in told
    assert await schemas.run(postgresql_url, schemas.rows) == before


async def test_the_house_goes_on_where_it_was(sqlite_url: str, postgresql_url: str) -> None:
    clock = MovedClock(dt.datetime.now(dt.UTC))  # noqa: TID251  # as the house reads it
    async with open_application(sqlite_url, clock) as opened:
        await somebody(opened, "1")
        await somebody(opened, "2")
    # The number of who was erased last is not given again there either.
    await query(sqlite_url, "UPDATE sqlite_sequence SET seq = 40 WHERE name = 'person'")
    assert await moved(postgresql_url) == 0
    async with open_application(postgresql_url, clock) as opened:
        assert "1 hoạt động" in await opened.visitor("1").says("/mylog")
        await somebody(opened, "3")
    assert await one(postgresql_url, "SELECT max(id) FROM person") == 41
    assert await one(postgresql_url, "SELECT count(*) FROM activity") == 3


async def test_a_target_with_rows_is_refused(
    sqlite_url: str, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await schemas.run(sqlite_url, schemas.fill)
    await query(postgresql_url, "INSERT INTO secret (name, value) VALUES ('web_key', 'x')")
    assert await moved(postgresql_url) == 1
    assert "its table secret has rows" in capsys.readouterr().err
    assert await one(postgresql_url, "SELECT count(*) FROM person") == 0


async def test_rows_that_the_server_does_not_take_move_nothing(
    sqlite_url: str, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await schemas.run(sqlite_url, schemas.fill)
    await query(sqlite_url, "UPDATE person SET locale = 'much too long for it' WHERE id = 2")
    assert await moved(postgresql_url) == 1
    assert "nothing was moved" in capsys.readouterr().err
    assert await one(postgresql_url, "SELECT count(*) FROM person") == 0


async def test_a_running_source_is_refused(
    sqlite_url: str, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_application(sqlite_url) as opened:
        await opened.visitor().says("/start")
        assert await moved(postgresql_url) == 1
    assert "stop it first" in capsys.readouterr().err


async def test_a_target_that_was_not_migrated_or_is_no_server_is_refused(
    postgresql_server: PostgresqlServer, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgresql_server.empty()
    assert await moved(url) == 1
    assert "run “python -m bot migrate” first" in capsys.readouterr().err
    assert await moved(sqlite_url) == 1
    assert "postgresql+asyncpg://" in capsys.readouterr().err
    postgresql_server.drop(url)
