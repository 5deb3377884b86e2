"""Adopting: rows of a release that knew no accounts are given to one account of their channel."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, and_, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.databases.migrating import LOCK_WAIT_SECONDS, exclusively
from bot.storage.dialogs.tables import conversation, inbox
from bot.storage.outbox.tables import hold, outbox
from bot.storage.people.tables import address

_KEYS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (address, ("external_id",)),
    (inbox, ("update_id",)),
    (hold, ()),
)
"""Tables in which the account is a part of the key, and the key's parts behind it."""


async def adopt(
    url: str, channel: str, account: str, lock_wait_seconds: float = LOCK_WAIT_SECONDS
) -> int | None:
    """Give the rows of no account to this one, all in one transaction.

    How many addresses; None when there was no such row. Raises `CannotMigrate` when another
    process writes for too long. The database is at the newest revision.
    """

    def job(connection: Connection) -> int | None:
        return _adopt(connection, channel, account)

    return await exclusively(url, job, lock_wait_seconds)


async def count_unassigned(url: str, channel: str) -> int:
    """How many addresses of a channel have no account; nothing is written."""
    engine = create_async_engine(url, poolclass=NullPool)
    counting = select(func.count()).select_from(address).where(_unassigned(address, channel))
    try:
        async with engine.connect() as connection:
            return int(await connection.scalar(counting) or 0)
    finally:
        await engine.dispose()


def _adopt(connection: Connection, channel: str, account: str) -> int | None:
    if not connection.scalar(_any_unassigned(channel)):
        return None
    count = 0
    for table, key in _KEYS:
        adopted = connection.execute(_unless_it_has_one(table, key, channel, account))
        if table is address:
            count = adopted.rowcount
    for each in (outbox, conversation):
        connection.execute(update(each).where(_unassigned(each, channel)).values(account=account))
    return count


def _unassigned(table: Table, channel: str) -> Any:
    return and_(table.c.channel == channel, table.c.account == "")


def _any_unassigned(channel: str) -> Any:
    """Whether there is anything to adopt; every part of it is found by an index."""
    found = (exists(literal(1)).where(_unassigned(t, channel)) for t in (address, inbox, outbox))
    return select(or_(*found))


def _unless_it_has_one(table: Table, key: tuple[str, ...], channel: str, account: str) -> Any:
    """The account's own row stays where it has one with the same key."""
    own = table.alias("own")
    same = [own.c[name] == table.c[name] for name in key]
    has_one = exists(literal(1)).where(own.c.channel == channel, own.c.account == account, *same)
    return update(table).where(_unassigned(table, channel), ~has_one).values(account=account)
