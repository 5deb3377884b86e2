"""Staff see whom a campaign is for, and how many they are."""

from handlers.officers.audience.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
