"""The registry of conversations: finds them by name or trigger, and stores their states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from bot.domain.people.link_codes import read_code
from bot.domain.people.recovery_codes import read_recovery_code
from bot.domain.text.normalizing import accents_agree, fold
from bot.talk.conversations import AnyConversation, listed
from bot.talk.steps import State


class ConversationRegistry:
    """All conversations, some of which have a special role.

    `home`, in its state `idle`, decides when no conversation is open. `join` comes first for new
    people. `cancel` stops what is open, `record` takes a text that tells an activity, `talk`
    answers ordinary talk, `forwarded` takes what somebody else wrote, and `look` looks into the
    notebook while a question is open.
    """

    def __init__(
        self,
        conversations: Sequence[AnyConversation],
        *,
        home: AnyConversation,
        idle: State,
        join: AnyConversation,
        cancel: AnyConversation | None = None,
        record: AnyConversation | None = None,
        talk: AnyConversation | None = None,
        forwarded: AnyConversation | None = None,
        look: AnyConversation | None = None,
    ) -> None:
        every = listed(conversations)
        self.commands = tuple(each for each in every if each.access == "resident")
        self.staff_commands = tuple(each for each in every if each.access != "resident")
        self._by_name = {c.name: c for c in conversations}
        self._by_word = {fold(word): c for c in conversations for word in c.triggers}
        self._spelled = defaultdict[str, list[str]](list)
        for word in (word for c in conversations for word in c.triggers):
            self._spelled[fold(word)].append(word)
        self._words_most = max(len(opening.split()) for opening in self._by_word)
        self._decoders = {c.name: msgspec.json.Decoder(c.states) for c in conversations}
        self._encode = msgspec.json.Encoder().encode
        self.home = home
        self.idle = idle
        self.join = join
        self.cancel = cancel or home
        self.record = record or home
        self.talk = talk or home
        self.forwarded = forwarded or home
        self.look = look or home

    def named(self, name: str | None) -> AnyConversation | None:
        """The conversation with a stored name; None when this release has none."""
        return self._by_name.get(name) if name else None

    def opened_by(self, word: str) -> AnyConversation | None:
        """The conversation that a word opens, with or without accents and a leading `/`.

        Typed accents must be those of the trigger: "nhạc" does not open "nhắc".
        """
        # Folding takes most of the time, and what a button sends is folded already.
        if found := self._by_word.get(word):
            return found
        folded = fold(word).lstrip("/")
        found = self._by_word.get(folded)
        return found if found and self._agrees(word, folded) else None

    def _agrees(self, typed: str, folded: str) -> bool:
        """Whether the accents are those of a spelling of the trigger: "ngừng", "ngưng"."""
        return any(accents_agree(typed, spelled) for spelled in self._spelled[folded])

    def entered_by(self, word: str, *, joined: bool) -> AnyConversation:
        """The conversation that a word leads to; home for an unknown word.

        People who have not joined get the conversation `join`, unless the word's conversation is
        open to them.
        """
        opened = self.opened_by(word) or self.home
        return opened if joined or opened.without_joining else self.join

    def opening(self, text: str) -> tuple[str, str] | None:
        """The longest trigger at the beginning of a text, and the rest of the text.

        "Ghi sổ: đọc sách" gives "ghi so" and "đọc sách"; None without a trigger.
        """
        for count in range(self._words_most, 0, -1):
            words = text.split(maxsplit=count)
            typed = " ".join(words[:count])
            word = fold(typed).rstrip(".,:;!?")
            if word in self._by_word and self._agrees(typed, word):
                return word, "".join(words[count:])
        return None

    def opening_with_code(self, text: str) -> tuple[str, str] | None:
        """As `opening`, for a trigger that takes a code and has one behind it, and nothing else."""
        found = self.opening(text)
        if found is None or not self._by_word[found[0]].takes_code:
            return None
        _word, rest = found
        if not any(letter.isdigit() or letter == "-" for letter in rest):
            return None  # eight letters may be words
        return found if read_recovery_code(rest) or read_code(rest) else None

    def load(self, conversation: AnyConversation, raw: str) -> State | None:
        """A stored state; None when an older release wrote one that this release cannot read."""
        try:
            state: State = self._decoders[conversation.name].decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return state

    def dump(self, state: Any) -> str:
        """A state in its stored form."""
        return self._encode(state).decode()
