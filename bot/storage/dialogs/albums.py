"""Parts of albums: they wait in the inbox until the desk takes the whole album in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import msgspec

from bot.services.ports.albums import AlbumPart, AlbumParts
from bot.storage.dialogs.statements import KEEP_PART, WAITING_PARTS
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session

T = TypeVar("T")

_decode = msgspec.json.Decoder(AlbumPart).decode


class _Transactional(Protocol):
    """A database that runs a job on its session."""

    async def in_transaction(self, job: Callable[[Session], Coroutine[Any, Any, T]]) -> T: ...


class StoredAlbumParts(AlbumParts):
    """`AlbumParts` over a database."""

    def __init__(self, database: _Transactional) -> None:
        self._database = database

    async def keep(self, part: AlbumPart, now: dt.datetime) -> bool:
        """Note the part's update, and let it wait; False when it was here before."""

        async def job(session: Session) -> bool:
            row = await session.rows(
                KEEP_PART,
                channel=part.channel,
                account=part.account,
                update_id=part.id,
                at_ms=to_ms(now),
                waiting=to_json(part),
            )
            return bool(row)

        return await self._database.in_transaction(job)

    async def waiting(self, channel: str, account: str) -> tuple[AlbumPart, ...]:
        """The parts that wait, in the order of their updates."""

        async def job(session: Session) -> tuple[AlbumPart, ...]:
            rows = await session.rows(WAITING_PARTS, channel=channel, account=account)
            parts = (_decode(row[0]) for row in rows)
            return tuple(sorted(parts, key=lambda part: (len(part.id), part.id)))

        return await self._database.in_transaction(job)
