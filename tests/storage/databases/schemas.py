"""Schemas for tests: what a database holds as it writes it down itself, and rows in every table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, insert, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.revisions import config

T = TypeVar("T")

Schema: TypeAlias = Sequence[tuple[str, str, Sequence[str]]]
Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][
    ::-1
]
"""Every revision, oldest first."""

ROWS = 3
"""How many rows `fill` lays into each table."""

_VERSION = "alembic_version"
_SQLITE_SCHEMA = (
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"
    " AND name NOT LIKE 'sqlite_%' ORDER BY name"
)
_POSTGRESQL_SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""


async def run(url: str, job: Callable[[Connection], T]) -> T:
    """Run a job on a connection of its own."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(job)
    finally:
        await engine.dispose()


def schema(connection: Connection) -> Schema:
    """Every table, column, index and constraint, as the database itself writes it down.

    In parts that are sorted: in which order a table names its columns makes no difference, nor
    does a quoted name.
    """
    sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(text(_SQLITE_SCHEMA if sqlite else _POSTGRESQL_SCHEMA))
    return [
        (kind, name, sorted(part.strip(" ()") for part in _plain(sql).split(", ")))
        for kind, name, sql in rows
        if not name.startswith(_VERSION)
    ]


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())


_EMPTY = ("waiting",)
"""With something in it the way back is refused; that has a test of its own."""


def fill(connection: Connection) -> None:
    """Lay rows into every table that is there, with something in every column but `_EMPTY`."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:  # those that others refer to come first
        for number in range(1, ROWS + 1) if table.name != _VERSION else ():
            connection.execute(
                insert(table).values({c.name: _value(c, number) for c in table.columns})
            )


def _value(column: Column[Any], number: int) -> Any:
    if column.name in _EMPTY:
        return None
    if isinstance(column.type, Integer):  # a key and what refers to it too
        return number
    refers = next(iter(column.foreign_keys), None)
    name = column.name if refers is None else refers.column.name
    return f"{number}{name}"[: getattr(column.type, "length", None)]


def rows(connection: Connection) -> Rows:
    """What every table holds."""
    names = set(inspect(connection).get_table_names()) - {_VERSION}
    return {
        name: sorted((dict(row._mapping) for row in connection.execute(text(sql))), key=repr)
        for name, sql in ((name, f"SELECT * FROM {name}") for name in names)
    }


def columns_of(held: Rows, of: Rows) -> Rows:
    """What is held, without the tables and columns that `of` does not have."""
    return {
        name: [{column: row[column] for column in of[name][0]} for row in held[name]]
        for name in of
        if of[name]
    }
