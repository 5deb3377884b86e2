"""A resident stops campaigns with one word or one button."""

from handlers.residents.stop_campaigns.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
