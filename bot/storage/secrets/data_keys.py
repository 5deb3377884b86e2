"""Data keys: they lie in the table of secrets, wrapped by the master key; texts have several.

A new text key opens at once and seals `SETTLE_MS` later: by then every process has loaded it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.engine.sealing import ID_KEY_BYTES, TEXT_KEY_BYTES, KeyRing
from bot.storage.engine.session import Row, Session
from bot.storage.secrets.master_key import MasterKey, NoKey, unwrap, wrap
from bot.storage.secrets.statements import (
    ADD_PLAIN_SECRET,
    ANY_DATA,
    KEY_ROWS,
    MARK_ROW,
    SEALED_MARK,
    SET_PLAIN_SECRET,
)

SETTLE_MS = 120_000
"""Two ticks of the clock, which loads new keys once a minute."""

TEXT_KEY = "data_key:"
ID_KEY = "id_key"
_MARKED = "done"


MISSING = (
    "The data in this database is encrypted and its key is not here: BOT_DATA_KEY is not set and "
    "{place} does not exist. Put the key back. Without it nobody can read what people wrote "
    "(docs/operate.md, “Keys”)."
)
_WRONG = (
    "The data in this database is encrypted, and {place} is not its key. Put the right key back. "
    "After “keys rotate” it is the new one (docs/operate.md, “Keys”)."
)
_SAME = (
    "The key in {place} is the one that is in use: nothing would change. Name a file that does not "
    "exist yet; the new key is written there."
)


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """The rows of keys: name and value as they are stored, text keys from the oldest."""

    rows: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[tuple[str, int], ...]:
        """The ids of the text keys with their moments (milliseconds), from the oldest."""
        found = (
            (name.removeprefix(TEXT_KEY), int(value.partition(":")[0]))
            for name, value in self.rows
            if name.startswith(TEXT_KEY)
        )
        return tuple(sorted(found, key=lambda each: (each[1], each[0])))


def stored_keys(rows: Sequence[Row]) -> StoredKeys:
    """The keys of rows of `KEY_ROWS`."""
    return StoredKeys(tuple((str(row[0]), str(row[1])) for row in rows))


async def unlock(database: Any, master: MasterKey) -> None:
    """Give the database's sealer its keys; the first time they are made. Raises `NoKey`."""

    # Not by `query`: a connection that only reads would stay open beside the writer's.
    async def job(session: Session) -> StoredKeys:
        return stored_keys(await session.rows(KEY_ROWS))

    stored = await database.in_transaction(job)
    if not stored.rows:
        stored = await _first_keys(database, master.make())
    key = master.read()
    if key is None:
        raise NoKey(MISSING.format(place=master.place))
    database.sealer.use(ring_of(stored, key, master.place, _now_ms()))


def ring_of(stored: StoredKeys, master: bytes, place: str, now_ms: int) -> KeyRing:
    """The unwrapped keys. Raises `NoKey`."""
    keys: dict[str, bytes] = {}
    for name, value in stored.rows:
        key = unwrap(master, name, value.partition(":")[2])
        if key is None:
            raise NoKey(_WRONG.format(place=place))
        keys[name] = key
    texts = {name: keys[TEXT_KEY + name] for name, _since in stored.texts}
    return KeyRing(texts, sealing_key(stored, now_ms), keys[ID_KEY])


def sealing_key(stored: StoredKeys, now_ms: int) -> str:
    """The id of the text key that seals: the newest that every process has loaded."""
    first, *later = stored.texts
    settled = [name for name, since in later if since + SETTLE_MS <= now_ms]
    return settled[-1] if settled else first[0]


async def _first_keys(database: Any, master: bytes) -> StoredKeys:
    """Make the keys, unless another process did; note it where there is nothing old to seal."""
    name, now = TEXT_KEY + secrets.token_hex(4), _now_ms()

    async def job(session: Session) -> StoredKeys:
        id_key = wrap(master, ID_KEY, secrets.token_bytes(ID_KEY_BYTES))
        if await session.rows(ADD_PLAIN_SECRET, name=ID_KEY, value=f"0:{id_key}"):
            text_key = wrap(master, name, secrets.token_bytes(TEXT_KEY_BYTES))
            await session.rows(ADD_PLAIN_SECRET, name=name, value=f"{now}:{text_key}")
            if not await session.rows(ANY_DATA):
                await session.rows(SET_PLAIN_SECRET, name=SEALED_MARK, value=_MARKED)
        return stored_keys(await session.rows(KEY_ROWS))

    stored: StoredKeys = await database.in_transaction(job)
    return stored


# --- what an operator asks for --------------------------------------------------------------------


async def renew(database: Any, master: MasterKey) -> str:
    """Add a text key; its id. Raises `NoKey`."""
    key = master.read()
    assert key is not None, "the database is open"
    name = TEXT_KEY + secrets.token_hex(4)
    value = f"{_now_ms()}:{wrap(key, name, secrets.token_bytes(TEXT_KEY_BYTES))}"

    async def job(session: Session) -> None:
        await session.rows(ADD_PLAIN_SECRET, name=name, value=value)

    await database.in_transaction(job)
    return name.removeprefix(TEXT_KEY)


async def rotate(database: Any, old: MasterKey, new: MasterKey) -> int:
    """Wrap every data key under the new master key, all in one transaction; how many.

    Raises `NoKey`; then nothing was changed.
    """
    before, after = old.read(), new.make()
    assert before is not None, "the database is open"
    if before == after:
        raise NoKey(_SAME.format(place=new.place))

    async def job(session: Session) -> int:
        stored = stored_keys(await session.rows(KEY_ROWS))
        for name, value in stored.rows:
            since, _colon, wrapped = value.partition(":")
            key = unwrap(before, name, wrapped)
            if key is None:
                raise NoKey(_WRONG.format(place=old.place))
            again = f"{since}:{wrap(after, name, key)}"
            await session.rows(SET_PLAIN_SECRET, name=name, value=again)
        return len(stored.rows)

    count: int = await database.in_transaction(job)
    return count


async def is_sealed(database: Any) -> bool:
    """Whether all that an older release left plain has been sealed."""
    marked, any_data = await database.query(MARK_ROW), await database.query(ANY_DATA)
    return bool(marked) or not any_data


async def mark_sealed(database: Any) -> None:
    """Note that nothing plain is left."""

    async def job(session: Session) -> None:
        await session.rows(SET_PLAIN_SECRET, name=SEALED_MARK, value=_MARKED)

    await database.in_transaction(job)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
