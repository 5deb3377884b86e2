"""What the tables of skills hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.skills import tables

DECLARED = (
    DeclaredTable(
        tables.self_check,
        "person",
        "checks",
        "entries",
        columns(
            inner="id person_id check_key",
            answer="form version state points answered band",
            moment="started_ms ended_ms",
        ),
    ),
    DeclaredTable(
        tables.check_answer,
        "check",
        "checks",
        "entries",
        columns(inner="id check_id", answer="item nth value", moment="at_ms"),
    ),
)
