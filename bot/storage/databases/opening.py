"""Opening: the database that an address names, for a new worker, and the locks of its accounts."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

import asyncpg
import sqlalchemy.exc
from sqlalchemy.engine import URL, make_url

from bot.storage.databases.account_lock import postgresql_account_lock, sqlite_account_lock
from bot.storage.databases.postgresql import PostgresqlDatabase
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.secrets.master_key import MasterKey

CANNOT_OPEN = (
    OSError,
    sqlite3.Error,
    sqlalchemy.exc.SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What a database that cannot be used raises."""


def account_lock_at(address: str, channel: str, account: str) -> AbstractAsyncContextManager[None]:
    """What holds the lock of an account on the database of this address while it is entered.

    Entering raises `AccountTaken`, and what a database that cannot be used raises. A database in
    memory is nobody else's.
    """
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return postgresql_account_lock(_dsn(url), channel, account)
    if url.database in (None, "", ":memory:"):
        return nullcontext()
    return sqlite_account_lock(Path(str(url.database)), channel, account)


def database_at(
    address: str, controller: str = "", master: MasterKey | None = None
) -> SqliteDatabase | PostgresqlDatabase:
    """The database of `sqlite+aiosqlite://…` or `postgresql+asyncpg://…`, not yet open.

    `controller` is who runs the service, for the notice; `master` the key of its data.
    """
    url = make_url(address)
    worker = secrets.token_hex(8)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url.database or ":memory:", worker, controller, master=master)
    return PostgresqlDatabase(_dsn(url), worker, controller, master=master)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
