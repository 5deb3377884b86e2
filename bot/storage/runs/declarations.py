"""What the tables of runs hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.runs import tables

DECLARED = (
    DeclaredTable(
        tables.campaign_run,
        "nobody",
        None,
        "for_ever",
        columns(
            inner="id run_key campaign occasion kind purpose author_id wards audience corrects"
            " version state why until_ms after_person last_person planned erased begun_ms"
            " planned_ms settled_ms result counted_ms answered timeline",
            words="buttons",
        ),
        why="what was sent to how many; the sender's number goes with the sender",
    ),
    DeclaredTable(
        tables.message_text,
        "nobody",
        None,
        "for_ever",
        columns(inner="id run_id locale ward", words="say"),
        why="the words of a campaign, the same for everybody",
    ),
    DeclaredTable(
        tables.campaign_answer,
        "person",
        "deliveries",
        "deliveries",
        columns(inner="run_id person_id", answer="button", moment="at_ms"),
    ),
    DeclaredTable(
        tables.campaign_watch,
        "person",
        "staff",
        "until_left",
        columns(inner="run_id person_id channel row", moment="shown_ms"),
    ),
)
