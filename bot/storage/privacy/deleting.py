"""Deletes uploaded files of people who were erased, after the erasure is committed.

The erasure lists them in its own transaction, so that a stop in between loses none.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import structlog

from bot.services.ports.messages import Clock, NotStored
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.privacy.orphans import doom_orphans
from bot.storage.privacy.statements import DOOMED_FILES, DROP_DOOMED_FILES, REFERRED_TO
from bot.storage.privacy.upload_statements import UPLOADED

MAX_SLICE = 100
WAIT_SECONDS = 10.0
"""How long after an erasure its files may still be there, while the service runs."""
ORPHANS_EVERY = 60
"""Every how many waits orphans are looked for."""

_log = structlog.get_logger("privacy")


class _Transactional(Protocol):
    async def in_transaction(self, job: Callable[[Any], Any]) -> Any: ...

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


DeleteFile = Callable[[str, dt.datetime], bool]
"""Deletes the file of a reference, unless it was uploaded again after this moment. False: it lies
with its channel, and not here.
"""


async def delete_doomed_files(database: _Transactional, delete: DeleteFile) -> int:
    """Delete what is listed; how many. Raises `NotStored`; what is left comes at the next call.

    A file to which an entry refers again, or which waits to be recorded, stays: somebody else sent
    the same picture.
    """
    deleted = 0
    while listed := await database.query(DOOMED_FILES, limit=MAX_SLICE):
        references = to_json([row[0] for row in listed])
        found = await database.query(REFERRED_TO, references=references)
        waiting = await database.query(UPLOADED, references=references)
        kept = {row[0] for row in (*found, *waiting)}
        for reference, at_ms in listed:
            if reference not in kept:
                deleted += await asyncio.to_thread(delete, reference, from_ms(at_ms))

        async def drop(session: Any, names: str = references) -> None:
            await session.rows(DROP_DOOMED_FILES, references=names)

        await database.in_transaction(drop)
    return deleted


async def keep_deleting_files(
    database: _Transactional, delete: DeleteFile, clock: Clock, stop: asyncio.Event
) -> None:
    """Delete what is listed, and every ten minutes what is an orphan, until `stop`."""
    for turn in itertools.count():
        if stop.is_set():
            return
        try:
            if turn % ORPHANS_EVERY == 0 and (doomed := await doom_orphans(database, clock())):
                _log.info("files_orphaned", count=doomed)
            if deleted := await delete_doomed_files(database, delete):
                _log.info("files_deleted", count=deleted)
        except (NotStored, OSError) as error:
            _log.warning("files_not_deleted", fault=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), WAIT_SECONDS)
