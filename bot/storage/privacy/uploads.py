"""Uploads in the database that are in no entry yet; every call commits on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from bot.domain.limits.upload_limits import Waiting, counted
from bot.services.ports.uploads import WaitingUploads
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.privacy import upload_statements as statements

T = TypeVar("T")


class _Database(Protocol):
    """A database that runs a job on its session, and answers one statement alone."""

    async def in_transaction(self, job: Callable[[Session], Coroutine[Any, Any, T]]) -> T: ...

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


class StoredUploads(WaitingUploads):
    """`WaitingUploads` of one channel, over a database."""

    def __init__(self, database: _Database, channel: str, account: str = "") -> None:
        self._database = database
        self._where = {"channel": channel, "account": account}

    async def of(self, address: str) -> Waiting | None:
        """What waits of an address; None where nobody has said anything yet."""
        rows = await self._database.query(
            statements.WAITING_UPLOADS, external_id=address, **self._where
        )
        return Waiting(rows[0][0] is not None, int(rows[0][1])) if rows else None

    async def add(self, address: str, reference: str, size: int, now: dt.datetime) -> bool:
        """Note an upload before its file is on the disk; False where nobody is at the address."""

        async def job(session: Session) -> bool:
            return bool(
                await session.rows(
                    statements.ADD_UPLOAD,
                    external_id=address,
                    reference=reference,
                    size=counted(size),
                    at_ms=to_ms(now),
                    **self._where,
                )
            )

        return await self._database.in_transaction(job)
