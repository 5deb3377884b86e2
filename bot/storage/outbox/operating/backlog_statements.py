"""The statement of the backlog: what waits in the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, literal_column, select, union_all

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.statements import OPEN_RUNS
from bot.storage.outbox.tables import outbox


def _waiting(*which: Any) -> Select[Any]:
    return (
        select(
            outbox.c.channel,
            outbox.c.kind,
            outbox.c.state,
            func.count(),
            func.min(case((outbox.c.due_ms <= param("now"), outbox.c.due_ms))),
        )
        .where(*which)
        .group_by(outbox.c.channel, outbox.c.kind, outbox.c.state)
    )


_OPEN_STATES: tuple[Any, ...] = (literal_column("'planned'"), literal_column("'claimed'"))

BACKLOG = Statement(
    "backlog",
    union_all(
        _waiting(outbox.c.done_ms.is_(None), outbox.c.run_id.is_(None)),
        _waiting(outbox.c.run_id.in_(OPEN_RUNS), outbox.c.state.in_(_OPEN_STATES)),
    ).order_by(literal_column("1"), literal_column("2"), literal_column("3")),
)
