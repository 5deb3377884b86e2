"""The outbox as the delivery worker uses it: claim, mark, recover, hold; and the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from bot.services.ports import Mark, Posted
from bot.storage.hand import Hand, Row
from bot.storage.instants import from_ms, to_ms
from bot.talk.steps import Say

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_decode_say = msgspec.json.Decoder(Say).decode


class _HandJob(Protocol[T_co]):
    def __call__(self, hand: Hand) -> Coroutine[Any, Any, T_co]: ...


class _Handed(Protocol):
    """A database that also runs a job on the bare hand."""

    worker: str

    async def with_hand(self, job: _HandJob[T]) -> T: ...


def _posted(channel: str, row: Row) -> Posted:
    return Posted(row[0], channel, row[1], _decode_say(row[2]), row[3], row[4], row[5])


class StoredOutbox:
    """`bot.services.ports.Outbox` over a database; every call is one transaction of its own."""

    def __init__(self, database: _Handed) -> None:
        self._database = database

    async def claim(self, channel: str, now: dt.datetime, most: int) -> tuple[Posted, ...]:
        """Take what is due and free, oldest first; committed before it is returned."""

        async def job(hand: Hand) -> Sequence[Row]:
            return await hand.rows(
                "claim",
                channel_=channel,
                now=to_ms(now),
                most=most,
                claimed_by=self._database.worker,
            )

        rows = await self._database.with_hand(job)
        return tuple(sorted((_posted(channel, row) for row in rows), key=lambda p: p.id))

    async def forgotten(self, channel: str, before: dt.datetime) -> tuple[Posted, ...]:
        """Rows that this worker claimed before a moment and has not marked."""

        async def job(hand: Hand) -> Sequence[Row]:
            return await hand.rows(
                "claimed_before",
                channel=channel,
                before=to_ms(before),
                worker=self._database.worker,
            )

        return tuple(_posted(channel, row) for row in await self._database.with_hand(job))

    async def mark(self, marks: Sequence[Mark]) -> None:
        """Write down what came of sends, all in one transaction."""

        async def job(hand: Hand) -> None:
            for mark in marks:
                await hand.rows(
                    "mark",
                    row=mark.row,
                    state=mark.state,
                    provider_id=mark.provider_id,
                    why=mark.why,
                    attempts=mark.attempts,
                    due_ms=to_ms(mark.at),
                    done_ms=None if mark.state == "planned" else to_ms(mark.at),
                )
                if mark.blocked is not None:
                    channel, address = mark.blocked
                    await hand.rows(
                        "mark_blocked",
                        channel_=channel,
                        external_id_=address,
                        blocked_ms=to_ms(mark.at),
                    )

        await self._database.with_hand(job)

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        """Free what workers that are gone had claimed: replies again, the rest unsure.

        How many of each. One worker speaks for a channel, so at its start all others are gone.
        """

        async def job(hand: Hand) -> tuple[int, int]:
            who = {"channel_": channel, "worker": self._database.worker}
            again = await hand.rows("recover_replies", **who)
            unsure = await hand.rows("recover_others", **who, now=to_ms(now))
            return len(again), len(unsure)

        return await self._database.with_hand(job)

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Let nothing out of a channel until a moment."""

        async def job(hand: Hand) -> None:
            await hand.rows("set_hold", channel=channel, until_ms=to_ms(until), why=why)

        await self._database.with_hand(job)

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a channel is held, or None."""

        async def job(hand: Hand) -> Sequence[Row]:
            return await hand.rows("holds", now=to_ms(now))

        for name, until in await self._database.with_hand(job):
            if name == channel:
                return from_ms(until)
        return None

    async def history(
        self, channel: str, address: str, after: int, most: int
    ) -> tuple[Posted, ...]:
        """What was said at an address after a row, oldest first, the newest `most` of it."""

        async def job(hand: Hand) -> Sequence[Row]:
            return await hand.rows(
                "history", channel=channel, external_id=address, after=after, most=most
            )

        rows = await self._database.with_hand(job)
        return tuple(
            Posted(row[0], channel, address, _decode_say(row[1]), row[2], row[3])
            for row in reversed(rows)
        )
