"""An invitation is accepted."""

from handlers.residents.invitation.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
