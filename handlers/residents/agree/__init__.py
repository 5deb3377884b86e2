"""A resident answers a purpose that was asked later than at joining."""

from handlers.residents.agree.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
