"""A short look into the notebook while a question is open."""

from handlers.residents.look.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
