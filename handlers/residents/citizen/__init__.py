"""The Learning Citizen year."""

from handlers.residents.citizen.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
