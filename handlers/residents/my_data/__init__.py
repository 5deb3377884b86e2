"""A resident sees what is kept about them, agrees or not, corrects it, and has it erased."""

from handlers.residents.my_data.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
