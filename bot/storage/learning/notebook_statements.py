"""The statements of the notebook: entries of days by pages, sums of months, entries by words."""

from __future__ import annotations

from sqlalchemy import BigInteger, case, func, select

from bot.storage.engine.constructs import in_json, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.activity_rows import COLUMNS
from bot.storage.learning.tables import activity

_OWN = activity.c.person_id == param("person")

ACTIVITIES_PAGE = Statement(
    "activities_page",
    select(*COLUMNS)
    .where(_OWN, activity.c.day >= param("first"), activity.c.day <= param("last"))
    .order_by(activity.c.day.desc(), activity.c.id.desc())
    .limit(param("limit"))
    .offset(param("offset")),
)
_MONTH = func.substr(activity.c.day, 1, 7)
MONTHLY_TOTALS = Statement(
    "monthly_totals",
    select(
        _MONTH,
        func.sum(case((activity.c.voided_ms.is_(None), 1), else_=0)),
        func.sum(case((activity.c.voided_ms.is_(None), activity.c.minutes), else_=0)),
        func.count(),
    )
    .where(_OWN, activity.c.day >= param("first"), activity.c.day <= param("last"))
    .group_by(_MONTH)
    .order_by(_MONTH),
)

# --- entries by words ----------------------------------------------------------------------------

# What is searched is sealed, so who searches opens a person's entries and looks there.

SEARCHABLE = Statement(
    "searchable",
    select(
        activity.c.id,
        activity.c.searchable,
        activity.c.day,
        activity.c.minutes,
        activity.c.voided_ms.is_(None),
    )
    .where(_OWN)
    .order_by(activity.c.day.desc(), activity.c.id.desc()),
)
ACTIVITIES_BY_ID = Statement(
    "activities_by_id",
    lambda dialect: select(activity.c.id, *COLUMNS).where(
        _OWN, in_json(activity.c.id, "ids", dialect, BigInteger)
    ),
)
