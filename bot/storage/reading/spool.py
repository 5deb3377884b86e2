"""Spool: rows wait in a file, so that a slow reader of them holds no snapshot open.

The file has no name, belongs to the service's user alone and is gone when it is closed.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from struct import Struct
from typing import IO, Any, TypeAlias

import msgspec

Rows: TypeAlias = Sequence[Sequence[Any]]
"""Rows as a database driver gives them."""

_LENGTH = Struct(">I")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[list[Any]]).decode


class Spool:
    """Batches of rows, written once and read from the beginning as often as wanted.

    A row holds what a database driver gives: numbers, texts, bytes and None. `opened` opens the
    sealed cells of rows as they are read: the file holds them sealed.
    """

    def __init__(self, opened: Callable[[Rows], Rows] | None = None) -> None:
        self._opened = opened
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._ends: list[int] = []
        self.count = 0

    def write(self, rows: Rows) -> None:
        """Append a batch; it waits for the disk. Raises `OSError` when the disk is full."""
        raw = _encode([tuple(row) for row in rows])
        self._file.write(_LENGTH.pack(len(raw)) + raw)
        self._ends.append(self._file.tell())
        self.count += len(rows)

    async def batches(self) -> AsyncIterator[Rows]:
        """The rows as they were written, a batch at a time; raises what `opened` raises."""
        begin = 0
        for end in tuple(self._ends):
            yield await asyncio.to_thread(self._read, begin, end)
            begin = end

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def _read(self, begin: int, end: int) -> Rows:
        self._file.seek(begin + _LENGTH.size)
        rows = _decode(self._file.read(end - begin - _LENGTH.size))
        return rows if self._opened is None else self._opened(rows)
