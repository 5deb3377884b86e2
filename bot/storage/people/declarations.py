"""What the tables of people hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.people import tables

DECLARED = (
    DeclaredTable(
        tables.person,
        "self",
        "profile",
        "until_left",
        columns(
            inner="id demo staff spoke_on reach learnt logged_ms check_band purposes_asked",
            answer="locale ward resident_group age_band consents quiet_from quiet_to weekly_most",
            moment="joined_ms created_ms recovery_offered_ms",
        ),
    ),
    DeclaredTable(
        tables.address,
        "person",
        "addresses",
        "until_left",
        columns(
            answer="channel",
            inner="account person_id",
            outside_id="external_id",
            moment="blocked_ms created_ms",
        ),
    ),
    DeclaredTable(
        tables.consent,
        "person",
        "consents",
        "until_left",
        columns(inner="id person_id", answer="purpose given text_version", moment="at_ms"),
    ),
    DeclaredTable(
        tables.recovery_code,
        "person",
        "addresses",
        "until_left",
        columns(inner="code_hash person_id", moment="created_ms"),
    ),
    DeclaredTable(
        tables.link_code,
        "person",
        "addresses",
        "codes",
        columns(inner="code_hash person_id", moment="until_ms"),
    ),
)
