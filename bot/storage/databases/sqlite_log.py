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

TRY_SECONDS = 2.0
"""While somebody reads, a cut is tried again at most this often."""


class LogCutter:
    """Cuts the log of one file; used by the writer's thread. `monotonic` gives seconds."""

    def __init__(self, path: Path, monotonic: Callable[[], float]) -> None:
        self._log = path.with_name(f"{path.name}-wal")
        self._monotonic = monotonic
        self._next_try_seconds = float("-inf")

    def wait_seconds(self) -> float | None:
        """After how long the log is to be cut though nothing is written; None: it is small."""
        if not self._is_large():
            return None
        return max(0.0, self._next_try_seconds - self._monotonic())

    def cut(self, connection: sqlite3.Connection) -> None:
        """Cut a large log, unless that was just tried; waits for nobody. No transaction is open."""
        if self._monotonic() < self._next_try_seconds or not self._is_large():
            return
        self._next_try_seconds = self._monotonic() + TRY_SECONDS
        (busy_timeout_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute("PRAGMA busy_timeout=0")
        try:
            # Where somebody reads, this carries over what it can and leaves the file as it is.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout={int(busy_timeout_ms)}")

    def _is_large(self) -> bool:
        try:
            return self._log.stat().st_size > LARGE_BYTES
        except OSError:
            return False
