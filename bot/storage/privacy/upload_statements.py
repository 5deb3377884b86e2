"""The statements of uploads: what waits to be recorded, and the files that nothing refers to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, cast, delete, exists, func, select

from bot.storage.campaigns.tables import campaign
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import activity, evidence
from bot.storage.people.tables import address, person
from bot.storage.privacy.tables import doomed_file, upload

_AT_ADDRESS = (
    address.c.channel == param("channel"),
    address.c.account == param("account"),
    address.c.external_id == param("external_id"),
)

WAITING_UPLOADS = Statement(
    "waiting_uploads",
    select(
        person.c.joined_ms,
        select(func.coalesce(func.sum(upload.c.size), 0))
        .where(upload.c.person_id == person.c.id)
        .scalar_subquery(),
    )
    .select_from(address.join(person, person.c.id == address.c.person_id))
    .where(*_AT_ADDRESS),
)


def _add_upload(dialect: DialectName) -> Any:
    """The same file again is the same row, and waits anew."""
    values = (
        address.c.person_id,
        param("reference", upload.c.reference.type),
        cast(param("size"), BigInteger),
        cast(param("at_ms"), BigInteger),
    )
    added = insert_into(upload, dialect).from_select(
        ["person_id", "reference", "size", "at_ms"], select(*values).where(*_AT_ADDRESS)
    )
    again = {"at_ms": added.excluded.at_ms}
    return added.on_conflict_do_update(
        index_elements=["person_id", "reference"], set_=again
    ).returning(upload.c.person_id)


ADD_UPLOAD = Statement("add_upload", _add_upload)

# --- what nothing refers to -----------------------------------------------------------------------

# With the states of the conversation, in which an open draft names its files.
UPLOADS_BEFORE = Statement(
    "uploads_before",
    select(
        upload.c.person_id,
        upload.c.reference,
        upload.c.at_ms,
        conversation.c.state,
        conversation.c.paused_state,
        conversation.c.kept_state,
        exists()
        .where(
            activity.c.person_id == upload.c.person_id,
            evidence.c.activity_id == activity.c.id,
            evidence.c.reference == upload.c.reference,
        )
        .label("recorded"),
        exists().where(campaign.c.file == upload.c.reference).label("in_campaign"),
    )
    .select_from(upload.outerjoin(conversation, conversation.c.person_id == upload.c.person_id))
    .where(
        upload.c.at_ms <= param("before"),
        upload.c.at_ms >= param("after_ms"),
        (upload.c.at_ms > param("after_ms")) | (upload.c.person_id > param("after")),
    )
    .order_by(upload.c.at_ms, upload.c.person_id)
    .limit(param("limit")),
)
DROP_UPLOADS = Statement(
    "drop_uploads",
    lambda dialect: delete(upload).where(
        upload.c.person_id == param("person"),
        in_json(upload.c.reference, "references", dialect),
    ),
)
DOOM_FILE = Statement(
    "doom_file",
    lambda dialect: (
        insert_into(doomed_file, dialect)
        .values(reference=param("reference"), at_ms=param("at_ms"))
        .on_conflict_do_nothing()
    ),
)
UPLOADED = Statement(
    "uploaded",
    lambda dialect: (
        select(upload.c.reference)
        .distinct()
        .where(in_json(upload.c.reference, "references", dialect))
    ),
)
UPLOADS_OF = Statement(
    "uploads_of", select(upload.c.reference).where(upload.c.person_id == param("person"))
)

# --- photos that were removed ---------------------------------------------------------------------

REMOVED_BEFORE = Statement(
    "removed_before",
    select(evidence.c.id, evidence.c.reference)
    .where(evidence.c.removed_ms.is_not(None), evidence.c.removed_ms <= param("before"))
    .order_by(evidence.c.removed_ms, evidence.c.id)
    .limit(param("limit")),
)
DROP_REMOVED = Statement(
    "drop_removed",
    delete(evidence)
    .where(evidence.c.id == param("item"), evidence.c.removed_ms.is_not(None))
    .returning(evidence.c.reference),
)
