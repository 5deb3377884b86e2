"""The conversations of residents, in the order in which help lists them."""

from bot.talk.steps import Conversation
from handlers.residents import (
    cancel,
    check,
    citizen,
    entry,
    help,
    join,
    language,
    link,
    log,
    menu,
    my_log,
    notices,
    progress,
    remind,
    week,
)

CONVERSATIONS: tuple[Conversation, ...] = (
    log, my_log, progress, remind, week, check, citizen, notices, entry, menu, help, language,
    link, cancel, join,
)  # fmt: skip
"""The conversations: pure modules that decide; what acts on them is `bot.services.desk`."""
