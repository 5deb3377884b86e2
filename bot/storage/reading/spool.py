"""Spool: rows wait in a file, so that a slow reader of them holds no snapshot open.

The file has no name, belongs to the service's user alone and is gone when it is closed.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from struct import Struct
from typing import IO, Any

import msgspec

_LENGTH = Struct(">I")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[list[Any]]).decode


class Spool:
    """Batches of rows, written once and read from the beginning as often as wanted.

    A row holds what a database driver gives: numbers, texts, bytes and None.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._ends: list[int] = []
        self.count = 0

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Append a batch; it waits for the disk. Raises `OSError` when the disk is full."""
        raw = _encode([tuple(row) for row in rows])
        self._file.write(_LENGTH.pack(len(raw)) + raw)
        self._ends.append(self._file.tell())
        self.count += len(rows)

    async def batches(self) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """The rows as they were written, a batch at a time."""
        begin = 0
        for end in tuple(self._ends):
            yield await asyncio.to_thread(self._read, begin, end)
            begin = end

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def _read(self, begin: int, end: int) -> list[list[Any]]:
        self._file.seek(begin + _LENGTH.size)
        return _decode(self._file.read(end - begin - _LENGTH.size))
