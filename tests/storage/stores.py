"""Stores for tests: an open database of either kind, and what is committed in it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from sqlalchemy.engine import make_url

from bot.domain.learning.activity import Draft
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Incoming
from bot.storage.databases.postgresql import PostgresqlDatabase
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from tests.sealed import MASTER, rows_of

Store: TypeAlias = SqliteDatabase | PostgresqlDatabase

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 20)


def store_of(url: str, worker: str = "worker", busy_timeout_ms: int = 5_000) -> Store:
    """A database of this address, not yet open."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return SqliteDatabase(str(parts.database), worker, "UBND", busy_timeout_ms, master=MASTER)
    address = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresqlDatabase(address, worker, "UBND", master=MASTER)


@asynccontextmanager
async def open_store(url: str, worker: str = "worker", **more: int) -> AsyncIterator[Store]:
    """A database of this address, open."""
    store = store_of(url, worker, **more)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def query(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds through a connection of its own: only what is committed counts."""
    return await rows_of(url, sql)


async def one(url: str, sql: str) -> Any:
    """The only value that a query finds."""
    ((value,),) = await query(url, sql)
    return value


def update(number: str = "u1", address: str = "1", channel: str = "buttons") -> Incoming:
    """An update of an address."""
    return Incoming(channel, address, number, Said("xin chào"), "vi")


async def meet(store: Store, address: str = "1", channel: str = "buttons") -> Dialog:
    """The place of an address; made at the first contact."""
    incoming = update(address=address, channel=channel)

    async def job(work: SqlUnitOfWork) -> Dialog:
        return await work.dialogs.open_dialog(incoming, NOW)

    return await store.transact(job)


def draft(key: str, minutes: int = 30, day: dt.date = DAY, **more: Any) -> Draft:
    """A draft that can be recorded."""
    return Draft(key, "I1", f"Đọc sách {key}", day, minutes, **more)


async def record(
    store: Store, dialog: Dialog, key: str, minutes: int = 30, day: dt.date = DAY, **more: Any
) -> str:
    """Record a draft under a receipt made of its key."""

    async def job(work: SqlUnitOfWork) -> str:
        told = draft(key, minutes, day, **more)
        return await work.learning.add_activity(dialog.person, told, f"HT-{key}", NOW)

    return await store.transact(job)


async def somebody_waits_for_a_lock(url: str) -> None:
    """Wait until a connection of this PostgreSQL database waits for another's lock.

    The limit of the test ends it where none ever does.
    """
    waiting = (
        "SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    while not await query(url, waiting):  # noqa: ASYNC110  # another process tells nobody
        await asyncio.sleep(0.005)
