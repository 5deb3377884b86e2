"""The statements of announcements: how far each is planned, for whom, into the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    Text,
    cast,
    func,
    literal,
    literal_column,
    not_,
    select,
    update,
)
from sqlalchemy.sql import Executable

from bot.domain.notifications.policy import PURPOSE_OF
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.notifications.audience_sql import (
    Wards,
    audience_conditions,
    people_and_addresses,
)
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
_IN_WARD = person.c.ward == param("ward")


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


def _recipients(dialect: DialectName, *whose: Any) -> Executable:
    conditions = audience_conditions(dialect, PURPOSE_OF["announcement"])
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
            not_(conditions["has_it"]),
            person.c.resident_group,
            address.c.person_id,
            person.c.quiet_from,
            person.c.quiet_to,
            person.c.weekly_most,
        )
        .select_from(people_and_addresses())
        .where(person.c.id > param("after"), person.c.id <= param("last"), *whose)
        .order_by(person.c.id)
    )


PEOPLE_UNTIL = Statement("people_until", _people_until())
PEOPLE_OF_WARD_UNTIL = Statement("people_of_ward_until", _people_until(_IN_WARD))
RECIPIENTS = Statement("recipients", _recipients)
RECIPIENTS_OF_WARD = Statement("recipients_of_ward", lambda dialect: _recipients(dialect, _IN_WARD))
SOURCES_OF = Statement(
    "sources_of",
    lambda dialect: select(outbox.c.person_id, outbox.c.source).where(
        in_json(outbox.c.person_id, "people", dialect, BigInteger),
        in_json(outbox.c.source, "sources", dialect),
    ),
)

# --- into the outbox -----------------------------------------------------------------------------


def _plan(dialect: DialectName, wards: Wards) -> Executable:
    conditions = audience_conditions(dialect, PURPOSE_OF["announcement"], wards)
    # Who has it already is found by the unique index of person and source, below.
    reached = [condition for code, condition in conditions.items() if code != "has_it"]
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
        .select_from(people_and_addresses())
        .where(person.c.id > param("after"), person.c.id <= param("last"), *reached)
        .order_by(person.c.id)
    )
    planned: Executable = (
        insert_into(outbox, dialect)
        .from_select(_POSTED, people)
        .on_conflict_do_nothing()
        .returning(outbox.c.id)
    )
    return planned


ANNOUNCE_OTHERS = Statement("announce_others", lambda dialect: _plan(dialect, "all_but"))
ANNOUNCE_WARD = Statement("announce_ward", lambda dialect: _plan(dialect, "one"))
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
