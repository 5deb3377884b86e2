"""Opening: the database that an address names, with a worker's name that is new for the process."""

from __future__ import annotations

import secrets
import sqlite3

import asyncpg
import sqlalchemy.exc
from sqlalchemy.engine import make_url

from bot.storage.databases.postgresql import PostgresqlDatabase
from bot.storage.databases.sqlite import SqliteDatabase

CANNOT_OPEN = (
    OSError,
    sqlite3.Error,
    sqlalchemy.exc.SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What a database that cannot be used raises."""


def database_at(address: str, controller: str = "") -> SqliteDatabase | PostgresqlDatabase:
    """The database of `sqlite+aiosqlite://…` or `postgresql+asyncpg://…`, not yet open.

    `controller` is who runs the service, for the notice.
    """
    url = make_url(address)
    worker = secrets.token_hex(8)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url.database or ":memory:", worker, controller)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresqlDatabase(dsn, worker, controller)
