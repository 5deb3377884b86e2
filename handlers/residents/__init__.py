"""The conversations of residents, in the order in which help lists them."""

from bot.talk.steps import Conversation
from handlers.residents import (
    cancel,
    entry,
    help,
    join,
    language,
    link,
    log,
    menu,
    my_log,
    week,
)
from handlers.residents import message_settings as notices
from handlers.residents.check import conversation as check
from handlers.residents.citizen import conversation as citizen
from handlers.residents.progress import conversation as progress
from handlers.residents.remind import conversation as remind

CONVERSATIONS: tuple[Conversation, ...] = (
    log, my_log, progress, remind, week, check, citizen, notices, entry, menu, help, language,
    link, cancel, join,
)  # fmt: skip
"""The conversations: pure modules that decide; what acts on them is `bot.services.turns.desk`."""
