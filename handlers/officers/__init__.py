"""The conversations of ward officers."""

from typing import Any

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation
from handlers.officers import audience, campaign, campaigns, pages, results

CONVERSATIONS: tuple[Conversation[Any, Any, ReadQueries], ...] = (
    campaign.CONVERSATION,
    campaigns.CONVERSATION,
    audience.CONVERSATION,
    results.CONVERSATION,
    pages.CONVERSATION,
)
"""In the order of help and of menus; each declares an access that is not "resident"."""
