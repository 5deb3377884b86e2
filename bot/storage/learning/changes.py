"""The history of an activity: what a field said before and says now."""

from __future__ import annotations

import datetime as dt

from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.learning.statements import ADD_CHANGE


async def note_change(
    session: Session,
    activity: int,
    field: str,
    before: str | None,
    after: str | None,
    now: dt.datetime,
) -> None:
    """Append one change of an activity to its history."""
    await session.rows(
        ADD_CHANGE, activity_id=activity, field=field, before=before, after=after, now=to_ms(now)
    )
