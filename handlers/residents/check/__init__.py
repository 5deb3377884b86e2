"""The self-check of digital skills."""

from handlers.residents.check.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
