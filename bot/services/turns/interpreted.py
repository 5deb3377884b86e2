"""Interpreted: what the report of a channel may mean, and the stack that decides about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.turns.conversation_stack import ConversationStack
from bot.talk.events import Event, OtherKind


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The possible events, and the stack that decides about them.

    A later event counts only when no conversation could read the text of the earlier ones.
    """

    events: tuple[Event, ...]
    stack: ConversationStack
    unknown_command: str | None = None
    """The word of a command that opens nothing.

    It has a typing error, or an older release put it on a button.
    """
    unclear: tuple[str, ...] = ()
    """The spellings that a word without accents may stand for; the question is asked again."""
    not_taken: OtherKind | None = None
    """What was sent that nobody can read."""
    chosen: str = ""
    """The key of the choice of the newest prompt whose button was pressed."""
