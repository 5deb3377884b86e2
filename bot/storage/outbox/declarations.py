"""What the tables of the outbox hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.outbox import tables

DECLARED = (
    DeclaredTable(
        tables.outbox,
        "address",
        "talk",
        "words",
        columns(
            inner="id account person_id turn claimed_by attempts parts_sent edits closes due_ms"
            " until_ms provider_id why run_id text_id",
            answer="channel kind locale state source",
            outside_id="external_id",
            words="say",
            moment="created_ms done_ms",
        ),
    ),
    DeclaredTable(
        tables.delivery,
        "person",
        "deliveries",
        "deliveries",
        columns(
            inner="id person_id",
            answer="channel kind source state why",
            moment="created_ms done_ms",
        ),
    ),
    DeclaredTable(
        tables.hold,
        "nobody",
        None,
        "words",
        columns(inner="channel account until_ms why"),
        why="how long a whole channel waits",
    ),
)
