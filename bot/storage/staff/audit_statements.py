"""The statements of the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, exists, select, update

from bot.storage.engine.constructs import DialectName, json_rows, new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.staff.tables import audit, audit_head, audit_part

_ENTRY = (
    audit.c.id,
    audit.c.at_ms,
    audit.c.action,
    audit.c.facts,
    audit.c.wards,
    audit.c.digests,
    audit.c.hash,
)

ADD_HEAD = Statement("add_head", lambda dialect: new_row(audit_head, dialect))
LOCK_HEAD = Statement(
    "lock_head",
    select(audit_head.c.last_id, audit_head.c.last_hash)
    .where(audit_head.c.name == param("name"))
    .with_for_update(),
)
SET_HEAD = Statement(
    "set_head",
    update(audit_head)
    .where(audit_head.c.name == param("name_"))
    .values(last_id=param("last_id"), last_hash=param("last_hash")),
)
ADD_ENTRY = Statement("add_entry", lambda dialect: new_row(audit, dialect))
ADD_PART = Statement("add_part", lambda dialect: new_row(audit_part, dialect))
ENTRIES_AFTER = Statement(
    "entries_after",
    select(*_ENTRY).where(audit.c.id > param("after")).order_by(audit.c.id).limit(param("limit")),
)
ENTRIES_BEFORE = Statement(
    "entries_before",
    select(*_ENTRY)
    .where(audit.c.id < param("before"))
    .order_by(audit.c.id.desc())
    .limit(param("limit")),
)


def _of_wards(dialect: DialectName) -> Any:
    """Entries that concern one of some wards; no code is within another, all have five digits."""
    wanted = json_rows("wards", dialect, ward=String).subquery("wanted")
    return (
        select(*_ENTRY)
        .where(
            audit.c.id < param("before"),
            exists(select(wanted.c.ward).where(audit.c.wards.contains(wanted.c.ward))),
        )
        .order_by(audit.c.id.desc())
        .limit(param("limit"))
    )


ENTRIES_OF_WARDS = Statement("entries_of_wards", _of_wards)
PARTS_OF = Statement(
    "parts_of",
    select(
        audit_part.c.audit_id,
        audit_part.c.kind,
        audit_part.c.salt,
        audit_part.c.person_id,
        audit_part.c.words,
    )
    .where(audit_part.c.audit_id >= param("first"), audit_part.c.audit_id <= param("last"))
    .order_by(audit_part.c.audit_id, audit_part.c.kind),
)
