"""The statements of results: what rows came to, what is kept of it, unsure rows, who follows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bot.storage.engine.constructs import DialectName, in_json, insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person
from bot.storage.runs.tables import campaign_answer, campaign_run, campaign_watch, message_text

_run = campaign_run.c

# --- counting, outside of every turn --------------------------------------------------------------

RUN_RESULT = Statement(
    "run_result",
    select(message_text.c.ward, outbox.c.channel, outbox.c.state, outbox.c.why, func.count())
    .select_from(outbox.join(message_text, message_text.c.id == outbox.c.text_id))
    .where(outbox.c.run_id == param("run"))
    .group_by(message_text.c.ward, outbox.c.channel, outbox.c.state, outbox.c.why)
    .order_by(message_text.c.ward, outbox.c.channel, outbox.c.state, outbox.c.why),
)
# A person may have answered several runs of the campaign: the newest answer counts.
_later = campaign_answer.alias("later")
_ward = func.coalesce(person.c.ward, literal_column("''"))


def _of_campaign(answer: Any, name: str) -> Any:
    return answer.c.run_id.in_(select(_run.id).where(_run.campaign == param(name)))


COUNT_ANSWERS = Statement(
    "count_answers",
    select(
        func.coalesce(person.c.ward, literal_column("''")), campaign_answer.c.button, func.count()
    )
    .select_from(campaign_answer.join(person, person.c.id == campaign_answer.c.person_id))
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
    .group_by(person.c.ward, campaign_answer.c.button)
    .order_by(person.c.ward, campaign_answer.c.button),
)


def _slot(at: Any) -> Any:
    return cast(
        (at - cast(param("begun"), BigInteger)) // cast(param("step"), BigInteger), BigInteger
    ).label("slot")


_sent_in, _answered_in = _slot(outbox.c.done_ms), _slot(campaign_answer.c.at_ms)
SENT_IN_TIME = Statement(
    "sent_in_time",
    select(message_text.c.ward, _sent_in, func.count())
    .select_from(outbox.join(message_text, message_text.c.id == outbox.c.text_id))
    .where(outbox.c.run_id == param("run"), outbox.c.state == literal_column("'sent'"))
    .group_by(message_text.c.ward, _sent_in)
    .order_by(message_text.c.ward, _sent_in),
)
ANSWERED_IN_TIME = Statement(
    "answered_in_time",
    select(_ward, _answered_in, func.count())
    .select_from(campaign_answer.join(person, person.c.id == campaign_answer.c.person_id))
    .where(campaign_answer.c.run_id == param("run"))
    .group_by(person.c.ward, _answered_in)
    .order_by(person.c.ward, _answered_in),
)

# --- what is kept of it ---------------------------------------------------------------------------

# A run that was settled, or counted later, meanwhile keeps what it has.
KEEP_COUNTS = Statement(
    "keep_counts",
    update(campaign_run)
    .where(
        _run.id == param("run"),
        _run.settled_ms.is_(None),
        func.coalesce(_run.counted_ms, literal_column("0")) <= param("now"),
    )
    .values(result=param("result"), counted_ms=param("now_")),
)
KEEP_GROWTH = Statement(
    "keep_growth",
    update(campaign_run)
    .where(_run.id == param("run"))
    .values(answered=param("answered"), timeline=param("timeline")),
)
KEPT_COUNTS = Statement(
    "kept_counts", select(_run.result, _run.counted_ms).where(_run.id == param("run"))
)
KEPT_ANSWERS = Statement(
    "kept_answers",
    select(_run.answered)
    .where(_run.campaign == param("campaign"), _run.answered.is_not(None))
    .order_by(_run.id.desc())
    .limit(literal(1)),
)
KEPT_GROWTH = Statement("kept_growth", select(_run.timeline).where(_run.id == param("run")))
PURPOSE_OF = Statement(
    "purpose_of",
    select(_run.purpose)
    .where(_run.campaign == param("campaign"))
    .order_by(_run.id.desc())
    .limit(literal(1)),
)

# --- unsure rows ----------------------------------------------------------------------------------

LEFT_AS_IT_IS = "left"
"""Why an unsure row stays so: somebody decided it."""

_UNSURE = (
    outbox.c.run_id == param("run"),
    outbox.c.state == literal_column("'unsure'"),
    func.coalesce(outbox.c.why, literal_column("''")) != literal_column(f"'{LEFT_AS_IT_IS}'"),
)
_UNDECIDED = (
    select(outbox.c.id, message_text.c.ward, outbox.c.channel, outbox.c.done_ms)
    .select_from(outbox.join(message_text, message_text.c.id == outbox.c.text_id))
    .order_by(outbox.c.id)
)
UNSURE_ROWS = Statement(
    "unsure_rows",
    _UNDECIDED.where(*_UNSURE, outbox.c.id > param("after")).limit(param("limit")),
)


def _chosen_unsure(dialect: DialectName) -> tuple[Any, ...]:
    return (*_UNSURE, in_json(outbox.c.id, "rows", dialect, BigInteger))


UNSURE_OF = Statement("unsure_of", lambda dialect: _UNDECIDED.where(*_chosen_unsure(dialect)))
SEND_AGAIN = Statement(
    "send_again",
    lambda dialect: (
        update(outbox)
        .where(*_chosen_unsure(dialect))
        .values(
            state="planned", why=null(), done_ms=null(), attempts=literal(0),
            parts_sent=literal(0), due_ms=param("now"),
        )
        .returning(outbox.c.id)
    ),
)  # fmt: skip
LEAVE = Statement(
    "leave",
    lambda dialect: (
        update(outbox)
        .where(*_chosen_unsure(dialect))
        .values(why=LEFT_AS_IT_IS)
        .returning(outbox.c.id)
    ),
)

# --- who follows a run ----------------------------------------------------------------------------

# The channel is that of the message.
WATCH = Statement(
    "watch",
    lambda dialect: (
        insert_into(campaign_watch, dialect)
        .from_select(
            ["run_id", "person_id", "channel", "row", "shown_ms"],
            select(
                cast(param("run"), BigInteger),
                cast(param("person"), BigInteger),
                outbox.c.channel,
                outbox.c.id,
                cast(param("now"), BigInteger),
            ).where(outbox.c.id == param("row")),
        )
        .on_conflict_do_update(
            index_elements=["run_id", "person_id"],
            set_={"row": param("row_"), "shown_ms": param("now_")},
        )
    ),
)
WATCHES = Statement(
    "watches",
    select(
        campaign_watch.c.person_id,
        campaign_watch.c.channel,
        campaign_watch.c.row,
        campaign_watch.c.shown_ms,
    )
    .where(campaign_watch.c.run_id == param("run"))
    .order_by(campaign_watch.c.person_id),
)
END_WATCHES = Statement(
    "end_watches", delete(campaign_watch).where(campaign_watch.c.run_id == param("run"))
)
