"""Staff see what became of a campaign, decide about unsure messages, correct it, take a file."""

from handlers.officers.results.conversation import CONVERSATION

__all__ = ["CONVERSATION"]
