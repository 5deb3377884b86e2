"""Earlier messages: what was said at an address, and how one message of it stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.services.ports.messages import OutboxMessage, Shown
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.outbox.edit_statements import SHOWN
from bot.storage.outbox.history_statements import HISTORY, ONE_POSTED
from bot.storage.outbox.rows import decode_say


class Queried(Protocol):
    """A database that reads on a connection of its own."""

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        """The rows that a statement finds."""


class EarlierMessages:
    """What was said at the addresses of the accounts that this process speaks for, by channel."""

    def __init__(self, database: Queried, accounts: Mapping[str, str]) -> None:
        self._readable = database
        self._accounts = accounts

    def _account(self, channel: str) -> str:
        """The account that this process speaks for on a channel."""
        return self._accounts.get(channel, "")

    async def shown(self, channel: str, address: str, first: int) -> Shown | None:
        """How the message of this first row stands at its address; None: it never arrived."""
        rows = await self._readable.query(
            SHOWN,
            first=first,
            first_=first,
            channel=channel,
            account=self._account(channel),
            external_id=address,
        )
        for row, say, locale, turn, edits, provider_id in rows:
            said = OutboxMessage(row, channel, address, decode_say(say), locale, turn, edits=edits)
            return Shown(said, provider_id)
        return None

    async def posted(self, channel: str, address: str, row: int) -> OutboxMessage | None:
        """One row of what was said at an address; None when it is not this address's."""
        rows = await self._readable.query(
            ONE_POSTED,
            row=row,
            channel=channel,
            account=self._account(channel),
            external_id=address,
        )
        return next(
            (OutboxMessage(r[0], channel, address, decode_say(r[1]), r[2], r[3]) for r in rows),
            None,
        )

    async def history(
        self, channel: str, address: str, after: int, limit: int
    ) -> tuple[OutboxMessage, ...]:
        """What was said at an address after a row, oldest first, the newest `limit` of it."""
        rows = await self._readable.query(
            HISTORY,
            channel=channel,
            account=self._account(channel),
            external_id=address,
            after=after,
            after_=after,
            limit=limit,
        )
        return tuple(
            OutboxMessage(
                row[0], channel, address, decode_say(row[1]), row[2], row[3], edits=row[4]
            )
            for row in reversed(rows)
            if row[1] is not None
        )
