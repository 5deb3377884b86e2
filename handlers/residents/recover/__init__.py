"""A resident makes a recovery code, and opens a lost notebook with it."""

from handlers.residents.recover.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
