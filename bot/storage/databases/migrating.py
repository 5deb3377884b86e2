"""Migrating: Alembic on either database, without an ini file; all of it in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.revisions import config, is_known, leads_back, of_newer_release

T = TypeVar("T")

LOCK_WAIT_SECONDS = 30.0
"""How long one migration waits for another, or for the service, to let the database go."""

_ADVISORY_LOCK = 0x536F486F  # any number that is always the same
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LOCK_NOT_AVAILABLE, _INSUFFICIENT_PRIVILEGE, _SYNTAX_OR_ACCESS = "55P03", "42501", "42"

_IN_USE = (
    "The database is in use: another process migrates it or writes into it for long. "
    "Nothing was changed. Stop the service, or wait, and try again."
)
_HALF_MIGRATED = (
    "The database is at revision {at} and its tables are not those of that revision ({what}): an "
    "older release was killed while it migrated, or somebody else changed them. Nothing was "
    "changed now. docs/operate.md, “A half-migrated database”, says what to do."
)


class CannotMigrate(Exception):
    """The database cannot be brought there and is as it was; the message says what to do."""


async def migrate(
    url: str, to: str = "head", lock_wait_seconds: float = LOCK_WAIT_SECONDS
) -> tuple[str | None, str | None]:
    """Bring the database to a revision, all the way or not at all; the one before and after.

    Raises `CannotMigrate`.
    """
    return await exclusively(url, lambda connection: _bring(connection, to), lock_wait_seconds)


async def exclusively(url: str, job: Callable[[Connection], T], lock_wait_seconds: float) -> T:
    """Run a job in one transaction, with no other migration beside it. Raises `CannotMigrate`."""

    def locked(connection: Connection) -> T:
        _lock(connection, lock_wait_seconds)
        return job(connection)

    engine = create_async_engine(
        _with_folder(url), poolclass=NullPool, connect_args=_waiting(url, lock_wait_seconds)
    )
    if engine.dialect.name == "sqlite":
        _begin_for_the_driver(engine.sync_engine)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(locked)
    except DBAPIError as error:
        if _is_busy(error.orig):
            raise CannotMigrate(_IN_USE) from error
        raise
    finally:
        await engine.dispose()


async def revision(url: str) -> str | None:
    """The revision that a database is at; None when it was never migrated."""
    engine = create_async_engine(_with_folder(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_revision)
    finally:
        await engine.dispose()


# --- transactions ---------------------------------------------------------------------------------


def _with_folder(url: str) -> URL:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:"):
        Path(str(parts.database)).parent.mkdir(parents=True, exist_ok=True)
    return parts


def _waiting(url: str, seconds: float) -> dict[str, Any]:
    return {"timeout": seconds} if make_url(url).get_backend_name() == "sqlite" else {}


def _begin_for_the_driver(engine: Engine) -> None:
    """Let SQLAlchemy begin transactions: the driver would commit each CREATE and ALTER by itself.

    Foreign keys cannot be switched off once a transaction has begun, and with them a table that
    is dropped to be written anew would take along every row that refers to it.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _lock(connection: Connection, wait_seconds: float) -> None:
    """Let no other migration in until this transaction ends; SQLite did so as it began."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_seconds * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")


def _bring(connection: Connection, to: str) -> tuple[str | None, str | None]:
    at = _revision(connection)
    if not is_known(at):
        raise CannotMigrate(of_newer_release(at))
    alembic = config()
    alembic.attributes["connection"] = connection
    try:
        (command.downgrade if leads_back(at, to) else command.upgrade)(alembic, to)
    except CommandError as error:
        raise CannotMigrate(f"The database cannot be migrated to {to}: {error}.") from error
    except DBAPIError as error:
        if _is_wrong_schema(error.orig):
            what = str(error.orig).rpartition(">: ")[2]
            raise CannotMigrate(_HALF_MIGRATED.format(at=at or "none", what=what)) from error
        raise
    return at, _revision(connection)


def _revision(connection: Connection) -> str | None:
    heads = MigrationContext.configure(connection).get_current_heads()
    return " and ".join(sorted(heads)) or None


# --- what the databases say -----------------------------------------------------------------------


def _is_busy(error: Any) -> bool:
    return _sqlite_code(error) in _BUSY or _sqlstate(error) == _LOCK_NOT_AVAILABLE


def _is_wrong_schema(error: Any) -> bool:
    state = _sqlstate(error)
    return _sqlite_code(error) == sqlite3.SQLITE_ERROR or (
        state.startswith(_SYNTAX_OR_ACCESS) and state != _INSUFFICIENT_PRIVILEGE
    )


def _sqlite_code(error: Any) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _sqlstate(error: Any) -> str:
    return getattr(error, "sqlstate", None) or ""
