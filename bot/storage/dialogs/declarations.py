"""What the tables of dialogs hold of whom."""

from bot.storage.dialogs import tables
from bot.storage.engine.declaring import DeclaredTable, columns

DECLARED = (
    DeclaredTable(
        tables.conversation,
        "person",
        "addresses",
        "until_left",
        columns(
            inner="person_id name paused_name kept_name turn prompt_wants prompt_row account"
            " counting",
            words="state paused_state kept_state prompt",
            derived="versions",
            answer="channel",
            outside_id="external_id",
            moment="updated_ms",
        ),
    ),
    DeclaredTable(
        tables.inbox,
        "nobody",
        None,
        "words",
        columns(inner="channel account update_id", moment="at_ms", words="waiting"),
        why="numbers of updates, without a person; a part of an album waits for seconds",
    ),
)
