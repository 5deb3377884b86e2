"""The reading side: queries over many people, from one snapshot, that keep no turn waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol


class ReadingFailed(Exception):
    """The database was not reached while it was read; the same question may be asked again."""


class SnapshotExpired(Exception):
    """A snapshot was kept for longer than it may live; nothing that was read is kept.

    The message says what to do next.
    """


class Rows(Protocol):
    """What one query found: read once, kept in a file, handed out as slowly as it is used."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    def batches(self) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """The rows in their order, some thousand at a time; may be called again."""

    def close(self) -> None:
        """Delete the file."""


class Snapshot(Protocol):
    """The database as it was at one moment, whatever is written meanwhile."""

    async def read(self, query: Any) -> Rows:
        """Read all rows of a SQLAlchemy `Select`.

        Raises `ReadingFailed` and `SnapshotExpired`. Who asked closes the rows.
        """


class ReadingSide(Protocol):
    """Read-only connections of their own, beside the one that writes."""

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        """Open a snapshot. It lives for so long and no longer: see `SnapshotExpired`."""
