"""The backlog: how many messages wait, by channel, class and state, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.outbox.operating.backlog_statements import BACKLOG


class _Queried(Protocol):
    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages of a channel and a class wait in a state."""

    channel: str
    kind: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class StoredBacklog:
    """What waits, and when the oldest of it that is due became so."""

    counts: tuple[Waiting, ...]
    oldest_due: dt.datetime | None


async def backlog(database: _Queried, now: dt.datetime) -> StoredBacklog:
    """What waits in the outbox; it reads every message that waits. Raises `NotStored`."""
    rows = await database.query(BACKLOG, now=to_ms(now))
    due = [int(row[4]) for row in rows if row[4] is not None]
    counts = tuple(Waiting(str(r[0]), str(r[1]), str(r[2]), int(r[3])) for r in rows)
    return StoredBacklog(counts, from_ms(min(due)) if due else None)
