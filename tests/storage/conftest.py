"""What tests of the storage may ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.storage.engine.sealing import Sealer
from bot.storage.engine.statement import Statement
from tests.databases import PostgresqlServer, SqliteFiles
from tests.storage.stores import Store, open_store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open database: the test runs on both kinds."""
    async with open_store(database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def sqlite_plan(sqlite_files: SqliteFiles) -> Iterator[Callable[[Statement], list[str]]]:
    """How SQLite carries a statement out, step by step."""
    connection = sqlite3.connect(str(make_url(sqlite_files.fresh()).database))

    def plan(statement: Statement) -> list[str]:
        compiled = statement.compiled("sqlite")
        values = compiled.arguments(dict.fromkeys(compiled.parameters), Sealer())
        found = connection.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", values)
        return [row[3] for row in found]

    yield plan
    connection.close()


@pytest.fixture
async def postgresql_connection(postgresql_server: PostgresqlServer) -> AsyncIterator[Any]:
    """A connection to a migrated database that is the same for every test: nothing is written."""
    address = make_url(postgresql_server.address("template_house")).set(drivername="postgresql")
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    yield connection
    await connection.close()
