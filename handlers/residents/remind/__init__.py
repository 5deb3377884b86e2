"""Reminders: their purposes, their times, and the buttons of a sent reminder."""

from handlers.residents.remind.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
