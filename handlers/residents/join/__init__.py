"""A newcomer reads the notice, agrees to each purpose, and answers a few questions."""

from handlers.residents.join.conversation import CONVERSATION
from handlers.residents.join.states import Joining

__all__ = ["CONVERSATION", "Joining"]
