"""A button of a campaign was pressed."""

from handlers.residents.reply.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
