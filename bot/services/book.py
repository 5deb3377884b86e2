"""The book of conversations: found by name and by opening word, their states read and written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.domain.folding import fold
from bot.talk.steps import Conversation, State


class Book:
    """All conversations, with the two that have a part of their own.

    `home` hears what is said when nothing is open, in its state `idle`; `join` comes first.
    """

    def __init__(
        self, conversations: Sequence[Conversation], *, home: str, idle: State, join: str
    ) -> None:
        self._by_name = {c.NAME: c for c in conversations}
        self._by_word = {fold(word): c for c in conversations for word in c.OPENS_WITH}
        self._decoders = {c.NAME: msgspec.json.Decoder(c.STATES) for c in conversations}
        self._encode = msgspec.json.Encoder().encode
        self.home = self._by_name[home]
        self.idle = idle
        self.join = self._by_name[join]

    def named(self, name: str | None) -> Conversation | None:
        """The conversation kept under a name; None when there is none (any more)."""
        return self._by_name.get(name) if name else None

    def opened_by(self, word: str) -> Conversation | None:
        """The conversation that a word opens; accents and a leading `/` do not matter."""
        return self._by_word.get(fold(word).lstrip("/"))

    def load(self, conversation: Conversation, raw: str) -> State | None:
        """A kept state; None when an older release wrote what this one cannot read."""
        try:
            state: State = self._decoders[conversation.NAME].decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return state

    def dump(self, state: Any) -> str:
        """A state as it is kept."""
        return self._encode(state).decode()
