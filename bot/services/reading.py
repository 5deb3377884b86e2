"""Reading: what a channel reported, as an event of the conversation that has the word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.folding import fold
from bot.services.book import Book
from bot.services.choosing import read_choice
from bot.services.work import Place
from bot.talk.events import Again, Asked, Event, Happening, Left, Pressed, Said, Tapped
from bot.talk.steps import AtRest

_COMMAND: Final = re.compile(r"/+(?P<word>[\w-]+)(?:@\w*)?(?P<rest>(?:[\s.,:;!?].*)?)", re.DOTALL)
"""A slash and a word, the name of a bot, and what was said with it: "/log@a_bot read a book"."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads with the newest prompt in mind; only that one counts."""

    book: Book

    def read(
        self, happening: Happening, place: Place, labels: Sequence[str], *, numbered: bool
    ) -> Event:
        """The event of a happening.

        `labels` are the choices of the newest prompt in the person's words; `numbered` tells that
        they were shown as a numbered list.
        """
        match happening:
            case Tapped(0, key) if key.startswith("/"):
                # A message that nobody asked for: its buttons belong to no turn and stay good.
                # What waits for an answer is what the button wants: it is not begun anew.
                waits = self._waits(key[1:], place.name, place.state)
                return Again() if waits else self._pressed(key, place)
            case Tapped(turn, key):
                known = turn == place.turn and any(c.key == key for c in place.prompt)
                return self._pressed(key, place) if known else Again()
            case Said(text) if (command := _COMMAND.fullmatch(text)) is not None:
                return self._command(command, place)
            case Said(text) if place.elsewhere and not self._idle(place):
                # The open question was not seen here, so nothing typed can be an answer to it.
                return Asked(fold(text)) if self.book.opened_by(text) else Again()
            case Said(text):
                return self._read_words(text, place, [] if place.elsewhere else labels, numbered)
            case Left():
                return Again()
            case other:
                return other

    def unknown_command(self, happening: Happening) -> str | None:
        """The word of a command that opens nothing; None where there is no such command.

        It was mistyped, or an older release wrote it on the button of an unasked message.
        """
        match happening:
            case Said(text) | Tapped(0, text):
                command = _COMMAND.fullmatch(text)
                return command["word"] if command and self._opening(command) is None else None
            case _:
                return None

    def goes_back(self, happening: Happening, place: Place) -> bool:
        """True where what an aside interrupted is wanted again, and no longer the aside.

        So it is with the button of an unasked message that opens it, and with an unknown command
        while the aside asks nothing.
        """
        match happening:
            case Tapped(0, key) if key.startswith("/") and self._waits(
                key[1:], place.paused_name, place.paused_state
            ):
                return True
            case _:
                return (
                    self.unknown_command(happening) is not None
                    and not self.book.asks(place.name, place.state)
                    and self.book.asks(place.paused_name, place.paused_state)
                )

    def _command(self, command: re.Match[str], place: Place) -> Event:
        """What a command asks for; an unknown one must not lose what is open."""
        opening = self._opening(command)
        if opening is not None:
            return Asked(*opening)
        asks = self.book.asks(place.name, place.state)
        return Again() if asks else Asked(self.book.home.OPENS_WITH[0])

    def _opening(self, command: re.Match[str]) -> tuple[str, str] | None:
        return self.book.opening(command["word"] + command["rest"])

    def _pressed(self, key: str, place: Place) -> Event:
        """A press; a key that is a command opens a conversation."""
        command = _COMMAND.fullmatch(key)
        return Pressed(key) if command is None else self._command(command, place)

    def _idle(self, place: Place) -> bool:
        """True while no conversation waits for an answer."""
        return place.name in (None, self.book.home.NAME)

    def _waits(self, word: str, name: str | None, state: str | None) -> bool:
        """True when a word opens this very conversation, which asks something in this state."""
        opened = self.book.opened_by(word)
        if opened is None or opened is self.book.home or name != opened.NAME:
            return False
        return not isinstance(self.book.load(opened, state or ""), AtRest | None)

    def _read_words(self, text: str, place: Place, labels: Sequence[str], numbered: bool) -> Event:
        free_text = place.prompt_wants == "text"
        chosen = read_choice(text, labels, numbered=numbered, free_text=free_text)
        if chosen is not None:
            return self._pressed(place.prompt[chosen].key, place)
        opened = self.book.opened_by(text)
        # Where words are wanted, a word of ours is theirs — but for the ones that always work.
        if opened is not None and (self._idle(place) or not free_text or opened.ALWAYS):
            return Asked(fold(text))
        return Said(text)
