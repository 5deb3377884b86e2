"""Visitors who never joined: all that they left is erased some days after their last word."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.privacy.queries import SqlPrivacyRepository
from bot.storage.retention.statements import VISITORS_BEFORE

MAX_SLICE = 50
"""Visitors of one transaction: each of them is a handful of deletes."""


async def forget_visitors(database: Any, now: dt.datetime, days: int) -> int:
    """Erase, as persons are erased, who did not join and said nothing for so long; how many.

    Their address, conversation, messages and files go. An update in the inbox names nobody, and
    goes with all others. Raises `NotStored`; the next call goes on.
    """
    forgotten = 0
    after: int | None = 0
    before = now - dt.timedelta(days=days)
    while after is not None:
        gone, after = await database.in_transaction(
            partial(_forget_slice, now=now, before=before, after=after)
        )
        forgotten += gone
    return forgotten


async def _forget_slice(
    session: Session, *, now: dt.datetime, before: dt.datetime, after: int
) -> tuple[int, int | None]:
    """One slice: how many, and after whom to go on."""
    people = await session.rows(VISITORS_BEFORE, after=after, before=to_ms(before), limit=MAX_SLICE)
    privacy = SqlPrivacyRepository(session)
    for (person,) in people:
        await privacy.forget_person(int(person), now)
    return len(people), int(people[-1][0]) if people else None
