"""An officer writes a campaign."""

from handlers.officers.campaign.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
