"""What the tables of staff hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.staff import tables

DECLARED = (
    DeclaredTable(
        tables.staff_role,
        "person",
        "staff",
        "until_left",
        columns(
            inner="id person_id invited_by",
            answer="name wards rights",
            words="called",
            moment="since_ms until_ms",
        ),
    ),
    # Of who invited; the name of who is invited goes when the code was used or is over.
    DeclaredTable(
        tables.invitation,
        "person",
        "staff",
        "codes",
        columns(
            inner="code_hash person_id",
            answer="name wards rights",
            words="called",
            moment="created_ms until_ms role_until_ms",
        ),
    ),
    DeclaredTable(
        tables.staff_link,
        "person",
        "staff",
        "codes",
        columns(inner="token_hash person_id", moment="until_ms"),
    ),
    DeclaredTable(
        tables.staff_session,
        "person",
        "staff",
        "codes",
        columns(inner="token_hash person_id", moment="begun_ms used_ms"),
    ),
    DeclaredTable(
        tables.audit_part,
        "person",
        "staff",
        "until_left",
        columns(
            inner="audit_id person_id salt",
            answer="kind action",
            moment="at_ms",
            words="words",
        ),
    ),
    DeclaredTable(
        tables.audit,
        "nobody",
        None,
        "for_ever",
        columns(inner="id at_ms action facts wards digests hash"),
        why="what was done, when and where; who did it lies in a part that goes with the person",
    ),
    DeclaredTable(
        tables.audit_head,
        "nobody",
        None,
        "for_ever",
        columns(inner="name last_id last_hash"),
        why="where the chain of the audit trail ends",
    ),
)
