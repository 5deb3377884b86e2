"""The statements of runs: begin, lock, change, sweep, settle."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    insert,
    literal,
    literal_column,
    null,
    select,
    update,
)

from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.runs.tables import IS_OPEN, campaign_run, message_text

_run = campaign_run.c

COLUMNS: tuple[Any, ...] = (
    _run.id,
    _run.run_key,
    _run.campaign,
    _run.occasion,
    _run.kind,
    _run.author_id,
    _run.wards,
    _run.version,
    _run.state,
    _run.until_ms,
    _run.begun_ms,
    _run.planned,
    _run.erased,
    _run.planned_ms,
    _run.settled_ms,
    _run.why,
)
"""A run, as `SqlRunRepository` reads it."""

BEGIN_RUN = Statement(
    "begin_run",
    lambda dialect: (
        insert_into(campaign_run, dialect)
        .values(
            run_key=param("run_key"),
            campaign=param("campaign"),
            occasion=param("occasion"),
            kind=param("kind"),
            purpose=param("purpose"),
            author_id=param("author_id"),
            wards=param("wards"),
            audience=param("audience"),
            corrects=param("corrects"),
            version=param("version"),
            buttons=param("buttons"),
            state="planning",
            until_ms=param("until_ms"),
            after_person=literal(0),
            last_person=param("last_person"),
            planned=literal(0),
            begun_ms=param("begun_ms"),
        )
        .on_conflict_do_nothing()
        .returning(*COLUMNS)
    ),
)
ADD_TEXT = Statement(
    "add_text",
    insert(message_text).values(
        run_id=param("run"), locale=param("locale"), ward=param("ward"), say=param("say")
    ),
)
RUN = Statement("run", select(*COLUMNS).where(_run.run_key == param("key")))
LOCK_RUN = Statement(
    "lock_run", select(*COLUMNS).where(_run.run_key == param("key")).with_for_update()
)
RUNS_OF = Statement(
    "runs_of", select(*COLUMNS).where(_run.campaign == param("campaign")).order_by(_run.id)
)
BUTTONS_OF = Statement("buttons_of", select(_run.buttons).where(_run.id == param("run")))
OPEN_RUNS = Statement("open_runs", select(*COLUMNS).where(*IS_OPEN).order_by(_run.id))
# What people answer is counted for some days more.
COUNTED_RUNS = Statement(
    "counted_runs",
    select(*COLUMNS).where(_run.until_ms > param("since")).order_by(_run.until_ms, _run.id),
)
NEWEST_RUNS = Statement(
    "newest_runs",
    select(*COLUMNS)
    .where(_run.id > literal_column("0"))
    .order_by(_run.id.desc())
    .limit(param("limit")),
)
CORRECTIONS_OF = Statement(
    "corrections_of", select(_run.id).where(_run.corrects == param("campaign")).limit(literal(1))
)
SET_RUN_STATE = Statement(
    "set_run_state",
    update(campaign_run)
    .where(_run.id == param("run"))
    .values(state=param("state"), why=param("why"), settled_ms=null()),
)
PLANNING_OF = Statement(
    "planning_of",
    select(
        _run.after_person,
        _run.last_person,
        _run.planned,
        _run.purpose,
        _run.audience,
        _run.corrects,
    ).where(_run.id == param("run")),
)
SAVE_PLANNING = Statement(
    "save_planning",
    update(campaign_run)
    .where(_run.id == param("run"))
    .values(
        after_person=param("after_person"),
        planned=param("planned"),
        planned_ms=param("planned_ms"),
        state=param("state"),
    ),
)

# --- sweeping ------------------------------------------------------------------------------------

_PLANNED = (
    outbox.c.run_id == param("run"),
    outbox.c.state == literal_column("'planned'"),
)


def _end_planned(state: str, *which: Any) -> Any:
    """Ends the next planned rows; one that an erasure holds waits for the next slice."""
    following = (
        select(outbox.c.id)
        .where(*_PLANNED, *which)
        .limit(param("limit"))
        .with_for_update(skip_locked=True)
    )
    return (
        update(outbox)
        .where(outbox.c.id.in_(following))
        .values(state=state, why=param("why"), done_ms=param("now"))
        .returning(outbox.c.id)
    )


CANCEL_PLANNED = Statement(
    "cancel_planned", _end_planned("cancelled", outbox.c.parts_sent == literal_column("0"))
)
# Some of it was seen: what it came to is not sure.
CANCEL_HALF_SENT = Statement(
    "cancel_half_sent", _end_planned("unsure", outbox.c.parts_sent > literal_column("0"))
)
# Nobody claims the rows of an account that is served no more, so nobody checks them.
EXPIRE_PLANNED = Statement(
    "expire_planned", _end_planned("skipped", outbox.c.parts_sent == literal_column("0"))
)
OPEN_ROW_OF = Statement(
    "open_row_of",
    select(outbox.c.id)
    .where(
        outbox.c.run_id == param("run"),
        outbox.c.state.in_((literal_column("'planned'"), literal_column("'claimed'"))),
    )
    .limit(literal(1)),
)
SETTLE_RUN = Statement(
    "settle_run",
    update(campaign_run)
    .where(_run.id == param("run"))
    .values(
        state=param("state"),
        settled_ms=param("now"),
        result=param("result"),
        counted_ms=param("now_"),
    ),
)

COUNT_ERASED = Statement(
    "count_erased",
    update(campaign_run)
    .where(_run.id == param("run"), _run.settled_ms.is_(None))
    .values(erased=_run.erased + param("count")),
)
