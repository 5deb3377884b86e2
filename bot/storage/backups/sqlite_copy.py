"""Copying a SQLite database while a service writes into it, and asking whether one does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url

PAGES = 1024
"""Pages copied in one step."""


class CopyDamaged(Exception):
    """The copy is no sound database; the message says what SQLite found."""


def sqlite_file(address: str) -> Path | None:
    """The absolute path of an address's file; None when a server has the database."""
    url = make_url(address)
    return Path(str(url.database)).absolute() if url.get_backend_name() == "sqlite" else None


def copy_database(source: Path, target: Path) -> None:
    """Copy one moment of a database into a new file, by SQLite's backup API.

    The connection cannot write, and reads in one transaction: people who write meanwhile do not
    make the copy begin anew, and do not wait for it. Raises `sqlite3.Error` and `OSError`.
    """
    with (
        closing(sqlite3.connect(_address(source, "ro"), uri=True, isolation_level=None)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        reading.execute("PRAGMA query_only=ON")
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=PAGES)
        reading.execute("ROLLBACK")


def leave_out_what_is_gone(path: Path) -> None:
    """Write a copy anew without its free pages, which still hold what was deleted.

    Nobody has it open. Raises `sqlite3.Error`, also when there is no room for a second copy.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")


def check_copy(path: Path) -> None:
    """Read all of a database that nobody has open. Raises `CopyDamaged` and `sqlite3.Error`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise CopyDamaged("SQLite cannot read the database in it.") from error
            raise
        if found != ["ok"]:
            raise CopyDamaged(f"SQLite says of the database: {found[0]}.")
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise CopyDamaged(f"a row of {broken[0]} refers to one that is not there.")


def is_in_use(path: Path) -> bool:
    """Whether another connection has a database open; nothing is written. `sqlite3.Error`."""
    with closing(
        sqlite3.connect(_address(path, "rw"), uri=True, isolation_level=None, timeout=0)
    ) as connection:
        try:
            # In WAL mode everybody who has the file open keeps a lock that this one would need.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return True
            raise
    return False


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"
