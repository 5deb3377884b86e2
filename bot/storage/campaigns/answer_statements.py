"""The statements of answers: who may answer a run, and what they answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, literal_column, select

from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import delivery, outbox
from bot.storage.runs.tables import campaign_answer

_REACHED: tuple[Any, ...] = (
    literal_column("'claimed'"),
    literal_column("'sent'"),
    literal_column("'unsure'"),
)
# After 30 days the row is gone, and what became of it is kept.
RECEIVED = Statement(
    "received",
    select(outbox.c.id)
    .where(
        outbox.c.person_id == param("person"),
        outbox.c.source == param("source"),
        outbox.c.state.in_(_REACHED),
    )
    .union_all(
        select(delivery.c.id).where(
            delivery.c.person_id == param("person_"),
            delivery.c.source == param("source_"),
            delivery.c.state.in_(_REACHED),
        )
    ),
)
SAVE_ANSWER = Statement(
    "save_answer",
    lambda dialect: (
        insert_into(campaign_answer, dialect)
        .values(
            run_id=param("run"), person_id=param("person"), button=param("button"),
            at_ms=param("now"),
        )
        .on_conflict_do_update(
            index_elements=["run_id", "person_id"],
            set_={"button": param("button_"), "at_ms": param("now_")},
        )
    ),
)  # fmt: skip
PURGE_ANSWERS = Statement(
    "purge_answers",
    delete(campaign_answer)
    .where(
        campaign_answer.c.person_id > param("after"),
        campaign_answer.c.person_id <= param("last"),
        campaign_answer.c.at_ms < param("before"),
    )
    .returning(campaign_answer.c.person_id),
)
