"""SQLite's log (`-wal`): cut to nothing by the writer once a long reading let it grow.

A checkpoint that nobody reads beside brings the log to its beginning, and its file keeps its size.
While a snapshot is open, the log grows by what is written meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

LARGE_BYTES = 8 * 1024 * 1024
"""Above this the log is cut; 1,000 pages, after which SQLite checkpoints by itself, are 4 MiB."""

LOOK_SECONDS = 2.0
"""The log is looked at, and cut where it is large, at most this often: a look costs a system call.
"""


class LogCutter:
    """Cuts the log of one file; used by the writer's thread. `monotonic` gives seconds."""

    def __init__(self, path: Path, monotonic: Callable[[], float]) -> None:
        self._log = path.with_name(f"{path.name}-wal")
        self._monotonic = monotonic
        self._next_look_seconds = float("-inf")
        self._to_look = False

    def wait_seconds(self) -> float | None:
        """How long until the log must be looked at if nothing is written; None: it is small."""
        return max(0.0, self._next_look_seconds - self._monotonic()) if self._to_look else None

    def cut(self, connection: sqlite3.Connection) -> None:
        """Cut a large log, unless it was just looked at. Waits for nobody; needs no transaction."""
        now = self._monotonic()
        if now < self._next_look_seconds:
            self._to_look = True
            return
        self._next_look_seconds = now + LOOK_SECONDS
        self._to_look = self._is_large()
        if not self._to_look:
            return
        (busy_timeout_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute("PRAGMA busy_timeout=0")
        try:
            # Where somebody reads, this carries over what it can and leaves the file as it is.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout={int(busy_timeout_ms)}")
        self._to_look = self._is_large()

    def _is_large(self) -> bool:
        try:
            return self._log.stat().st_size > LARGE_BYTES
        except OSError:
            return False
