"""The outbox as the delivery worker uses it: claim, mark, recover, hold; and the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import msgspec
import structlog

from bot.domain.notifications.policy import Allow, Defer, NotificationPolicy, Suppress
from bot.services.ports.messages import Claimed, DeliveryResult, OutboxMessage, OutboxState
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.outbox.policy import apply_policy_to_rows
from bot.storage.outbox.statements import (
    CLAIM_OTHERS,
    CLAIM_REMINDERS,
    CLAIM_REPLIES,
    CLAIM_RESTED,
    CLAIMED_BEFORE,
    DROP_NAMELESS,
    HISTORY,
    HOLDS,
    MARK,
    NOTE_PARTS,
    ONE_POSTED,
    RECOVER_OTHERS,
    RECOVER_REPLIES,
    RELEASE,
    SET_HOLD,
    WAKE_REPLIES,
)
from bot.storage.people.statements import MARK_BLOCKED
from bot.talk.steps import Say

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_decode = msgspec.json.Decoder(Say).decode
MAX_FURTHER = 200
_MAX_WHY = 64
_MAX_PROVIDER_ID = 64
"""As many characters as the columns hold; what a platform says may be longer."""

_log = structlog.get_logger("outbox")


@lru_cache(maxsize=64)
def _decode_say(stored: str) -> Say:
    """A say as it was stored; an announcement's is the same in a thousand rows."""
    return _decode(stored)


class _SessionJob(Protocol[T_co]):
    def __call__(self, session: Session) -> Coroutine[Any, Any, T_co]: ...


class _Transactional(Protocol):
    """A database that also runs a job on the bare hand."""

    worker: str

    async def in_transaction(self, job: _SessionJob[T]) -> T: ...

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


def _fitting(text: str | None, limit: int) -> str | None:
    return None if text is None else text.replace("\0", "")[:limit]


async def _claim_others(session: Session, who: dict[str, Any], limit: int) -> list[Row]:
    """What is no reply: reminders first, their hour is their person's."""
    rows: list[Row] = []
    for which in (CLAIM_REMINDERS, CLAIM_OTHERS):
        if limit > len(rows):
            found = await session.rows(which, **who, now_=who["now"], limit=limit - len(rows))
            # PostgreSQL gives what it changed in any order: what was planned first goes first.
            rows += sorted(found, key=lambda row: row[0])
    return rows


async def _mark(session: Session, mark: DeliveryResult) -> None:
    """Write down what came of one row."""
    await session.rows(
        MARK,
        row=mark.row,
        state=mark.state,
        provider_id=_fitting(mark.provider_id, _MAX_PROVIDER_ID),
        why=_fitting(mark.why, _MAX_WHY),
        attempts=mark.attempts,
        parts_sent=mark.parts_sent,
        due_ms=to_ms(mark.at),
        done_ms=None if mark.state == "planned" else to_ms(mark.at),
    )


async def _taken(
    session: Session, channel: str, rows: Sequence[Row], now_ms: int
) -> tuple[OutboxMessage, ...]:
    """Claimed rows in the order they were posted.

    One whose say nobody can read (an older release wrote it) is marked failed: it would come again
    at every claim and let nothing else out.
    """
    taken = []
    for row in sorted(rows, key=lambda row: row[0]):
        number, address, say, locale, turn, attempts, until_ms, parts = row
        until = None if until_ms is None else from_ms(until_ms)
        try:
            said = _decode_say(say)
        except msgspec.DecodeError:
            _log.error("unreadable", channel=channel, row=number)
            why = "unreadable"
            now = from_ms(now_ms)
            await _mark(
                session, DeliveryResult(number, "failed", now, attempts, why=why, parts_sent=parts)
            )
        else:
            taken.append(
                OutboxMessage(number, channel, address, said, locale, turn, attempts, until, parts)
            )
    return tuple(taken)


class StoredOutbox:
    """The port `Outbox` over a database; every call is one transaction of its own.

    `rules` say what may leave of that which nobody asked for; without them all of it may.
    """

    def __init__(
        self, database: _Transactional, rules: Callable[[], NotificationPolicy] | None = None
    ) -> None:
        self._database = database
        self._rules = rules

    async def claim(
        self, channel: str, now: dt.datetime, limit: int, others_limit: int | None = None
    ) -> Claimed:
        """Take what is due and free: replies, reminders, the rest; committed when it is returned.

        At most `limit` rows, and of what is no reply at most `others_limit`; what may not leave is
        put off or brought to its end in the same transaction.
        """

        async def job(session: Session) -> Claimed:
            who = {"channel_": channel, "now": to_ms(now), "claimed_by": self._database.worker}
            replies = await session.rows(CLAIM_REPLIES, **who, limit=limit)
            left = limit - len(replies)
            left = left if others_limit is None else min(left, others_limit)
            others = await _claim_others(session, who, left)
            passed = await self._let_pass(session, others, now)
            more = len(others) == left
            if others and more and not passed:
                # None of these may leave: look further at once, and give back what is too many.
                others = await _claim_others(session, who, MAX_FURTHER)
                passed = await self._let_pass(session, others, now)
                surplus = [row[0] for row in passed[left:]]
                passed = passed[:left]
                if surplus:
                    await session.rows(RELEASE, rows=msgspec.json.encode(surplus).decode())
                more = bool(surplus) or len(others) == MAX_FURTHER
            rows = [*replies, *passed]
            return Claimed(await _taken(session, channel, rows, to_ms(now)), more)

        return await self._database.in_transaction(job)

    async def _let_pass(self, session: Session, rows: Sequence[Row], now: dt.datetime) -> list[Row]:
        """The rows that may leave now; the others are put off or skipped, with the reason.

        A row of which a message has left passed before: it is not asked again.
        """
        new_key = [row for row in rows if not row[7]]
        if self._rules is None or not new_key:
            return list(rows)
        decisions = await apply_policy_to_rows(
            session, {row[0]: row[6] for row in new_key}, self._rules(), now
        )
        passed = []
        for row in rows:
            match Allow() if row[7] else decisions[row[0]]:
                case Allow():
                    passed.append(row)
                case Defer(at):
                    await _mark(
                        session, DeliveryResult(row[0], "planned", at, row[5], why="quiet_hours")
                    )
                case Suppress(why):
                    state: OutboxState = "blocked" if why == "blocked" else "skipped"
                    await _mark(session, DeliveryResult(row[0], state, now, row[5], why=why))
        return passed

    async def claim_rested(
        self, channel: str, address: str, now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        """Take the replies of one address that rest until later, oldest first."""

        async def job(session: Session) -> tuple[OutboxMessage, ...]:
            rows = await session.rows(
                CLAIM_RESTED,
                channel_=channel,
                external_id_=address,
                claimed_by=self._database.worker,
            )
            return await _taken(session, channel, rows, to_ms(now))

        return await self._database.in_transaction(job)

    async def stale_claims(self, channel: str, before: dt.datetime) -> tuple[OutboxMessage, ...]:
        """Rows that this worker claimed before a moment and has not marked."""

        async def job(session: Session) -> tuple[OutboxMessage, ...]:
            rows = await session.rows(
                CLAIMED_BEFORE,
                channel=channel,
                before=to_ms(before),
                worker=self._database.worker,
            )
            return await _taken(session, channel, rows, to_ms(before))

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
                await _mark(session, mark)
                if mark.blocked is not None:
                    channel, address = mark.blocked
                    await session.rows(
                        MARK_BLOCKED,
                        channel_=channel,
                        external_id_=address,
                        blocked_ms=to_ms(mark.at),
                    )
            await session.rows(DROP_NAMELESS)

        await self._database.in_transaction(job)

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        """Free what workers that are gone had claimed: replies again, the rest unsure.

        How many of each. One worker speaks for a channel, so at its start all others are gone.
        Replies that rest are due at once: what is posted from now on must not overtake them.
        """

        async def job(session: Session) -> tuple[int, int]:
            who = {"channel_": channel, "worker": self._database.worker}
            again = await session.rows(RECOVER_REPLIES, **who)
            await session.rows(WAKE_REPLIES, channel_=channel)
            unsure = await session.rows(RECOVER_OTHERS, **who, now=to_ms(now))
            return len(again), len(unsure)

        return await self._database.in_transaction(job)

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Let nothing out of a channel until a moment."""

        async def job(session: Session) -> None:
            await session.rows(
                SET_HOLD, channel=channel, until_ms=to_ms(until), why=_fitting(why, _MAX_WHY)
            )

        await self._database.in_transaction(job)

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a channel is held, or None."""
        for name, until in await self._database.query(HOLDS, now=to_ms(now)):
            if name == channel:
                return from_ms(until)
        return None

    async def posted(self, channel: str, address: str, row: int) -> OutboxMessage | None:
        """One row of what was said at an address; None when it is not this address's."""
        rows = await self._database.query(ONE_POSTED, row=row, channel=channel, external_id=address)
        return next(
            (OutboxMessage(r[0], channel, address, _decode_say(r[1]), r[2], r[3]) for r in rows),
            None,
        )

    async def history(
        self, channel: str, address: str, after: int, limit: int
    ) -> tuple[OutboxMessage, ...]:
        """What was said at an address after a row, oldest first, the newest `limit` of it."""
        rows = await self._database.query(
            HISTORY, channel=channel, external_id=address, after=after, after_=after, limit=limit
        )
        return tuple(
            OutboxMessage(row[0], channel, address, _decode_say(row[1]), row[2], row[3])
            for row in reversed(rows)
        )
