"""The journal of erasures: a file beside the database, by which an old backup is erased again.

Whoever puts a backup back brings back people who were erased after it was made. So each erasure is
also written into a file that no restore replaces. A line says the person's number, keyed hashes of
the addresses and the moment; it tells nobody who it was. The key is in the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import structlog

from bot.services.ports.messages import NotStored
from bot.storage.engine.json_text import to_json
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.privacy.statements import DROP_UNWRITTEN, UNWRITTEN_ERASURES

JOURNAL_KEY = "journal_key"
"""The name of the secret that hashes addresses."""

WAIT_SECONDS = 2.0
"""How long after its commit the journal may lack an erasure, while the service runs."""

MAX_SLICE = 100

_log = structlog.get_logger("privacy")


class _Transactional(Protocol):
    async def in_transaction(self, job: Callable[[Any], Any]) -> Any: ...

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


class JournalEntry(msgspec.Struct, frozen=True):
    """One erasure; `addresses` are keyed hashes, `at_ms` milliseconds since 1970 UTC."""

    number: str
    person: int
    addresses: tuple[str, ...]
    at_ms: int


def address_hash(key: str, channel: str, account: str, external_id: str) -> str:
    """The hash of an address under a key in hexadecimal: 64 hexadecimal digits."""
    named = "\0".join((channel, account, external_id)).encode()
    return hmac.new(bytes.fromhex(key), named, hashlib.sha256).hexdigest()


def append_entries(path: Path, entries: Iterable[JournalEntry]) -> None:
    """Write entries at the end of the file, each a line; they survive a power cut. `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
    new = not path.exists()
    with path.open("ab") as file:
        if _is_torn(path):
            lines = b"\n" + lines
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    if new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_entries(path: Path) -> tuple[JournalEntry, ...]:
    """The entries of a file, none where it is not there; a line that was cut is left out."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    entries = []
    for line in lines:
        try:
            entries.append(msgspec.json.decode(line, type=JournalEntry))
        except msgspec.DecodeError:
            _log.warning("journal_line_unreadable")
    return tuple(dict.fromkeys(entries))


def _is_torn(path: Path) -> bool:
    """Whether the last line was not written to its end."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


async def write_journal(database: _Transactional, path: Path) -> int:
    """Write into the file what it lacks; how many. Raises `NotStored` and `OSError`.

    The file comes first: one that is written twice counts once.
    """
    written = 0
    while rows := await database.query(UNWRITTEN_ERASURES, limit=MAX_SLICE):
        entries = [
            JournalEntry(number, person, msgspec.json.decode(hashes, type=tuple[str, ...]), at_ms)
            for number, person, hashes, at_ms in rows
        ]
        await asyncio.to_thread(append_entries, path, entries)
        names = to_json([entry.number for entry in entries])

        async def drop(session: Any, names: str = names) -> None:
            await session.rows(DROP_UNWRITTEN, numbers=names)

        await database.in_transaction(drop)
        written += len(entries)
    return written


async def keep_writing_journal(database: _Transactional, path: Path, stop: asyncio.Event) -> None:
    """Write into the file what it lacks, now and again and again, until `stop`."""
    while not stop.is_set():
        try:
            await write_journal(database, path)
        except (NotStored, OSError) as error:
            _log.error("journal_not_written", fault=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), WAIT_SECONDS)
