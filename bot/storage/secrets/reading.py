"""Reading keys and secrets of a database that no service has open; nothing is written."""

from __future__ import annotations

import time
from typing import Any, Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.engine.sealing import CannotOpen, Sealer
from bot.storage.engine.statement import Statement
from bot.storage.secrets.data_keys import MISSING, StoredKeys, ring_of, stored_keys
from bot.storage.secrets.master_key import MasterKey, NoKey
from bot.storage.secrets.statements import ANY_DATA, GET_PLAIN_SECRET, KEY_ROWS, MARK_ROW

KeyState: TypeAlias = Literal["none", "plain", "sealed"]
"""`none`: there are no keys yet. `plain`: some values are not encrypted."""


async def key_state(url: str, master: MasterKey) -> KeyState:
    """How the keys of the database of this address stand. Raises `NoKey` when it stays closed."""
    async with _Reading(url) as reading:
        marked, any_data = await reading.rows(MARK_ROW), await reading.rows(ANY_DATA)
        stored = stored_keys(await reading.rows(KEY_ROWS))
    if any_data and not marked:
        return "plain"
    if not stored.rows:
        return "none"
    _sealer(stored, master)
    return "sealed"


async def secret_at(url: str, name: str, master: MasterKey) -> str | None:
    """The secret of this name in the database of this address; None: none was drawn yet.

    Raises `NoKey`. One that cannot be opened is given as it is stored.
    """
    async with _Reading(url) as reading:
        found = await reading.rows(GET_PLAIN_SECRET, name=name)
        stored = stored_keys(await reading.rows(KEY_ROWS))
    if not found:
        return None
    value = str(found[0][0])
    sealer = _sealer(stored, master) if stored.rows else Sealer()
    try:
        return sealer.open(value)
    except CannotOpen:
        return value


def _sealer(stored: StoredKeys, master: MasterKey) -> Sealer:
    key = master.read()
    if key is None:
        raise NoKey(MISSING.format(place=master.place))
    return Sealer(ring_of(stored, key, master.place, time.time_ns() // 1_000_000))


class _Reading:
    """A connection that runs statements which are not sealed."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url, poolclass=NullPool)
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> _Reading:
        try:
            self._connection = await self._engine.connect()
        except BaseException:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._connection is not None
        await self._connection.close()
        await self._engine.dispose()

    async def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a statement."""
        assert self._connection is not None
        construct: Any = statement.construct("sqlite")
        return list(await self._connection.execute(construct, values))
