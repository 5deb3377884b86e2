"""Sealed rows in tests: the key of every test's data, and raw SQL that reads what was sealed.

What the service stores is sealed here as everywhere. A query of a test sees each sealed table as
a temporary one of the same name, with opened values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.databases.opening import database_at
from bot.storage.engine.columns import SealedId, SealedText
from bot.storage.engine.sealing import KeyRing, Sealer
from bot.storage.engine.statement import how_to_seal
from bot.storage.secrets.data_keys import ring_of, stored_keys
from bot.storage.secrets.master_key import MasterKey
from bot.storage.tables import metadata

KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
"""The master key of all tests."""

MASTER = MasterKey(Path("no file"), KEY)

SEALER = Sealer(KeyRing({"test": bytes(range(32))}, "test", bytes(range(64))))
"""A sealer of its own, where no database is."""

KEYS = "SELECT name, value FROM secret WHERE name LIKE 'data_key:%' OR name = 'id_key'"
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)


def sealed_columns(table: Table) -> dict[str, Any]:
    """The sealed columns of a table, with their types."""
    return {
        each.name: each.type for each in table.c if isinstance(each.type, SealedText | SealedId)
    }


SEALED: tuple[Table, ...] = tuple(t for t in metadata.sorted_tables if sealed_columns(t))
"""The tables with sealed columns."""


def sealer_of(rows: Iterable[Any], master: MasterKey = MASTER) -> Sealer:
    """The sealer of a database by the rows of its keys; without any, one that opens nothing."""
    stored = stored_keys(list(rows))
    if not stored.rows:
        return Sealer()
    key = master.read()
    assert key is not None
    return Sealer(ring_of(stored, key, "", 2**62))


async def rows_of(url: str, sql: str, /, **values: Any) -> list[tuple[Any, ...]]:
    """What a statement finds through a connection of its own: only what is committed counts.

    What it reads is opened. What it writes is stored as it is written.
    """
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            if _READS.match(sql):
                await connection.run_sync(_show_opened, sql)
            result = await connection.execute(text(sql), values)
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        await engine.dispose()


async def sealer_at(url: str) -> Sealer:
    """The sealer of the database at a URL; its keys are made where it was never opened."""
    database = database_at(url, master=MASTER)
    await database.open()
    await database.close()
    return database.sealer


def sealed_row(sealer: Sealer, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a test as the service would store it."""
    sealed = sealed_columns(table)
    return {
        name: how(sealer, value) if (how := how_to_seal(sealed.get(name))) else value
        for name, value in row.items()
    }


async def put_rows(url: str, rows: Iterable[tuple[Table, Mapping[str, Any]]]) -> None:
    """Put rows into their tables, sealed, in one transaction."""
    sealer = await sealer_at(url)
    stored = [(table, sealed_row(sealer, table, row)) for table, row in rows]
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            for table in dict.fromkeys(table for table, _row in stored):
                these = [row for each, row in stored if each is table]
                await connection.execute(table.insert(), these)
    finally:
        await engine.dispose()


def _show_opened(connection: Connection, sql: str) -> None:
    """Lay opened tables before the sealed ones that a query names."""
    named = [table for table in SEALED if re.search(rf"\b{table.name}\b", sql)]
    named = [table for table in named if table.name != "secret" or "data_key" not in sql]
    if not named:
        return
    sqlite = connection.dialect.name == "sqlite"
    found = "SELECT count(*) FROM sqlite_master WHERE name = 'secret'"
    if sqlite and not connection.exec_driver_sql(found).scalar():
        return
    sealer = sealer_of(connection.execute(text(KEYS)).all())
    if sqlite:
        driver: Any = connection.connection.dbapi_connection
        driver.create_function("opened", 1, sealer.open)
    for table in named:
        if sqlite:
            _view(connection, table)
        else:
            _copy(connection, table, sealer, sql)


def shown(table: Table, columns: Iterable[str] | None = None) -> str:
    """The columns of a table as SQLite's `opened` shows them."""
    sealed = sealed_columns(table)
    names = [each.name for each in table.c] if columns is None else list(columns)
    return ", ".join(
        f'opened("{name}") AS "{name}"' if name in sealed else f'"{name}"' for name in names
    )


def _view(connection: Connection, table: Table) -> None:
    there = [row[1] for row in connection.exec_driver_sql(f"PRAGMA main.table_info({table.name})")]
    if there:
        connection.exec_driver_sql(
            f"CREATE TEMP VIEW {table.name} AS SELECT {shown(table, there)} FROM main.{table.name}"
        )


def _copy(connection: Connection, table: Table, sealer: Sealer, sql: str) -> None:
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {table.name} ON COMMIT DROP AS SELECT * FROM public.{table.name}"
    )
    found = connection.exec_driver_sql(f"SELECT * FROM {table.name} LIMIT 0")
    for name in sealed_columns(table).keys() & set(found.keys()):  # an older revision has fewer
        if name not in sql and "*" not in sql:
            continue  # nobody looks at it
        values = [
            row[0]
            for row in connection.exec_driver_sql(
                f"SELECT DISTINCT {name} FROM {table.name} WHERE {name} LIKE '~%%'"
            )
        ]
        if not values:
            continue
        connection.exec_driver_sql("CREATE TEMP TABLE opened_values (sealed text, opened text)")
        connection.execute(
            text("INSERT INTO opened_values VALUES (:sealed, :opened)"),
            [{"sealed": value, "opened": sealer.open(value)} for value in values],
        )
        connection.exec_driver_sql(
            f"UPDATE {table.name} SET {name} = opened FROM opened_values WHERE {name} = sealed"
        )
        connection.exec_driver_sql("DROP TABLE opened_values")
