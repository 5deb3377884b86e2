"""Progress, goals and pauses."""

from handlers.residents.progress.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
