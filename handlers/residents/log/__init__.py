"""A resident records a learning activity: field by field, or in one sentence."""

from handlers.residents.log.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
