"""The place of a restore on a server: what is there is set aside, and comes back when it fails."""

from __future__ import annotations

from typing import Literal, TypeAlias

import asyncpg

from bot.storage.backups.postgresql_tools import connect
from bot.storage.databases.unfinished import MARK

Taken: TypeAlias = Literal["empty", "set_aside", "in_use", "there"]
"""What was found: nothing, something that was set aside, somebody who is connected, something that
may not be set aside. The last two change nothing."""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
   AND backend_type = 'client backend'
"""
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
_SCHEMAS = "SELECT nspname FROM pg_namespace"
_IS_MARKED = f"SELECT to_regclass('public.{MARK}') IS NOT NULL"
_EMPTY_PUBLIC = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


async def free_aside(address: str, aside: str) -> str:
    """`aside`, or with a number behind it when an earlier restore took that name for a schema.

    Raises `OSError` and asyncpg's errors.
    """
    connection = await connect(address)
    try:
        taken = {row["nspname"] for row in await connection.fetch(_SCHEMAS)}
    finally:
        await connection.close()
    names = (aside, *(f"{aside}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


async def take_place(address: str, aside: str, *, replace: bool) -> Taken:
    """Make room, and mark the database as unfinished; `aside` is the schema of what was there.

    Raises `OSError` and asyncpg's errors.
    """
    connection = await connect(address)
    try:
        if await connection.fetchval(_OTHERS):
            return "in_use"
        if await connection.fetchval(_IS_MARKED):
            # What an earlier restore or move left half-way is nobody's only copy.
            async with connection.transaction():
                await connection.execute(_EMPTY_PUBLIC)
                await _mark(connection)
            return "empty"
        there = bool(await connection.fetchval(_TABLES))
        if there and not replace:
            return "there"
        async with connection.transaction():
            if there:
                await connection.execute(f"ALTER SCHEMA public RENAME TO {aside}")
                await connection.execute("CREATE SCHEMA public")
            await _mark(connection)
        return "set_aside" if there else "empty"
    finally:
        await connection.close()


async def fill_place(address: str) -> None:
    """Mark it again, should the dump have brought a schema of its own."""
    connection = await connect(address)
    try:
        await _mark(connection)
    finally:
        await connection.close()


async def finish_place(address: str) -> None:
    """Take the mark away: it may be used."""
    connection = await connect(address)
    try:
        await connection.execute(f"DROP TABLE IF EXISTS public.{MARK}")
    finally:
        await connection.close()


async def give_back(address: str, aside: str) -> None:
    """Bring back what was set aside, or leave an empty database where there was none."""
    connection = await connect(address)
    try:
        async with connection.transaction():
            await connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            if await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", aside):
                await connection.execute(f"ALTER SCHEMA {aside} RENAME TO public")
            else:
                await connection.execute("CREATE SCHEMA public")
    finally:
        await connection.close()


async def _mark(connection: asyncpg.Connection) -> None:
    await connection.execute(f"CREATE TABLE IF NOT EXISTS public.{MARK} (why integer)")
