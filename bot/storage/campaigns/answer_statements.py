"""The statements of answers: who may answer a run, what they answered, how many chose what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, exists, func, literal_column, or_, select

from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import delivery, outbox
from bot.storage.runs.tables import campaign_answer, campaign_run

_run = campaign_run.c

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
# A person may have answered several runs of the campaign: the newest answer counts.
_later = campaign_answer.alias("later")


def _of_campaign(answer: Any, name: str) -> Any:
    return answer.c.run_id.in_(select(_run.id).where(_run.campaign == param(name)))


ANSWERS = Statement(
    "answers",
    select(campaign_answer.c.button, func.count())
    .where(
        _of_campaign(campaign_answer, "campaign"),
        ~exists(_later.c.run_id).where(
            _later.c.person_id == campaign_answer.c.person_id,
            _of_campaign(_later, "campaign_"),
            or_(
                _later.c.at_ms > campaign_answer.c.at_ms,
                and_(
                    _later.c.at_ms == campaign_answer.c.at_ms,
                    _later.c.run_id > campaign_answer.c.run_id,
                ),
            ),
        ),
    )
    .group_by(campaign_answer.c.button)
    .order_by(campaign_answer.c.button),
)
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
