"""Opening a SQLite file for writing, and letting go of one that was lost without harm to another.

Only a file that exists is opened: SQLite itself would make an empty one. Which schema it has is
read through a connection that cannot write, so a file that is not ours stays as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from bot.storage.databases.sqlite_file import Loss, OpenFiles

Connect: TypeAlias = Callable[[Path, int], sqlite3.Connection]
"""Opens a connection to an existing file, which waits so many milliseconds for a lock."""

_WHOLE: frozenset[Loss] = frozenset({"missing", "replaced", "log_missing"})
"""Where what the connection writes to is as it left it, so its log may be carried into it."""


class OtherSchema(Exception):
    """The file is no database of this release; `revision` is the one that it has."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(revision)
        self.revision = revision


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """A connection that writes, with the files that it has open."""

    connection: sqlite3.Connection
    files: OpenFiles


def connect(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    """The writer's connection. Raises `sqlite3.Error` when the file is missing or cannot be used.

    `synchronous=FULL`: what is committed survives a power cut. `secure_delete`: what is deleted
    is written over.
    """
    connection = sqlite3.connect(
        _address(path, "rw"),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        for pragma in (
            f"busy_timeout={busy_timeout_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "mmap_size=0",
            "secure_delete=ON",
            "wal_autocheckpoint=1000",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def revision_of(path: Path) -> str | None:
    """The revision of a file's schema; None when it was never migrated. It is not written to.

    Raises `sqlite3.Error` when it is missing or no database.
    """
    with closing(sqlite3.connect(_address(path, "ro"), uri=True)) as reading:
        table = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        if reading.execute(table).fetchone() is None:
            return None
        row = reading.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def open_files(
    path: Path, busy_timeout_ms: int, revision: str | None, connect: Connect = connect
) -> OpenDatabase:
    """Open a file whose schema has this revision.

    Raises `OSError` or `sqlite3.Error` when it cannot be used, `OtherSchema` when it has another.
    """
    files = OpenFiles(path)
    try:
        if (found := revision_of(path)) != revision:
            raise OtherSchema(found)
        connection = connect(path, busy_timeout_ms)
        try:
            schema = connection.execute("PRAGMA schema_version").fetchone()[0]
            files.remember(schema)
        except (OSError, sqlite3.Error):
            connection.close()
            raise
    except BaseException:
        files.close()
        raise
    return OpenDatabase(connection, files)


def let_go(opened: OpenDatabase, loss: Loss | None) -> bool:
    """Close a connection, not its files; of what it committed all is kept that still can be.

    False: its log was deleted and could not be carried into the file, because another program is
    reading there. The log goes with the connection, so it stays open and this is tried again.
    """
    if loss in _WHOLE and not _carry_in_the_log(opened.connection) and loss == "log_missing":
        return False
    if loss in ("missing", "replaced", "overwritten"):
        # Where the log cannot be kept aside, SQLite itself decides what becomes of it.
        with contextlib.suppress(OSError):
            opened.files.set_log_aside()
    with contextlib.suppress(sqlite3.Error):
        opened.connection.close()
    return True


def _carry_in_the_log(connection: sqlite3.Connection) -> bool:
    """Write into the file, wherever it is by now, what only the log has; whether all of it was."""
    try:
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    _busy, in_the_log, carried = row
    return bool(in_the_log == carried)


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"
