"""Reminders: when, of what, and what a reminder's buttons do."""

from handlers.residents.remind.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
