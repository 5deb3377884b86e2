"""The statements of requests about personal data, and of erasures that wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, delete, func, insert, null, or_, select, update

from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, new_row, param, renewed_row
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person
from bot.storage.privacy.tables import data_request, planned_erasure

_COLUMNS = (
    data_request.c.number,
    data_request.c.kind,
    data_request.c.received_ms,
    data_request.c.acknowledged_ms,
    data_request.c.due,
    data_request.c.done_ms,
    data_request.c.outcome,
    data_request.c.person_id,
    data_request.c.wish,
)

ADD_REQUEST = Statement("add_request", lambda dialect: new_row(data_request, dialect, "reminded"))
REQUESTS_OF_PERSON = Statement(
    "requests_of_person",
    select(*_COLUMNS)
    .where(data_request.c.person_id == param("person"))
    .order_by(data_request.c.received_ms.desc(), data_request.c.number)
    .limit(param("limit")),
)
OPEN_REQUESTS = Statement(
    "open_requests",
    select(*_COLUMNS)
    .where(data_request.c.done_ms.is_(None))
    .order_by(data_request.c.due, data_request.c.number)
    .limit(param("limit")),
)
_WAITING = (
    select(*_COLUMNS, person.c.ward)
    .select_from(data_request.outerjoin(person, person.c.id == data_request.c.person_id))
    .where(data_request.c.done_ms.is_(None), data_request.c.kind != "erase")
)


def _waiting(dialect: DialectName, *, of_wards: bool) -> Any:
    which = [in_json(person.c.ward, "wards", dialect)] if of_wards else []
    return (
        _WAITING.where(*which)
        .order_by(data_request.c.due, data_request.c.number)
        .limit(param("limit"))
    )


WAITING_REQUESTS = Statement("waiting_requests", lambda dialect: _waiting(dialect, of_wards=False))
WAITING_REQUESTS_OF_WARDS = Statement(
    "waiting_requests_of_wards", lambda dialect: _waiting(dialect, of_wards=True)
)
LOCK_WAITING_REQUEST = Statement(
    "lock_waiting_request",
    _WAITING.where(data_request.c.number == param("number")).with_for_update(of=data_request),
)
NOTE_REQUEST_REMINDED = Statement(
    "note_request_reminded",
    update(data_request)
    .where(
        data_request.c.done_ms.is_(None),
        data_request.c.kind != "erase",
        data_request.c.due <= param("until"),
        or_(data_request.c.reminded.is_(None), data_request.c.reminded < param("today")),
    )
    .values(reminded=param("today_"))
    .returning(data_request.c.number),
)
CLOSE_REQUEST = Statement(
    "close_request",
    update(data_request)
    .where(data_request.c.number == param("number_"), data_request.c.done_ms.is_(None))
    .values(done_ms=param("now"), outcome=param("outcome_"))
    .returning(*_COLUMNS),
)
# What remains has no person and no words: a number, a kind and days.
FORGET_REQUESTS = Statement(
    "forget_requests",
    update(data_request)
    .where(data_request.c.person_id == param("person"))
    .values(
        person_id=null(),
        wish=null(),
        done_ms=func.coalesce(data_request.c.done_ms, param("now")),
        outcome=func.coalesce(data_request.c.outcome, "erased"),
    ),
)

# --- erasures that wait ---------------------------------------------------------------------------

_PLANNED = (planned_erasure.c.person_id, planned_erasure.c.number, planned_erasure.c.due_ms)

PLAN_ERASURE = Statement("plan_erasure", lambda dialect: renewed_row(planned_erasure, dialect))
PLANNED_ERASURE = Statement(
    "planned_erasure", select(*_PLANNED).where(planned_erasure.c.person_id == param("person"))
)
CANCEL_ERASURE = Statement(
    "cancel_erasure",
    delete(planned_erasure)
    .where(planned_erasure.c.person_id == param("person"))
    .returning(*_PLANNED),
)
DUE_ERASURES = Statement(
    "due_erasures",
    delete(planned_erasure)
    .where(
        planned_erasure.c.person_id.in_(
            select(planned_erasure.c.person_id)
            .where(planned_erasure.c.due_ms <= param("now"))
            .order_by(planned_erasure.c.due_ms)
            .limit(param("limit"))
            .with_for_update(skip_locked=True)
        )
    )
    .returning(*_PLANNED),
)
_SPOKE_THERE = and_(
    conversation.c.person_id == address.c.person_id,
    conversation.c.channel == address.c.channel,
    conversation.c.account == address.c.account,
    conversation.c.external_id == address.c.external_id,
)
LAST_ADDRESS = Statement(
    "last_address",
    select(address.c.channel, address.c.account, address.c.external_id, person.c.locale)
    .select_from(
        address.join(person, person.c.id == address.c.person_id).outerjoin(
            conversation, _SPOKE_THERE
        )
    )
    .where(address.c.person_id == param("person"), address.c.blocked_ms.is_(None))
    .order_by(case((conversation.c.person_id.is_(None), 1), else_=0), address.c.created_ms)
    .limit(1),
)
POST_LAST_WORDS = Statement(
    "post_last_words",
    insert(outbox).values(
        channel=param("channel"),
        account=param("account"),
        external_id=param("external_id"),
        kind="reply",
        locale=param("locale"),
        turn=0,
        say=param("say"),
        state="planned",
        attempts=0,
        due_ms=param("now"),
        created_ms=param("now_"),
    ),
)
