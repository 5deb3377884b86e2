"""The statement of the backlog: what waits in the outbox."""

from __future__ import annotations

from sqlalchemy import case, func, select

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox

BACKLOG = Statement(
    "backlog",
    select(
        outbox.c.channel,
        outbox.c.kind,
        outbox.c.state,
        func.count(),
        func.min(case((outbox.c.due_ms <= param("now"), outbox.c.due_ms))),
    )
    .where(outbox.c.done_ms.is_(None))
    .group_by(outbox.c.channel, outbox.c.kind, outbox.c.state)
    .order_by(outbox.c.channel, outbox.c.kind, outbox.c.state),
)
