"""Answers to ordinary talk."""

from handlers.residents.answering.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
