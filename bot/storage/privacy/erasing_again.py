"""Erasing again: what the journal says is done once more in a database that a backup gave.

The numbers of people are given anew after a restore, so a number alone is no proof. A person is
erased again who was there before the erasure and has its number or one of its addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from bot.storage.engine.session import Session
from bot.storage.people.statements import PEOPLE_AFTER
from bot.storage.privacy.journal import JOURNAL_KEY, JournalEntry, address_hash
from bot.storage.privacy.queries import SqlPrivacyRepository
from bot.storage.privacy.statements import ADDRESSES_AFTER, PERSON_BEFORE
from bot.storage.secrets.statements import GET_SECRET

MAX_SLICE = 500


class _Transactional(Protocol):
    async def in_transaction(self, job: Any) -> Any: ...


async def erase_again(
    database: _Transactional, entries: Sequence[JournalEntry], now: dt.datetime
) -> int:
    """Do every erasure of the journal again where it has something to erase; how many people.

    Their uploaded files are listed, and deleted as after any erasure. Raises `NotStored`.
    """
    if not entries:
        return 0
    doomed = await _by_number(database, entries) | await _by_address(database, entries)
    for person in sorted(doomed):

        async def forget(session: Session, person: int = person) -> None:
            await SqlPrivacyRepository(session).forget_person(person, now)

        await database.in_transaction(forget)
    return len(doomed)


async def _by_number(database: _Transactional, entries: Sequence[JournalEntry]) -> set[int]:
    async def job(session: Session) -> set[int]:
        found = set[int]()
        for entry in entries:
            rows = await session.rows(PERSON_BEFORE, person=entry.person, at_ms=entry.at_ms)
            found.update(int(row[0]) for row in rows)
        return found

    number: set[int] = await database.in_transaction(job)
    return number


async def _by_address(database: _Transactional, entries: Sequence[JournalEntry]) -> set[int]:
    erased_ms: dict[str, int] = {}
    for entry in entries:
        for each in entry.addresses:
            erased_ms[each] = max(entry.at_ms, erased_ms.get(each, 0))
    found = set[int]()
    after: int | None = 0
    while after is not None and erased_ms:

        async def job(session: Session, after: int = after) -> tuple[set[int], int | None]:
            return await _slice(session, after, erased_ms)

        some, after = await database.in_transaction(job)
        found |= some
    return found


async def _slice(
    session: Session, after: int, erased_ms: dict[str, int]
) -> tuple[set[int], int | None]:
    """Who of the next people has an address that was erased later than they came; and go on."""
    key = await session.rows(GET_SECRET, name=JOURNAL_KEY)
    people = await session.rows(PEOPLE_AFTER, after=after, limit=MAX_SLICE)
    if not people or not key:
        return set(), None
    last = int(people[-1][0])
    rows = await session.rows(ADDRESSES_AFTER, after=after, last=last)
    found = {
        int(person)
        for channel, account, external_id, person, created_ms in rows
        if created_ms
        <= erased_ms.get(address_hash(str(key[0][0]), channel, account, external_id), -1)
    }
    return found, last
