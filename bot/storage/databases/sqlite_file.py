"""The files of an open SQLite database: whether they are still what the path names.

In WAL mode SQLite writes on into a file that was deleted, moved or replaced, and nobody finds what
it commits there. So whoever acknowledges commits asks here first, with a few calls of `stat`.
"""

from __future__ import annotations

import os
import shutil
import struct
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

Loss: TypeAlias = Literal[
    "missing", "replaced", "log_missing", "overwritten", "other_schema", "damaged"
]
"""Why nothing more is acknowledged in an open file.

`missing`: the path names nothing. `replaced`: it names another file. `log_missing`: the file is
there, its log or the log's index is not. `overwritten`: somebody else wrote into it or cut it.
`other_schema`: another program migrated it. `damaged`: SQLite cannot read what it holds.
"""

HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_FIELDS = struct.Struct(">16xH6xII8xI")
_HALF = 1 << 31
"""Half of what the change counter counts: it begins anew after 2³² changes."""

_Identity: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """What the first 100 bytes of a database say (https://www.sqlite.org/fileformat.html).

    In WAL mode it is as old as the last checkpoint.
    """

    page_bytes: int
    changes: int
    pages: int
    schema: int


def read_header(raw: bytes) -> Header | None:
    """The header in the first bytes of a file; None when it is no header of SQLite."""
    if len(raw) < HEADER_BYTES or not raw.startswith(_MAGIC):
        return None
    page_bytes, changes, pages, schema = _FIELDS.unpack_from(raw)
    return Header(65_536 if page_bytes == 1 else page_bytes, changes, pages, schema)


def compare_headers(before: Header, now: Header | None, file_bytes: int) -> Loss | None:
    """What became of a file since its header was read; None when only checkpoints wrote to it.

    The change counter of a database only goes up: an older one is a copy that was written over it.
    While another program's checkpoint runs, the header may name pages that are not there yet.
    """
    if now is None or now.page_bytes != before.page_bytes:
        return "overwritten"
    if file_bytes < now.page_bytes * min(before.pages, now.pages):
        return "overwritten"
    if (now.changes - before.changes) % (2 * _HALF) >= _HALF:
        return "overwritten"
    return "other_schema" if now.schema != before.schema else None


def _as_far_as_there(header: Header, file_bytes: int) -> Header:
    """A header without the pages that a checkpoint has still to write."""
    there = file_bytes // header.page_bytes
    return header if there >= header.pages else replace(header, pages=there)


def identity(path: Path) -> _Identity:
    """Which file a path names: its device and inode. Raises `OSError` when it names none."""
    found = path.stat()
    return found.st_dev, found.st_ino


class OpenFiles:
    """The files of one connection: open this before the connection and close it after.

    Closing any descriptor of a file lets go of every lock that the process has on it, SQLite's
    too, so this one stays open for as long as the connection is. It also keeps the inode from
    being given to a new file. Raises `OSError` when the path names no file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log, self._index = log_and_index(path)
        self._descriptor = os.open(path, os.O_RDONLY)
        found = os.fstat(self._descriptor)
        self.identity: _Identity = (found.st_dev, found.st_ino)
        self._beside: tuple[_Identity, _Identity] = (self.identity, self.identity)
        self._header: Header | None = None

    def remember(self, schema: int) -> None:
        """Remember the files as they are; the connection is open and has read.

        `schema` is its own `PRAGMA schema_version`: the log may have a newer one than the header.
        Raises `OSError` when the path does not name the file that was opened.
        """
        if identity(self._path) != self.identity:
            raise FileNotFoundError("the database was replaced while it was opened")
        self._beside = (identity(self._log), identity(self._index))
        header = self._read_header()
        assert header is not None, "SQLite has read it"
        self._header = _as_far_as_there(header, self._path.stat().st_size)
        self._schema = schema

    def look(self) -> Loss | None:
        """Why nothing may be acknowledged that is committed here; None when all is in place."""
        try:
            found = self._path.stat()
        except OSError:
            return "missing"
        if (found.st_dev, found.st_ino) != self.identity:
            return "replaced"
        try:
            if (identity(self._log), identity(self._index)) != self._beside:
                return "log_missing"
        except OSError:
            return "log_missing"
        assert self._header is not None
        try:
            now = self._read_header()
        except OSError:
            return "damaged"
        loss = compare_headers(self._header, now, found.st_size)
        if loss == "other_schema" and now is not None and now.schema == self._schema:
            loss = None  # the first checkpoint of what was in the log already
        if loss is None and now is not None:
            self._header = _as_far_as_there(now, found.st_size)
        return loss

    def set_log_aside(self) -> str | None:
        """Give what this connection's log holds another name, and empty the log.

        SQLite takes any log that lies beside a database for its own: left there, it would be mixed
        into the file that takes this one's place. The new name, or None when there is nothing to
        keep. Raises `OSError` when it cannot be kept; then the log is as it was.
        """
        try:
            found = self._log.stat()
        except OSError:
            return None
        if (found.st_dev, found.st_ino) != self._beside[0] or not found.st_size:
            return None
        for number in count(1):
            aside = self._log.with_name(f"{self._log.name}.{number}")
            if not aside.exists():
                break
        with self._log.open("rb") as log, aside.open("xb") as kept:
            shutil.copyfileobj(log, kept)
            os.fchmod(kept.fileno(), found.st_mode & 0o777)
            kept.flush()
            os.fsync(kept.fileno())
        os.truncate(self._log, 0)
        return aside.name

    def close(self) -> None:
        """Let the file go; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _read_header(self) -> Header | None:
        return read_header(os.pread(self._descriptor, HEADER_BYTES, 0))


def log_and_index(path: Path) -> tuple[Path, Path]:
    """The log of a database and the log's index: SQLite names them after where a link leads."""
    real = path.resolve()
    return real.with_name(f"{real.name}-wal"), real.with_name(f"{real.name}-shm")
