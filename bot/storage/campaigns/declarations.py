"""What the tables of campaigns hold of whom."""

from bot.storage.campaigns import tables
from bot.storage.engine.declaring import DeclaredTable, columns

DECLARED = (
    # Whoever wrote, approved or returned it.
    DeclaredTable(
        tables.campaign_event,
        "person",
        "staff",
        "until_left",
        columns(
            inner="id campaign_key person_id version", answer="what", words="word", moment="at_ms"
        ),
    ),
    DeclaredTable(
        tables.campaign,
        "nobody",
        None,
        "for_ever",
        columns(
            inner="key stage version approved_version corrects",
            words="content",
            reference="file",
            moment="created_ms changed_ms",
        ),
        why="what a state body says to its residents; who wrote it is told in its events",
    ),
    DeclaredTable(
        tables.campaign_ward,
        "nobody",
        None,
        "for_ever",
        columns(inner="campaign_key ward"),
        why="for which wards a campaign is",
    ),
)
