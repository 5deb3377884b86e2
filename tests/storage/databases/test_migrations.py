"""Migrations: each goes up, down and up again, and they make exactly the tables of the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.databases.migrating import CannotMigrate, migrate, revision
from bot.storage.revisions import newest
from bot.storage.tables import metadata
from tests.storage.databases.schemas import REVISIONS, columns_of, fill, rows, run, schema
from tests.storage.stores import query

SAME_ON = {"postgresql": {"0006"}, "sqlite": {"0019"}}
"""Migrations that change no schema there."""


@pytest.mark.parametrize("to", REVISIONS)
async def test_every_migration_goes_up_down_and_up_again(empty_url: str, to: str) -> None:
    dialog = REVISIONS.index(to)
    if dialog:
        await migrate(empty_url, REVISIONS[dialog - 1])
    await run(empty_url, fill)
    before, kept = await run(empty_url, schema), await run(empty_url, rows)
    await migrate(empty_url, to)
    after, held = await run(empty_url, schema), await run(empty_url, rows)
    assert (after == before) == (to in SAME_ON[empty_url.partition("+")[0]])
    assert columns_of(held, kept) == kept
    await migrate(empty_url, "-1")
    assert await run(empty_url, schema) == before
    assert await run(empty_url, rows) == kept
    await migrate(empty_url, to)
    assert await run(empty_url, schema) == after
    assert await run(empty_url, rows) == held
    assert await revision(empty_url) == to


async def test_the_newest_revision_is_the_last_one(empty_url: str) -> None:
    assert await revision(empty_url) is None
    assert await migrate(empty_url) == (None, REVISIONS[-1])
    assert newest() == REVISIONS[-1]
    assert await migrate(empty_url) == (REVISIONS[-1], REVISIONS[-1])


async def test_nothing_is_left_at_the_bottom(database_url: str) -> None:
    await migrate(database_url, "base")
    assert await run(database_url, schema) == []


async def test_alembic_finds_no_difference_to_the_models(database_url: str) -> None:
    def job(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    assert await run(database_url, job) == []


async def test_the_models_make_the_same_schema_as_the_migrations(empty_url: str) -> None:
    # Also what Alembic does not compare: partial indexes, key names, cascades, autoincrement.
    await migrate(empty_url)
    # Triggers are the migrations' alone; tests/storage/campaigns/test_noted.py tells what they do.
    migrated = [each for each in await run(empty_url, schema) if each[0] != "trigger"]
    await migrate(empty_url, "base")
    await run(empty_url, metadata.create_all)
    assert await run(empty_url, schema) == migrated


@pytest.mark.parametrize("to", ["base", REVISIONS[0]])
async def test_a_database_that_somebody_holds_is_left_as_it_was(database_url: str, to: str) -> None:
    before = await run(database_url, schema)
    held = create_async_engine(database_url, poolclass=NullPool)
    async with held.connect() as connection:
        if connection.dialect.name == "sqlite":
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.execute(text("SELECT * FROM person"))
        with pytest.raises(CannotMigrate, match=r"^The database is in use: .* try again\.$"):
            await migrate(database_url, to, lock_wait_seconds=0.05)
        await connection.rollback()
    await held.dispose()
    assert await run(database_url, schema) == before
    assert await revision(database_url) == newest()
    assert await migrate(database_url, REVISIONS[0]) == (newest(), REVISIONS[0])


async def test_what_a_step_does_not_find_as_it_should_be_undoes_all_steps(empty_url: str) -> None:
    await migrate(empty_url, REVISIONS[0])
    await query(empty_url, "CREATE TABLE announcing (id INTEGER)")  # of the fourth
    before = await run(empty_url, schema)
    with pytest.raises(CannotMigrate, match=r"revision 0001 .*announcing.? already exists\)"):
        await migrate(empty_url)
    assert await run(empty_url, schema) == before
    assert await revision(empty_url) == REVISIONS[0]


@pytest.mark.parametrize(
    "kept",
    [
        "INSERT INTO outbox (id, channel, external_id, person_id, kind, locale, turn, say, state,"
        " due_ms, created_ms) VALUES (1, 'web', '1', 70, 'reminder', 'vi', 0, '', 'sent', 0, 0)",
        "INSERT INTO announcing (source, ward, after_person, planned, begun_ms)"
        " VALUES ('book_day', '*', 70, 0, 0)",
        # Of a person who was erased by hand, in a shell that has foreign keys off.
        "INSERT INTO goal (person_id, minutes, since, at_ms) VALUES (70, 60, '2026-01-01', 0)",
        "INSERT INTO person (id, locale, created_ms) VALUES (70, 'vi', 0)",
    ],
)
async def test_a_number_that_anything_still_tells_of_is_given_to_no_newcomer(
    tmp_path: Path, kept: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    await migrate(url, "0004")
    await query(url, "INSERT INTO person (id, locale, created_ms) VALUES (3, 'vi', 0)")
    await query(url, kept)
    await migrate(url)
    newcomer = "INSERT INTO person (locale, created_ms) VALUES ('vi', 0) RETURNING id"
    assert await query(url, newcomer) == [(71,)]
    await migrate(url, "0004")
    await migrate(url)
    assert await query(url, newcomer) == [(72,)]


async def test_the_first_person_of_all_has_the_first_number(empty_url: str) -> None:
    await migrate(empty_url)
    newcomer = "INSERT INTO person (locale, created_ms) VALUES ('vi', 0) RETURNING id"
    assert await query(empty_url, newcomer) == [(1,)]


async def test_pictures_that_wait_for_their_album_keep_the_way_back_closed(empty_url: str) -> None:
    await migrate(empty_url)

    def wait(connection: Connection) -> None:
        connection.exec_driver_sql(
            "INSERT INTO inbox (channel, account, update_id, at_ms, waiting)"
            " VALUES ('telegram', '', '1', 1, '{}')"
        )

    await run(empty_url, wait)
    with pytest.raises(CannotMigrate, match="pictures of an album wait"):
        await migrate(empty_url, "0008")
    await run(empty_url, lambda connection: connection.exec_driver_sql("DELETE FROM inbox"))
    await migrate(empty_url, "0008")
