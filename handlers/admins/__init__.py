"""The conversations of administrators, and what all staff see of roles."""

from typing import Any

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation
from handlers.admins import audit, requests, staff, takeover

CONVERSATIONS: tuple[Conversation[Any, Any, ReadQueries], ...] = (
    staff.CONVERSATION,
    audit.CONVERSATION,
    takeover.CONVERSATION,
    requests.CONVERSATION,
)
"""In the order of help and of menus; each declares an access that is not "resident"."""
