"""The outbox as the delivery worker uses it: claim, mark, recover, hold; and the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from bot.domain.notifications.policy import NotificationPolicy
from bot.services.ports.messages import (
    Claimed,
    DeliveryResult,
    OutboxMessage,
)
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.outbox.claiming import Claiming, MaySend
from bot.storage.outbox.earlier import EarlierMessages, Queried
from bot.storage.outbox.history_statements import HOLDS, SET_HOLD
from bot.storage.outbox.rows import (
    MAX_WHY,
    claimed_messages,
    fitting,
    store_result,
)
from bot.storage.outbox.statements import (
    CLAIM_REPLIES,
    CLAIM_RESTED,
    CLAIMED_BEFORE,
    CLAIMED_OF_RUNS_BEFORE,
    DROP_NAMELESS,
    NOTE_PARTS,
    RECOVER_OF_RUNS,
    RECOVER_OTHERS,
    RECOVER_REPLIES,
    RELEASE,
    WAKE_REPLIES,
)
from bot.storage.outbox.text_statements import SENDING_RUNS
from bot.storage.people.statements import MARK_BLOCKED

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MAX_FURTHER = 200


class _SessionJob(Protocol[T_co]):
    def __call__(self, session: Session) -> Coroutine[Any, Any, T_co]: ...


class _Transactional(Queried, Protocol):
    """A database that also runs a job on its session."""

    worker: str

    async def in_transaction(self, job: _SessionJob[T]) -> T: ...


async def anybody_may_send(
    _session: Session, _author: int | None, _wards: Collection[str], _now: dt.datetime
) -> bool:
    """Let every campaign be sent: for tools and tests without roles."""
    return True


class StoredOutbox(EarlierMessages):
    """The port `Outbox` over a database; every call is one transaction of its own.

    `rules` say which notifications may be sent; without them all of them may. `accounts` are the
    accounts that this process speaks for, by channel; a channel that is not named has one only.
    `decided` is told of each notification whether it may leave, and why not. `may_send` says
    whether the sender of a campaign still has the role for it; without it everybody has.
    """

    def __init__(
        self,
        database: _Transactional,
        rules: Callable[[], NotificationPolicy] | None = None,
        accounts: Mapping[str, str] | None = None,
        decided: Callable[[str], None] = lambda _decision: None,
        may_send: MaySend = anybody_may_send,
    ) -> None:
        super().__init__(database, {} if accounts is None else accounts)
        self._database = database
        self._claiming = Claiming(rules, may_send, decided)

    async def claim(
        self, channel: str, now: dt.datetime, limit: int, others_limit: int | None = None
    ) -> Claimed:
        """Take what is due and free: replies, reminders, the rest; committed when it is returned.

        At most `limit` rows, and of what is no reply at most `others_limit`; what may not leave is
        put off or brought to its end in the same transaction.
        """

        account = self._account(channel)

        async def job(session: Session) -> Claimed:
            who = {
                "channel_": channel,
                "account_": account,
                "now": to_ms(now),
                "claimed_by": self._database.worker,
            }
            replies = await session.rows(CLAIM_REPLIES, **who, limit=limit)
            left = limit - len(replies)
            left = left if others_limit is None else min(left, others_limit)
            others = await self._claiming.take(session, who, left, now)
            passed = await self._claiming.let_pass(session, others, now)
            more = len(others) == left
            if others and more and not passed:
                # None of these may leave: look further at once, and give back what is too many.
                others = await self._claiming.take(session, who, MAX_FURTHER, now)
                passed = await self._claiming.let_pass(session, others, now)
                surplus = [row[0] for row in passed[left:]]
                passed = passed[:left]
                if surplus:
                    await session.rows(RELEASE, rows=msgspec.json.encode(surplus).decode())
                more = bool(surplus) or len(others) == MAX_FURTHER
            rows = [*replies, *passed]
            return Claimed(
                await claimed_messages(session, channel, account, rows, to_ms(now)), more
            )

        return await self._database.in_transaction(job)

    async def sending_runs(self, runs: Collection[int]) -> frozenset[int]:
        """Which of these runs of campaigns may send now: the others were paused, or are over."""
        asked = msgspec.json.encode(sorted(runs)).decode()
        return frozenset(row[0] for row in await self._database.query(SENDING_RUNS, runs=asked))

    async def claim_rested(
        self, channel: str, address: str, now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        """Take the replies of one address that rest until later, oldest first."""

        account = self._account(channel)

        async def job(session: Session) -> tuple[OutboxMessage, ...]:
            rows = await session.rows(
                CLAIM_RESTED,
                channel_=channel,
                account_=account,
                external_id_=address,
                claimed_by=self._database.worker,
            )
            return await claimed_messages(session, channel, account, rows, to_ms(now))

        return await self._database.in_transaction(job)

    async def stale_claims(self, channel: str, before: dt.datetime) -> tuple[OutboxMessage, ...]:
        """Rows that this worker claimed before a moment and has not marked."""

        account = self._account(channel)

        async def job(session: Session) -> tuple[OutboxMessage, ...]:
            rows: list[Row] = []
            for which in (CLAIMED_BEFORE, CLAIMED_OF_RUNS_BEFORE):
                rows += await session.rows(
                    which,
                    channel=channel,
                    account=account,
                    before=to_ms(before),
                    worker=self._database.worker,
                )
            return await claimed_messages(session, channel, account, rows, to_ms(before))

        return await self._database.in_transaction(job)

    async def note_parts(self, row: int, parts_sent: int) -> None:
        """Write down how many messages of a claimed row have left; it stays claimed."""

        async def job(session: Session) -> None:
            await session.rows(NOTE_PARTS, row=row, parts_sent=parts_sent)

        await self._database.in_transaction(job)

    async def mark(self, marks: Sequence[DeliveryResult]) -> None:
        """Write down what came of sends, all in one transaction."""

        async def job(session: Session) -> None:
            for mark in marks:
                await store_result(session, mark)
                if mark.blocked is not None:
                    channel, account, address = mark.blocked
                    await session.rows(
                        MARK_BLOCKED,
                        channel_=channel,
                        account_=account,
                        external_id_=address,
                        blocked_ms=to_ms(mark.at),
                    )
            await session.rows(DROP_NAMELESS)

        await self._database.in_transaction(job)

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        """Free what workers that are gone had claimed: replies again, the rest unsure.

        How many of each. One worker speaks for an account, so at its start all others are gone.
        Replies that rest are due at once: what is posted from now on must not overtake them.
        """

        async def job(session: Session) -> tuple[int, int]:
            where = {"channel_": channel, "account_": self._account(channel)}
            worker = self._database.worker
            again = await session.rows(RECOVER_REPLIES, **where, worker=worker)
            await session.rows(WAKE_REPLIES, **where)
            unsure = 0
            for which in (RECOVER_OTHERS, RECOVER_OF_RUNS):
                unsure += len(await session.rows(which, **where, worker=worker, now=to_ms(now)))
            return len(again), unsure

        return await self._database.in_transaction(job)

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Let nothing out of a channel until a moment."""

        async def job(session: Session) -> None:
            await session.rows(
                SET_HOLD,
                channel=channel,
                account=self._account(channel),
                until_ms=to_ms(until),
                why=fitting(why, MAX_WHY),
            )

        await self._database.in_transaction(job)

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a channel is held, or None."""
        rows = await self._database.query(
            HOLDS, channel=channel, account=self._account(channel), now=to_ms(now)
        )
        return from_ms(rows[0][0]) if rows else None
