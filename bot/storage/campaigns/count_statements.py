"""The statements of counts that somebody waits for: asked in a turn, answered by the clock."""

from __future__ import annotations

from sqlalchemy import literal, null, select, update

from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement

ASK_COUNT = Statement(
    "ask_count",
    update(conversation)
    .where(conversation.c.person_id == param("person"))
    .values(counting=param("campaign")),
)
COUNTS_ASKED = Statement(
    "counts_asked",
    select(conversation.c.person_id, conversation.c.counting)
    .where(conversation.c.counting.is_not(None))
    .limit(literal(20)),
)
TAKE_COUNT = Statement(
    "take_count",
    update(conversation)
    .where(
        conversation.c.person_id == param("person"), conversation.c.counting == param("campaign")
    )
    .values(counting=null())
    .returning(conversation.c.name, conversation.c.prompt_row),
)
