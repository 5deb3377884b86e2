"""A resident sees their requests about their data, and asks or complains in their own words."""

from handlers.residents.data_requests.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
