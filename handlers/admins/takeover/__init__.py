"""An administrator takes over a campaign that lost its sender, or cancels it."""

from handlers.admins.takeover.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
