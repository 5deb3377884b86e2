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
from bot.storage.privacy.tables import doomed_file, download, erasure, unwritten_erasure
from bot.storage.skills.tables import self_check

FORGET_MESSAGES = Statement(
    "forget_messages",
    delete(outbox)
    .where(
        tuple_(outbox.c.channel, outbox.c.account, outbox.c.external_id).in_(
            select(address.c.channel, address.c.account, address.c.external_id).where(
                address.c.person_id == param("person")
            )
        )
    )
    .returning(outbox.c.run_id),
)
# Those that were planned for an address which is not the person's any more.
FORGET_NOTIFICATIONS = Statement(
    "forget_notifications",
    delete(outbox)
    .where(outbox.c.person_id == param("person"), outbox.c.source.is_not(None))
    .returning(outbox.c.run_id),
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

# --- links to downloads ---------------------------------------------------------------------------

CLOSE_DOWNLOADS = Statement(
    "close_downloads",
    delete(download).where(
        download.c.person_id == param("person"), download.c.what == param("what")
    ),
)
ADD_DOWNLOAD = Statement("add_download", lambda dialect: new_row(download, dialect))
DOWNLOADER = Statement(
    "downloader",
    select(person.c.id, person.c.locale, person.c.ward, person.c.consents, download.c.subject)
    .select_from(download.join(person, person.c.id == download.c.person_id))
    .where(
        download.c.token_hash == param("token_hash"),
        download.c.what == param("what"),
        download.c.until_ms > param("now"),
    ),
)

# --- the journal of erasures ----------------------------------------------------------------------

ADDRESSES_OF = Statement(
    "addresses_of",
    select(address.c.channel, address.c.account, address.c.external_id)
    .where(address.c.person_id == param("person"))
    .order_by(address.c.channel, address.c.account, address.c.external_id),
)
NOTE_FOR_JOURNAL = Statement(
    "note_for_journal", lambda dialect: new_row(unwritten_erasure, dialect)
)
UNWRITTEN_ERASURES = Statement(
    "unwritten_erasures",
    select(
        unwritten_erasure.c.number,
        unwritten_erasure.c.erased,
        unwritten_erasure.c.addresses,
        unwritten_erasure.c.at_ms,
    )
    .order_by(unwritten_erasure.c.number)
    .limit(param("limit")),
)
DROP_UNWRITTEN = Statement(
    "drop_unwritten",
    lambda dialect: delete(unwritten_erasure).where(
        in_json(unwritten_erasure.c.number, "numbers", dialect)
    ),
)

# --- erasing again after a restore ----------------------------------------------------------------

PERSON_BEFORE = Statement(
    "person_before",
    select(person.c.id).where(
        person.c.id == param("person"), person.c.created_ms <= param("at_ms")
    ),
)
ADDRESSES_AFTER = Statement(
    "addresses_after",
    select(
        address.c.channel,
        address.c.account,
        address.c.external_id,
        address.c.person_id,
        person.c.created_ms,
    )
    .select_from(address.join(person, person.c.id == address.c.person_id))
    .where(address.c.person_id > param("after"), address.c.person_id <= param("last"))
    .order_by(address.c.person_id),
)
