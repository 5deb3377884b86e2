"""The statements of privacy: what is kept of a person as a whole, and its erasure."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, cast, delete, exists, func, select, tuple_
from sqlalchemy.sql import Select

from bot.storage.engine.constructs import DialectName, in_json, insert_into, new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import activity, evidence
from bot.storage.notifications.tables import reminder
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, consent, person
from bot.storage.privacy.tables import doomed_file, erasure
from bot.storage.skills.tables import self_check

FORGET_MESSAGES = Statement(
    "forget_messages",
    delete(outbox).where(
        tuple_(outbox.c.channel, outbox.c.account, outbox.c.external_id).in_(
            select(address.c.channel, address.c.account, address.c.external_id).where(
                address.c.person_id == param("person")
            )
        )
    ),
)
# Those that were planned for an address which is not the person's any more.
FORGET_NOTIFICATIONS = Statement(
    "forget_notifications",
    delete(outbox).where(outbox.c.person_id == param("person"), outbox.c.source.is_not(None)),
)
DEMO_PEOPLE = Statement("demo_people", select(person.c.id).where(person.c.demo == 1))

# --- what is kept ---------------------------------------------------------------------------------

_OF_PERSON = activity.c.person_id == param("person")


def _count(query: Select[Any]) -> Any:
    return query.scalar_subquery()


KEPT = Statement(
    "kept",
    select(
        _count(select(func.count()).select_from(activity).where(_OF_PERSON)),
        _count(
            select(func.count())
            .select_from(evidence.join(activity, activity.c.id == evidence.c.activity_id))
            .where(_OF_PERSON)
        ),
        _count(
            select(func.count())
            .select_from(self_check)
            .where(self_check.c.person_id == param("person"))
        ),
        _count(
            select(func.count())
            .select_from(reminder)
            .where(reminder.c.person_id == param("person"))
        ),
        _count(
            select(func.count()).select_from(address).where(address.c.person_id == param("person"))
        ),
    ),
)
CONSENT_ANSWERS = Statement(
    "consent_answers",
    select(consent.c.purpose, consent.c.given, consent.c.text_version, consent.c.at_ms)
    .where(consent.c.person_id == param("person"))
    .order_by(consent.c.id),
)

# --- proofs, and files ----------------------------------------------------------------------------

NOTE_ERASURE = Statement("note_erasure", lambda dialect: new_row(erasure, dialect))


def _doom_files(dialect: DialectName) -> Any:
    """Lists the files of a person to which nobody else refers.

    Which of them lie here, and not with the channel, only who can open a reference knows.
    """
    others = evidence.alias("others")
    activity_of_others = activity.alias("activity_of_others")
    somebody_else = exists().where(
        others.c.reference == evidence.c.reference,
        activity_of_others.c.id == others.c.activity_id,
        activity_of_others.c.person_id != param("person"),
    )
    uploads = (
        select(evidence.c.reference, cast(param("now"), BigInteger).label("at_ms"))
        .distinct()
        .select_from(evidence.join(activity, activity.c.id == evidence.c.activity_id))
        .where(_OF_PERSON, ~somebody_else)
    )
    return (
        insert_into(doomed_file, dialect)
        .from_select(["reference", "at_ms"], uploads)
        .on_conflict_do_nothing()
    )


DOOM_FILES = Statement("doom_files", _doom_files)
DOOMED_FILES = Statement(
    "doomed_files",
    select(doomed_file.c.reference, doomed_file.c.at_ms)
    .order_by(doomed_file.c.reference)
    .limit(param("limit")),
)
REFERRED_TO = Statement(
    "referred_to",
    lambda dialect: (
        select(evidence.c.reference)
        .distinct()
        .where(in_json(evidence.c.reference, "references", dialect))
    ),
)
DROP_DOOMED_FILES = Statement(
    "drop_doomed_files",
    lambda dialect: delete(doomed_file).where(
        in_json(doomed_file.c.reference, "references", dialect)
    ),
)
