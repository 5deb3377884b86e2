"""The statements of announcements: how far each is planned, for whom, into the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.sql import Executable

from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.notifications.tables import announcing
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person

_POSTED = (
    "channel",
    "account",
    "external_id",
    "person_id",
    "kind",
    "locale",
    "turn",
    "say",
    "state",
    "attempts",
    "due_ms",
    "until_ms",
    "source",
    "created_ms",
)
_WHERE_THEY_ARE = person.join(conversation, conversation.c.person_id == person.c.id).outerjoin(
    address,
    and_(
        address.c.channel == conversation.c.channel,
        address.c.account == conversation.c.account,
        address.c.external_id == conversation.c.external_id,
    ),
)
_IN_WARD = person.c.ward == param("ward")


def _in_others(dialect: DialectName) -> Any:
    return or_(person.c.ward.is_(None), not_(in_json(person.c.ward, "excluded", dialect)))


# --- how far it is planned -----------------------------------------------------------------------

_PROGRESS = (announcing.c.source == param("source"), announcing.c.ward == param("ward"))

BEGIN_ANNOUNCED = Statement(
    "begin_announced",
    lambda dialect: (
        insert_into(announcing, dialect)
        .values(
            source=param("source"),
            ward=param("ward"),
            after_person=0,
            planned=0,
            begun_ms=param("now"),
        )
        .on_conflict_do_nothing()
    ),
)
PLANNING_PROGRESS = Statement(
    "planning_progress",
    select(announcing.c.after_person, announcing.c.planned, announcing.c.done_ms)
    .where(*_PROGRESS)
    .with_for_update(),
)
SAVE_PLANNING_PROGRESS = Statement(
    "save_planning_progress",
    update(announcing)
    .where(*_PROGRESS)
    .values(after_person=param("after_person"), planned=param("planned"), done_ms=param("done_ms")),
)

# --- for whom ------------------------------------------------------------------------------------


def _people_until(*whose: Any) -> Executable:
    following = (
        select(person.c.id)
        .where(person.c.id > param("after"), *whose)
        .order_by(person.c.id)
        .limit(param("limit"))
    )
    return select(func.max(following.subquery().c.id))


def _recipients(*whose: Any) -> Executable:
    return (
        select(
            person.c.id,
            person.c.joined_ms,
            person.c.consents,
            person.c.locale,
            person.c.ward,
            conversation.c.channel,
            conversation.c.account,
            conversation.c.external_id,
            address.c.blocked_ms,
            exists(outbox.c.id)
            .where(outbox.c.person_id == person.c.id, outbox.c.source == param("source"))
            .correlate(person),
            person.c.quiet_from,
            person.c.quiet_to,
            person.c.weekly_most,
        )
        .select_from(_WHERE_THEY_ARE)
        .where(person.c.id > param("after"), person.c.id <= param("last"), *whose)
        .order_by(person.c.id)
    )


PEOPLE_UNTIL = Statement("people_until", _people_until())
PEOPLE_OF_WARD_UNTIL = Statement("people_of_ward_until", _people_until(_IN_WARD))
RECIPIENTS = Statement("recipients", _recipients())
RECIPIENTS_OF_WARD = Statement("recipients_of_ward", _recipients(_IN_WARD))
SOURCES_OF = Statement(
    "sources_of",
    lambda dialect: select(outbox.c.person_id, outbox.c.source).where(
        in_json(outbox.c.person_id, "people", dialect, BigInteger),
        in_json(outbox.c.source, "sources", dialect),
    ),
)

# --- into the outbox -----------------------------------------------------------------------------


def _plan(dialect: DialectName, whose: Any) -> Executable:
    # `Recipient.skip_reason` says the same; a test holds them equal.
    people = (
        select(
            conversation.c.channel,
            conversation.c.account,
            conversation.c.external_id,
            person.c.id,
            literal_column("'announcement'"),
            person.c.locale,
            literal(0),
            cast(param("say"), Text),
            literal_column("'planned'"),
            literal(0),
            cast(param("due_ms"), BigInteger),
            cast(param("until_ms"), BigInteger),
            cast(param("source"), String),
            cast(param("now"), BigInteger),
        )
        .select_from(_WHERE_THEY_ARE)
        .where(
            person.c.id > param("after"),
            person.c.id <= param("last"),
            whose,
            person.c.joined_ms.is_not(None),
            person.c.consents.like(literal_column("'%campaigns%'")),
            conversation.c.channel.is_not(None),
            address.c.blocked_ms.is_(None),
        )
        .order_by(person.c.id)
    )
    planned: Executable = (
        insert_into(outbox, dialect)
        .from_select(_POSTED, people)
        .on_conflict_do_nothing()
        .returning(outbox.c.id)
    )
    return planned


ANNOUNCE_OTHERS = Statement("announce_others", lambda dialect: _plan(dialect, _in_others(dialect)))
ANNOUNCE_WARD = Statement("announce_ward", lambda dialect: _plan(dialect, _IN_WARD))
ANNOUNCE_ONE = Statement(
    "announce_one",
    lambda dialect: (
        insert_into(outbox, dialect)
        .values(
            channel=param("channel"),
            account=param("account"),
            external_id=param("external_id"),
            person_id=param("person_id"),
            kind=param("kind"),
            locale=param("locale"),
            turn=0,
            say=param("say"),
            state="planned",
            attempts=0,
            due_ms=param("due_ms"),
            until_ms=param("until_ms"),
            source=param("source"),
            created_ms=param("now"),
        )
        .on_conflict_do_nothing()
    ),
)
