"""Push subscriptions in the database; every call commits on its own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from bot.services.ports.push import MOST_SUBSCRIPTIONS, PushSubscription, PushSubscriptions, PushWay
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.outbox.policy import preferences_of
from bot.storage.push import statements

T = TypeVar("T")


class _Database(Protocol):
    """A database that runs a job on its session, and answers one statement alone."""

    async def in_transaction(self, job: Callable[[Session], Coroutine[Any, Any, T]]) -> T: ...

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


class StoredPushSubscriptions(PushSubscriptions):
    """`PushSubscriptions` of one channel, over a database."""

    def __init__(self, database: _Database, channel: str, account: str = "") -> None:
        self._database = database
        self._where = {"channel": channel, "account": account}

    async def add(self, address: str, subscription: PushSubscription, now: dt.datetime) -> bool:
        where = self._where | {"external_id": address}

        async def job(session: Session) -> bool:
            owner = await session.rows(statements.OWNER, **where)
            if not owner:
                return False
            await session.rows(
                statements.ADD_SUBSCRIPTION,
                endpoint_hash=_hash(subscription.endpoint),
                endpoint=subscription.endpoint,
                p256dh=subscription.p256dh,
                auth=subscription.auth,
                created_ms=to_ms(now),
                **where,
            )
            await session.rows(statements.DROP_SURPLUS, person=owner[0][0], most=MOST_SUBSCRIPTIONS)
            return True

        return await self._database.in_transaction(job)

    async def of(self, address: str) -> tuple[PushWay, ...]:
        rows = await self._database.query(
            statements.SUBSCRIPTIONS, external_id=address, **self._where
        )
        return tuple(
            PushWay(PushSubscription(*row[:3]), preferences_of(row[3], row[4], None).quiet)
            for row in rows
        )

    async def forget(self, endpoint: str) -> None:
        await self._run(statements.DROP_SUBSCRIPTION, endpoint_hash=_hash(endpoint))

    async def forget_all(self, address: str) -> None:
        await self._run(statements.DROP_SUBSCRIPTIONS, external_id=address, **self._where)

    async def reminders_on(self, address: str) -> int:
        rows = await self._database.query(
            statements.REMINDERS_ON, external_id=address, **self._where
        )
        return int(rows[0][0])

    async def _run(self, statement: Statement, **values: Any) -> None:
        async def job(session: Session) -> None:
            await session.rows(statement, **values)

        await self._database.in_transaction(job)


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
