"""Connections that cannot write, on either database, and never to a file that was replaced."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import sqlalchemy.exc
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECTIONS = 2
"""Who asks while so many read waits."""

NOT_REACHED = (
    OSError,
    sqlite3.Error,
    sqlalchemy.exc.SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What a database raises that could not be read."""


def engine_to_read(url: URL) -> AsyncEngine:
    """An engine whose connections refuse to write.

    SQLite's are opened anew once the path names another file. PostgreSQL's read at one moment
    within a transaction (repeatable read).
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(Path(str(url.database)).absolute())
    return create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        isolation_level="REPEATABLE READ",
        connect_args={"server_settings": {"default_transaction_read_only": "on"}},
    )


def _sqlite_engine(path: Path) -> AsyncEngine:
    # mode=ro: a file that is missing is not made.
    engine = create_async_engine(
        f"sqlite+aiosqlite:///file:{quote(str(path))}?mode=ro&uri=true",
        pool_size=CONNECTIONS,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine.sync_engine, "connect")
    def remember(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA query_only=ON").close()
        record.info["file"] = _identity(path)

    @event.listens_for(engine.sync_engine, "checkout")
    def same_file(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file") != _identity(path):
            raise sqlalchemy.exc.DisconnectionError("the path names another file")

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
