"""SQLite's error codes: whether the job, the disk or a damaged file is at fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

Fault: TypeAlias = Literal["job", "disk", "damage"]
"""Who is at fault.

`job`: the job would fail on any file; it alone is undone. `disk`: the file, its locks, the disk or
the memory; the same job may be stored later. `damage`: what the file holds cannot be read.
"""

FAULTS: Mapping[int, Fault] = MappingProxyType(
    {
        sqlite3.SQLITE_ERROR: "job",  # a missing table or column, wrong SQL, malformed JSON
        sqlite3.SQLITE_INTERNAL: "disk",
        sqlite3.SQLITE_PERM: "disk",
        sqlite3.SQLITE_ABORT: "disk",  # an earlier error undid the transaction
        sqlite3.SQLITE_BUSY: "disk",
        sqlite3.SQLITE_LOCKED: "job",  # by a statement of the same connection
        sqlite3.SQLITE_NOMEM: "disk",
        sqlite3.SQLITE_READONLY: "disk",
        sqlite3.SQLITE_INTERRUPT: "disk",
        sqlite3.SQLITE_IOERR: "disk",
        sqlite3.SQLITE_CORRUPT: "damage",
        sqlite3.SQLITE_NOTFOUND: "disk",
        sqlite3.SQLITE_FULL: "disk",
        sqlite3.SQLITE_CANTOPEN: "disk",
        sqlite3.SQLITE_PROTOCOL: "disk",  # the locks of the log
        sqlite3.SQLITE_EMPTY: "disk",
        sqlite3.SQLITE_SCHEMA: "disk",  # another process changes the schema at this moment
        sqlite3.SQLITE_TOOBIG: "job",
        sqlite3.SQLITE_CONSTRAINT: "job",
        sqlite3.SQLITE_MISMATCH: "job",
        sqlite3.SQLITE_MISUSE: "job",
        sqlite3.SQLITE_NOLFS: "disk",
        sqlite3.SQLITE_AUTH: "job",
        sqlite3.SQLITE_FORMAT: "disk",
        sqlite3.SQLITE_RANGE: "job",  # a parameter that the statement does not have
        sqlite3.SQLITE_NOTADB: "damage",
    }
)
"""By the primary result code (https://www.sqlite.org/rescode.html)."""

_PRIMARY = 0xFF


def fault_of(error: sqlite3.Error) -> Fault:
    """Whose fault an error is, by its code: the Python class mixes a job's errors with the disk's.

    An error without a code comes from Python's own module, which refused the job's values.
    """
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return "job" if code is None else FAULTS.get(code & _PRIMARY, "disk")
