"""Staff: one's own role; for admins also inviting, rights and the end of a role."""

from handlers.admins.staff.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
