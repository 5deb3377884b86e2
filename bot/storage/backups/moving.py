"""Moving: every row of a SQLite file goes to an empty, migrated PostgreSQL, and is compared."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import asyncpg
from sqlalchemy import Integer, Table

from bot.storage.backups.postgresql_tools import connect
from bot.storage.tables import metadata

BATCH = 1000
"""Rows carried at once."""

Row: TypeAlias = tuple[Any, ...]


class CannotMove(Exception):
    """The rows cannot be carried; the target is empty as before. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of a table were carried and are the same there; `checksum` of them all."""

    table: str
    rows: int
    checksum: str


async def move_rows(source: Path, address: str) -> tuple[Moved, ...]:
    """Carry every row and compare every one, in one transaction. The source is not written to.

    Raises `CannotMove`, `sqlite3.Error`, `OSError` and asyncpg's errors; then nothing was carried.
    """
    connection = await connect(address)
    try:
        with closing(_opened(source)) as reading:
            async with connection.transaction():
                await _refuse_unless_empty(connection)
                moved = [await _move(reading, connection, table) for table in _tables()]
        return tuple(moved)
    finally:
        await connection.close()


def _tables() -> Sequence[Table]:
    """Every table; those that others refer to come first."""
    return metadata.sorted_tables


def _opened(source: Path) -> sqlite3.Connection:
    reading = sqlite3.connect(
        f"file:{quote(str(source.absolute()))}?mode=ro", uri=True, isolation_level=None
    )
    reading.execute("PRAGMA query_only=ON")
    reading.execute("BEGIN")
    return reading


async def _refuse_unless_empty(connection: asyncpg.Connection) -> None:
    """Keep others out until the transaction ends, and see that no table has a row."""
    names = ", ".join(f'"{table.name}"' for table in _tables())
    await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    for table in _tables():
        if await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")'):
            raise CannotMove(
                f"The target is not empty: its table {table.name} has rows. Move into a new "
                "database, which “python -m bot migrate” made."
            )


async def _move(reading: sqlite3.Connection, writing: asyncpg.Connection, table: Table) -> Moved:
    names = [column.name for column in table.columns]
    carried = 0
    before = hashlib.sha256()
    for batch in _batches(reading, table):
        await writing.copy_records_to_table(table.name, records=batch, columns=names)
        carried += len(batch)
        _add(before, batch)
    found, after = await _read_again(writing, table)
    if (found, after) != (carried, before.hexdigest()):
        raise CannotMove(
            f"The table {table.name} is not the same there ({carried} rows were carried, {found} "
            "are there): nothing was moved."
        )
    await _set_number(reading, writing, table)
    return Moved(table.name, carried, after)


def _batches(reading: sqlite3.Connection, table: Table) -> Iterator[list[Row]]:
    """Every row in the order of the primary key."""
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = reading.execute(f'SELECT {names} FROM "{table.name}" ORDER BY {order}')
    while batch := rows.fetchmany(BATCH):
        yield batch


async def _read_again(writing: asyncpg.Connection, table: Table) -> tuple[int, str]:
    """How many rows are there, and their checksum, in the order of SQLite."""
    order = ", ".join(
        f'"{column.name}"' + ("" if isinstance(column.type, Integer) else ' COLLATE "C"')
        for column in table.primary_key
    )
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    digest = hashlib.sha256()
    count = 0
    batch: list[Row] = []
    async for row in writing.cursor(f'SELECT {names} FROM "{table.name}" ORDER BY {order}'):
        batch.append(tuple(row))
        count += 1
        if len(batch) == BATCH:
            _add(digest, batch)
            batch = []
    _add(digest, batch)
    return count, digest.hexdigest()


def _add(digest: Any, rows: Sequence[Row]) -> None:
    for row in rows:
        digest.update(repr(row).encode())


async def _set_number(
    reading: sqlite3.Connection, writing: asyncpg.Connection, table: Table
) -> None:
    """Let the next row get the number that it would have had in the file."""
    key = next(iter(table.primary_key))
    sequence = await writing.fetchval(
        "SELECT pg_get_serial_sequence($1, $2)", f'"{table.name}"', key.name
    )
    if sequence is None:
        return
    kept = reading.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
    found = kept.fetchone()
    highest = reading.execute(f'SELECT max("{key.name}") FROM "{table.name}"').fetchone()[0]
    last = max(found[0] if found else 0, highest or 0)
    if last:
        await writing.execute("SELECT setval($1::text::regclass, $2)", sequence, last)
