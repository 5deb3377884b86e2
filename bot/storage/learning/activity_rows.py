"""Rows of activities: the columns that an entry is read from, and the entry of a row."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from bot.domain.learning.activity import Activity
from bot.storage.engine.milliseconds import from_ms
from bot.storage.engine.session import Row
from bot.storage.learning.tables import activity, evidence

COLUMNS = (
    activity.c.receipt,
    activity.c.type_code,
    activity.c.title,
    activity.c.day,
    activity.c.minutes,
    activity.c.mode,
    activity.c.provider,
    select(func.count())
    .select_from(evidence)
    .where(evidence.c.activity_id == activity.c.id, evidence.c.removed_ms.is_(None))
    .scalar_subquery()
    .label("evidence"),
    activity.c.voided_ms,
    activity.c.void_reason,
)
"""What `activity_of` reads."""


def activity_of(row: Row) -> Activity:
    """The entry of a row of `COLUMNS`."""
    return Activity(
        receipt=row[0],
        type_code=row[1],
        title=row[2],
        day=dt.date.fromisoformat(row[3]),
        minutes=row[4],
        mode=row[5],
        provider=row[6],
        evidence=row[7],
        voided_at=None if row[8] is None else from_ms(row[8]),
        void_reason=row[9],
    )
