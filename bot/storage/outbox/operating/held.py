"""What a restored backup would have sent: held back, counted, released or dropped by an operator.

Whether a message that waited in the backup left after it was made, nobody knows any more. So a
restore sends none of them by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.outbox.operating.held_statements import (
    DROP_HELD,
    HELD_COUNTS,
    HOLD_OPEN,
    PAUSE_RUNS,
    RELEASE_HELD,
    REOPEN_RUNS,
)

T = TypeVar("T")

HeldCounts: TypeAlias = tuple[tuple[str, str, int], ...]
"""Channel, kind and how many messages, sorted."""

_ANY = "*"


class _Transactional(Protocol):
    async def in_transaction(self, job: Callable[[Session], Coroutine[Any, Any, T]]) -> T: ...


async def hold_open_messages(database: _Transactional, now: dt.datetime) -> HeldCounts:
    """Hold back whatever has not come to its end; all that is held by then. Raises `NotStored`.

    Campaigns that were on their way are paused.
    """

    async def job(session: Session) -> HeldCounts:
        await session.rows(HOLD_OPEN, now=to_ms(now))
        await session.rows(PAUSE_RUNS)
        return await _counts(session)

    return await database.in_transaction(job)


async def held_counts(database: _Transactional) -> HeldCounts:
    """How many messages are held, by channel and kind. Raises `NotStored`."""
    return await database.in_transaction(_counts)


async def release_held(
    database: _Transactional, *, kind: str | None = None, channel: str | None = None
) -> int:
    """Let held messages leave, all of them or those of a kind and a channel; how many.

    Those of a campaign leave when somebody resumes it.
    """
    return await _end(database, RELEASE_HELD, kind, channel)


async def drop_held(
    database: _Transactional, *, kind: str | None = None, channel: str | None = None
) -> int:
    """Let held messages never leave, all of them or those of a kind and a channel; how many."""
    return await _end(database, DROP_HELD, kind, channel)


async def _end(database: _Transactional, which: Any, kind: str | None, channel: str | None) -> int:
    kind, channel = kind or _ANY, channel or _ANY

    async def job(session: Session) -> int:
        rows = await session.rows(which, kind=kind, kind_=kind, channel=channel, channel_=channel)
        await session.rows(REOPEN_RUNS)
        return len(rows)

    return await database.in_transaction(job)


async def _counts(session: Session) -> HeldCounts:
    rows = await session.rows(HELD_COUNTS)
    return tuple((str(row[0]), str(row[1]), int(row[2])) for row in rows)
