"""Migrations: each goes up, down and up again, and they make exactly the tables of the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.migrating import config, migrate, newest, revision
from bot.storage.tables import metadata
from tests.databases import PostgresqlServer

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][
    ::-1
]

SQLITE_SCHEMA = (
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"
    " AND name NOT LIKE 'sqlite_%' ORDER BY name"
)
POSTGRESQL_SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    url = server.empty()
    yield url
    server.drop(url)


async def _run(url: str, job: Any) -> Any:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(job)
    finally:
        await engine.dispose()


def _schema(connection: Connection) -> list[tuple[str, str, list[str]]]:
    """Every table, column, index and constraint, as the database itself writes it down.

    In parts that are sorted: in which order a table names its columns makes no difference.
    """
    sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(text(SQLITE_SCHEMA if sqlite else POSTGRESQL_SCHEMA))
    return [
        (kind, name, sorted(part.strip(' "()') for part in " ".join(sql.split()).split(", ")))
        for kind, name, sql in rows
        if not name.startswith("alembic_version")
    ]


@pytest.mark.parametrize("to", REVISIONS)
async def test_every_migration_goes_up_down_and_up_again(empty_url: str, to: str) -> None:
    place = REVISIONS.index(to)
    if place:
        await migrate(empty_url, REVISIONS[place - 1])
    before = await _run(empty_url, _schema)
    await migrate(empty_url, to)
    after = await _run(empty_url, _schema)
    assert after != before
    await migrate(empty_url, "-1")
    assert await _run(empty_url, _schema) == before
    await migrate(empty_url, to)
    assert await _run(empty_url, _schema) == after
    assert await revision(empty_url) == to


async def test_the_newest_revision_is_the_last_one(empty_url: str) -> None:
    assert await revision(empty_url) is None
    assert await migrate(empty_url) == (None, REVISIONS[-1])
    assert newest() == REVISIONS[-1]
    assert await migrate(empty_url) == (REVISIONS[-1], REVISIONS[-1])


async def test_nothing_is_left_at_the_bottom(database_url: str) -> None:
    await migrate(database_url, "base")
    assert await _run(database_url, _schema) == []


async def test_alembic_finds_no_difference_to_the_models(database_url: str) -> None:
    def job(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    assert await _run(database_url, job) == []


async def test_the_models_make_the_same_schema_as_the_migrations(empty_url: str) -> None:
    # Also what Alembic does not compare: partial indexes, key names, cascades, autoincrement.
    await migrate(empty_url)
    migrated = await _run(empty_url, _schema)
    await migrate(empty_url, "base")
    await _run(empty_url, metadata.create_all)
    assert await _run(empty_url, _schema) == migrated
