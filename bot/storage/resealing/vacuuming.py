"""Vacuuming: a SQLite file is written anew without its free pages, which still hold old values."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url


def vacuum(url: str) -> None:
    """Write the file of a SQLite database anew; nobody has it open. A server does so by itself.

    Raises `sqlite3.Error` when there is no room for a second copy.
    """
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return
    path = Path(str(parts.database))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
