"""What the tables of learning hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.learning import tables

DECLARED = (
    DeclaredTable(
        tables.activity,
        "person",
        "entries",
        "entries",
        columns(
            inner="id person_id draft_key",
            answer="receipt type_code day minutes mode ward",
            words="title provider void_reason",
            derived="searchable",
            moment="created_ms voided_ms",
        ),
    ),
    DeclaredTable(
        tables.activity_change,
        "activity",
        "entries",
        "entries",
        columns(inner="id activity_id", answer="field", words="before after", moment="at_ms"),
    ),
    DeclaredTable(
        tables.evidence,
        "activity",
        "files",
        "files",
        columns(
            inner="id activity_id", answer="kind", reference="reference", moment="at_ms removed_ms"
        ),
    ),
    DeclaredTable(
        tables.rating,
        "person",
        "progress",
        "entries",
        columns(inner="id person_id", answer="criteria_set year indicator points", moment="at_ms"),
    ),
    DeclaredTable(
        tables.goal,
        "person",
        "progress",
        "entries",
        columns(inner="id person_id", answer="minutes since", moment="at_ms"),
    ),
    DeclaredTable(
        tables.pause,
        "person",
        "progress",
        "entries",
        columns(inner="id person_id", answer="first_day last_day", moment="at_ms"),
    ),
)
