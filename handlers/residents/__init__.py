"""The conversations of residents, in the order in which help lists them."""

from bot.talk.steps import Conversation
from handlers.residents import cancel, entry, help, join, language, log, menu, my_log

CONVERSATIONS: tuple[Conversation, ...] = (log, my_log, entry, menu, help, language, cancel, join)
