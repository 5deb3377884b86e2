"""The statements of the notebook: entries of days by pages, sums of months, entries by words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, and_, case, cast, func, select

from bot.domain.learning.searching import MAX_SEARCH_WORDS
from bot.storage.engine.constructs import DialectName, param
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

# `instr` and `strpos` know no wildcards, so that a typed % or _ is a letter like any other.


def _has(name: str, dialect: DialectName) -> Any:
    """True where a parameter stands in the searched words."""
    find = func.instr if dialect == "sqlite" else func.strpos
    return find(activity.c.searchable, param(name)) > 0


def _all(prefix: str, dialect: DialectName) -> Any:
    return and_(*(_has(f"{prefix}{number}", dialect) for number in range(MAX_SEARCH_WORDS)))


FOUND_TOTAL = Statement(
    "found_total",
    lambda dialect: select(
        func.count(),
        func.count().filter(activity.c.voided_ms.is_(None)),
        func.coalesce(func.sum(activity.c.minutes).filter(activity.c.voided_ms.is_(None)), 0),
        func.max(activity.c.day).filter(activity.c.voided_ms.is_(None)),
    ).where(_OWN, _all("plain", dialect)),
)
FOUND = Statement(
    "found",
    lambda dialect: (
        select(*COLUMNS)
        .where(_OWN, _all("plain", dialect))
        .order_by(
            cast(_all("accented", dialect), Integer).desc(),
            activity.c.day.desc(),
            activity.c.id.desc(),
        )
        .limit(param("limit"))
        .offset(param("offset"))
    ),
)
