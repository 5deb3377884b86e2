"""The statements of what a restore holds back: hold, count, release, drop."""

from __future__ import annotations

from sqlalchemy import func, literal_column, null, or_, select, update

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.runs.tables import campaign_run

_HELD = outbox.c.state == literal_column("'held'")
_CHOSEN = (
    _HELD,
    or_(param("kind") == literal_column("'*'"), outbox.c.kind == param("kind_")),
    or_(param("channel") == literal_column("'*'"), outbox.c.channel == param("channel_")),
)

HOLD_OPEN = Statement(
    "hold_open",
    update(outbox)
    .where(outbox.c.done_ms.is_(None))
    .values(state="held", why="restored", claimed_by=null(), done_ms=param("now")),
)
HELD_COUNTS = Statement(
    "held_counts",
    select(outbox.c.channel, outbox.c.kind, func.count())
    .where(_HELD)
    .group_by(outbox.c.channel, outbox.c.kind)
    .order_by(outbox.c.channel, outbox.c.kind),
)
# Due when it was posted: what was posted first at an address leaves first.
RELEASE_HELD = Statement(
    "release_held",
    update(outbox)
    .where(*_CHOSEN)
    .values(state="planned", why=null(), done_ms=null(), due_ms=outbox.c.created_ms)
    .returning(outbox.c.id),
)
DROP_HELD = Statement(
    "drop_held",
    update(outbox).where(*_CHOSEN).values(state="cancelled", why="restored").returning(outbox.c.id),
)

# --- the runs of campaigns -----------------------------------------------------------------------

# Their rows are held; nobody plans more of them, or lets one out, before somebody resumes them.
PAUSE_RUNS = Statement(
    "pause_runs",
    update(campaign_run)
    .where(campaign_run.c.state.in_((literal_column("'planning'"), literal_column("'sending'"))))
    .values(state="paused", why="restored"),
)
REOPEN_RUNS = Statement(
    "reopen_runs",
    update(campaign_run)
    .where(
        campaign_run.c.settled_ms.is_not(None),
        campaign_run.c.id.in_(
            select(outbox.c.run_id).where(
                outbox.c.run_id.is_not(None), outbox.c.state == literal_column("'planned'")
            )
        ),
    )
    .values(state="paused", why="restored", settled_ms=null()),
)
