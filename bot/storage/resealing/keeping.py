"""Keeping keys while the service runs: new ones are loaded, what old ones sealed is resealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import structlog

from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.resealing.rows import Resealing
from bot.storage.secrets.data_keys import (
    SETTLE_MS,
    StoredKeys,
    ring_of,
    sealing_key,
    stored_keys,
)
from bot.storage.secrets.master_key import MasterKey, NoKey
from bot.storage.secrets.statements import (
    ADD_PLAIN_SECRET,
    GET_PLAIN_SECRET,
    KEY_ROWS,
    SET_PLAIN_SECRET,
)

SLICES = 50
"""Most slices that one tick reseals."""

_RESEALED = "resealed"

_log = structlog.get_logger("keys")


class KeyKeeper:
    """The keys of an open database, looked after by one tick a minute."""

    def __init__(self, database: Any, master: MasterKey) -> None:
        self._database = database
        self._master = master
        self._known: Mapping[str, str] = {}
        self._pass: Resealing | None = None
        self._done: str | None = None

    async def tick(self, now: dt.datetime) -> None:
        """Load what is new, go on with resealing. Raises `NotStored`."""
        stored = stored_keys(await self._database.query(KEY_ROWS))
        rows = dict(stored.rows)
        if lost := self._known.keys() - rows.keys():
            await self._put_back({name: self._known[name] for name in lost})
            return
        self._known = rows
        now_ms = to_ms(now)
        if not self._load(stored, now_ms):
            return
        newest, since = stored.texts[-1]
        # All processes seal with it by now, so that nothing old is written behind this pass.
        if len(stored.texts) > 1 and now_ms >= since + 2 * SETTLE_MS and self._done != newest:
            await self._reseal(newest)

    def _load(self, stored: StoredKeys, now_ms: int) -> bool:
        ring = self._database.sealer.ring
        names = {name for name, _since in stored.texts}
        if ring is not None and (
            names == set(ring.texts) and sealing_key(stored, now_ms) == ring.sealing
        ):
            return True
        try:
            key = self._master.read()
            if key is None:
                raise NoKey("the key of the data is gone")
            self._database.sealer.use(ring_of(stored, key, self._master.place, now_ms))
        except NoKey:
            # After “keys rotate” the service has the old master key until it is started again.
            _log.error("data_key_not_loaded", place=self._master.place)
            return False
        _log.info("data_keys_loaded", count=len(names))
        return True

    async def _put_back(self, lost: Mapping[str, str]) -> None:
        """An older copy of the database took its place: what is sealed by now needs its key."""

        async def job(session: Session) -> None:
            for name, value in lost.items():
                await session.rows(ADD_PLAIN_SECRET, name=name, value=value)

        await self._database.in_transaction(job)
        _log.warning("data_keys_put_back", count=len(lost))

    async def _reseal(self, newest: str) -> None:
        if self._pass is None:
            found = await self._database.query(GET_PLAIN_SECRET, name=_RESEALED)
            if found and found[0][0] == newest:
                self._done = newest
                return
            self._pass = Resealing(self._database, plain=False)
        for _slice in range(SLICES):
            await self._pass.slice()
            if self._pass.table is None:
                break
        else:
            return

        async def job(session: Session) -> None:
            await session.rows(SET_PLAIN_SECRET, name=_RESEALED, value=newest)

        await self._database.in_transaction(job)
        self._pass, self._done = None, newest
        _log.info("resealed")
