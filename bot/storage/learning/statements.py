"""The statements of activities: record, correct, void, and what they add up to."""

from __future__ import annotations

from sqlalchemy import BigInteger, func, insert, null, select, update

from bot.storage.engine.constructs import in_json, new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.activity_rows import COLUMNS
from bot.storage.learning.tables import activity, activity_change

COUNTS = (activity.c.person_id == param("person"), activity.c.voided_ms.is_(None))
"""The condition of a person's entries that count."""

# --- one activity --------------------------------------------------------------------------------

ACTIVITY = Statement(
    "activity",
    select(*COLUMNS).where(
        activity.c.person_id == param("person"), activity.c.receipt == param("receipt")
    ),
)
FIND_DRAFT = Statement(
    "find_draft",
    select(activity.c.receipt).where(
        activity.c.draft_key == param("draft_key"), activity.c.person_id == param("person_id")
    ),
)
ADD_ACTIVITY = Statement(
    "add_activity",
    lambda dialect: new_row(activity, dialect, "id", "voided_ms", "void_reason").returning(
        activity.c.id
    ),
)
CHANGE_ACTIVITY = Statement(
    "change_activity",
    update(activity)
    .where(activity.c.person_id == param("person"), activity.c.receipt == param("receipt_"))
    .values(
        type_code=param("type_code"),
        title=param("title"),
        day=param("day"),
        minutes=param("minutes"),
        mode=param("mode"),
        provider=param("provider"),
        searchable=param("searchable"),
    )
    .returning(activity.c.id),
)
ADD_CHANGE = Statement(
    "add_change",
    insert(activity_change).values(
        activity_id=param("activity_id"),
        field=param("field"),
        before=param("before"),
        after=param("after"),
        at_ms=param("now"),
    ),
)
VOID_ACTIVITY = Statement(
    "void_activity",
    update(activity)
    .where(
        activity.c.person_id == param("person"),
        activity.c.receipt == param("receipt_"),
        activity.c.voided_ms.is_(None),
    )
    .values(voided_ms=param("now"), void_reason=param("reason")),
)
RESTORE_ACTIVITY = Statement(
    "restore_activity",
    update(activity)
    .where(
        activity.c.person_id == param("person"),
        activity.c.receipt == param("receipt_"),
        activity.c.voided_ms.is_not(None),
    )
    .values(voided_ms=null(), void_reason=null())
    .returning(activity.c.id),
)

LATEST_ACTIVITIES = Statement(
    "latest_activities",
    select(*COLUMNS)
    .where(*COUNTS)
    .order_by(activity.c.day.desc(), activity.c.id.desc())
    .limit(param("limit")),
)

# --- activities of days --------------------------------------------------------------------------

MINUTES_ON = Statement(
    "minutes_on",
    select(func.coalesce(func.sum(activity.c.minutes), 0)).where(
        *COUNTS, activity.c.day == param("day"), activity.c.receipt != param("excluded")
    ),
)
ACTIVITIES_BETWEEN = Statement(
    "activities_between",
    select(*COLUMNS)
    .where(
        activity.c.person_id == param("person"),
        activity.c.day >= param("first"),
        activity.c.day <= param("last"),
    )
    .order_by(activity.c.day.desc(), activity.c.id.desc()),
)
LAST_DAY_BEFORE = Statement(
    "last_day_before",
    select(func.max(activity.c.day)).where(
        activity.c.person_id == param("person"), activity.c.day < param("day")
    ),
)
FIRST_DAY_AFTER = Statement(
    "first_day_after",
    select(func.min(activity.c.day)).where(
        activity.c.person_id == param("person"), activity.c.day > param("day")
    ),
)
FIRST_DAY = Statement("first_day", select(func.min(activity.c.day)).where(*COUNTS))
DAILY_TOTALS = Statement(
    "daily_totals",
    select(activity.c.day, activity.c.type_code, func.count(), func.sum(activity.c.minutes))
    .where(*COUNTS, activity.c.day >= param("first"), activity.c.day <= param("last"))
    .group_by(activity.c.day, activity.c.type_code)
    .order_by(activity.c.day, activity.c.type_code),
)
DAILY_TOTALS_OF = Statement(
    "daily_totals_of",
    lambda dialect: (
        select(
            activity.c.person_id,
            activity.c.day,
            activity.c.type_code,
            func.count(),
            func.sum(activity.c.minutes),
        )
        .where(
            in_json(activity.c.person_id, "people", dialect, BigInteger),
            activity.c.voided_ms.is_(None),
            activity.c.day >= param("first"),
            activity.c.day <= param("last"),
        )
        .group_by(activity.c.person_id, activity.c.day, activity.c.type_code)
        .order_by(activity.c.person_id, activity.c.day, activity.c.type_code)
    ),
)
