"""Staff see the campaigns of their wards, and approve them or give them back."""

from handlers.officers.campaigns.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
