"""Interpreting: turns the report of a channel into an event for a conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.text.normalizing import fold
from bot.services.ports.dialogs import Dialog
from bot.services.turns.choices import read_choice
from bot.services.turns.conversation_stack import ConversationStack
from bot.services.turns.registry import ConversationRegistry
from bot.talk.events import ChannelEvent, Event, Left, Opened, Pressed, RawPress, Repeat, Said

_COMMAND: Final = re.compile(r"/+(?P<word>[\w-]+)(?:@\w*)?(?P<rest>(?:[\s.,:;!?].*)?)", re.DOTALL)
"""A slash, a word, perhaps a bot's name, and the rest: "/log@a_bot read a book"."""


@dataclass(frozen=True, slots=True)
class Interpreted:
    """An event, and the stack that decides about it."""

    event: Event
    stack: ConversationStack
    unknown_command: str | None = None
    """The word of a command that opens nothing.

    It has a typing error, or an older release put it on a button.
    """


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Interprets one report of a channel; only the newest prompt counts.

    `labels` are the choices of that prompt in the person's language. `numbered`: they were shown as
    a numbered list.
    """

    registry: ConversationRegistry
    dialog: Dialog
    stack: ConversationStack
    labels: Sequence[str] = ()
    numbered: bool = False

    def interpret(self, channel_event: ChannelEvent) -> Interpreted:
        """The event, and the stack with its conversation on top."""
        match channel_event:
            case RawPress(0, key) if key.startswith("/"):
                return self._notification_button(key)
            case RawPress(turn, key):
                known = turn == self.dialog.turn and any(c.key == key for c in self.dialog.prompt)
                return self._pressed(key) if known else self._interpreted(Repeat())
            case Said(text) if (command := _COMMAND.fullmatch(text)) is not None:
                return self._command(command)
            case Said(text) if self.dialog.elsewhere and not self._idle():
                # The open question was asked on another address, so typed text cannot answer it.
                opens = self.registry.opened_by(text) is not None
                return self._interpreted(Opened(fold(text)) if opens else Repeat())
            case Said(text):
                return self._words(text)
            case Left():
                return self._interpreted(Repeat())
            case other:
                return self._interpreted(other)

    def _interpreted(self, event: Event) -> Interpreted:
        return Interpreted(event, self.stack)

    def _notification_button(self, key: str) -> Interpreted:
        """A button of a notification; it repeats an open question instead of starting anew."""
        opened = self.registry.opened_by(key)
        asking = None if opened is None else self.stack.with_question_of(opened)
        return self._pressed(key) if asking is None else Interpreted(Repeat(), asking)

    def _pressed(self, key: str) -> Interpreted:
        """A pressed button; a key that is a command opens a conversation."""
        command = _COMMAND.fullmatch(key)
        return self._interpreted(Pressed(key)) if command is None else self._command(command)

    def _command(self, command: re.Match[str]) -> Interpreted:
        """A typed command; an unknown one must not lose an open question."""
        word = command["word"]
        opening = self.registry.opening(word + command["rest"])
        if opening is not None:
            return self._interpreted(Opened(*opening))
        asking = self.stack.with_question()
        if asking is not None:
            return Interpreted(Repeat(), asking, word)
        return Interpreted(Opened(self.registry.home.triggers[0]), self.stack, word)

    def _idle(self) -> bool:
        """True while no conversation waits for an answer."""
        current = self.stack.current
        return current is None or current.conversation is self.registry.home

    def _words(self, text: str) -> Interpreted:
        dialog = self.dialog
        free_text = dialog.prompt_wants == "text"
        labels = () if dialog.elsewhere else self.labels
        chosen = read_choice(text, labels, numbered=self.numbered, free_text=free_text)
        if chosen is not None:
            return self._pressed(dialog.prompt[chosen].key)
        opened = self.registry.opened_by(text)
        # When free text is expected, a trigger is the person's own word, unless it is global.
        if opened is not None and (self._idle() or not free_text or opened.global_command):
            return self._interpreted(Opened(fold(text)))
        return self._interpreted(Said(text))
