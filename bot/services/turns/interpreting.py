"""Reading: what a channel reported, as an event of the conversation that has the word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.text.normalizing import fold
from bot.services.ports.unit_of_work import Dialog
from bot.services.turns.choices import read_choice
from bot.services.turns.registry import ConversationRegistry
from bot.talk.events import ChannelEvent, Event, Left, Opened, Pressed, RawPress, Repeat, Said
from bot.talk.steps import PassiveState

_COMMAND: Final = re.compile(r"/+(?P<word>[\w-]+)(?:@\w*)?(?P<rest>(?:[\s.,:;!?].*)?)", re.DOTALL)
"""A slash and a word, the name of a bot, and what was said with it: "/log@a_bot read a book"."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads with the newest prompt in mind; only that one counts."""

    registry: ConversationRegistry

    def read(
        self, channel_event: ChannelEvent, dialog: Dialog, labels: Sequence[str], *, numbered: bool
    ) -> Event:
        """The event of a happening.

        `labels` are the choices of the newest prompt in the person's words; `numbered` tells that
        they were shown as a numbered list.
        """
        match channel_event:
            case RawPress(0, key) if key.startswith("/"):
                # A message that nobody asked for: its buttons belong to no turn and stay good.
                # What waits for an answer is what the button wants: it is not begun anew.
                waits = self._waits(key[1:], dialog.name, dialog.state)
                return Repeat() if waits else self._pressed(key, dialog)
            case RawPress(turn, key):
                known = turn == dialog.turn and any(c.key == key for c in dialog.prompt)
                return self._pressed(key, dialog) if known else Repeat()
            case Said(text) if (command := _COMMAND.fullmatch(text)) is not None:
                return self._command(command, dialog)
            case Said(text) if dialog.elsewhere and not self._idle(dialog):
                # The open question was not seen here, so nothing typed can be an answer to it.
                return Opened(fold(text)) if self.registry.opened_by(text) else Repeat()
            case Said(text):
                return self._read_words(text, dialog, [] if dialog.elsewhere else labels, numbered)
            case Left():
                return Repeat()
            case other:
                return other

    def unknown_command(self, channel_event: ChannelEvent) -> str | None:
        """The word of a command that opens nothing; None where there is no such command.

        It was mistyped, or an older release wrote it on the button of an unasked message.
        """
        match channel_event:
            case Said(text) | RawPress(0, text):
                command = _COMMAND.fullmatch(text)
                return command["word"] if command and self._opening(command) is None else None
            case _:
                return None

    def goes_back(self, channel_event: ChannelEvent, dialog: Dialog) -> bool:
        """True where what an aside interrupted is wanted again, and no longer the aside.

        So it is with the button of an unasked message that opens it, and with an unknown command
        while the aside asks nothing.
        """
        match channel_event:
            case RawPress(0, key) if key.startswith("/") and self._waits(
                key[1:], dialog.paused_name, dialog.paused_state
            ):
                return True
            case _:
                return (
                    self.unknown_command(channel_event) is not None
                    and not self.registry.asks(dialog.name, dialog.state)
                    and self.registry.asks(dialog.paused_name, dialog.paused_state)
                )

    def _command(self, command: re.Match[str], dialog: Dialog) -> Event:
        """What a command asks for; an unknown one must not lose what is open."""
        opening = self._opening(command)
        if opening is not None:
            return Opened(*opening)
        asks = self.registry.asks(dialog.name, dialog.state)
        return Repeat() if asks else Opened(self.registry.home.triggers[0])

    def _opening(self, command: re.Match[str]) -> tuple[str, str] | None:
        return self.registry.opening(command["word"] + command["rest"])

    def _pressed(self, key: str, dialog: Dialog) -> Event:
        """A press; a key that is a command opens a conversation."""
        command = _COMMAND.fullmatch(key)
        return Pressed(key) if command is None else self._command(command, dialog)

    def _idle(self, dialog: Dialog) -> bool:
        """True while no conversation waits for an answer."""
        return dialog.name in (None, self.registry.home.name)

    def _waits(self, word: str, name: str | None, state: str | None) -> bool:
        """True when a word opens this very conversation, which asks something in this state."""
        opened = self.registry.opened_by(word)
        if opened is None or opened is self.registry.home or name != opened.name:
            return False
        return not isinstance(self.registry.load(opened, state or ""), PassiveState | None)

    def _read_words(
        self, text: str, dialog: Dialog, labels: Sequence[str], numbered: bool
    ) -> Event:
        free_text = dialog.prompt_wants == "text"
        chosen = read_choice(text, labels, numbered=numbered, free_text=free_text)
        if chosen is not None:
            return self._pressed(dialog.prompt[chosen].key, dialog)
        opened = self.registry.opened_by(text)
        # Where words are wanted, a word of ours is theirs — but for the ones that always work.
        if opened is not None and (self._idle(dialog) or not free_text or opened.global_command):
            return Opened(fold(text))
        return Said(text)
