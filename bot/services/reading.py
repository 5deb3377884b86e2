"""Reading: what a channel reported, as an event of the conversation that has the word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.folding import fold
from bot.services.book import Book
from bot.services.choosing import read_choice
from bot.services.work import Place
from bot.talk.events import Again, Asked, Event, Happening, Left, Pressed, Said, Tapped
from bot.talk.steps import AtRest


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
                return Again() if waits else _pressed(key)
            case Tapped(turn, key):
                known = turn == place.turn and any(c.key == key for c in place.prompt)
                return _pressed(key) if known else Again()
            case Said(text) if (asked := self._command(text, place)) is not None:
                return asked
            case Said(text) if place.elsewhere and not self._idle(place):
                # The open question was not seen here, so nothing typed can be an answer to it.
                return Asked(fold(text)) if self.book.opened_by(text) else Again()
            case Said(text):
                return self._read_words(text, place, [] if place.elsewhere else labels, numbered)
            case Left():
                return Again()
            case other:
                return other

    def _command(self, text: str, place: Place) -> Asked | None:
        """What a text with a leading slash asks for.

        Amid a conversation only a word that we know: a mistyped one must not lose what is open.
        """
        if not text.startswith("/"):
            return None
        word, rest = [*text[1:].split(maxsplit=1), "", ""][:2]
        asked = Asked(word.partition("@")[0], rest)
        return asked if self._idle(place) or self.book.opened_by(asked.word) is not None else None

    def _idle(self, place: Place) -> bool:
        """True while no conversation waits for an answer."""
        return place.name in (None, self.book.home.NAME)

    def goes_back(self, happening: Happening, place: Place) -> bool:
        """True for a button of an unasked message that wants what an aside interrupted."""
        return isinstance(happening, Tapped) and happening.turn == 0 and self._waits(
            happening.key.removeprefix("/"), place.paused_name, place.paused_state
        )  # fmt: skip

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
            return _pressed(place.prompt[chosen].key)
        opened = self.book.opened_by(text)
        # Where words are wanted, a word of ours is theirs — but for the ones that always work.
        if opened is not None and (self._idle(place) or not free_text or opened.ALWAYS):
            return Asked(fold(text))
        return Said(text)


def _pressed(key: str) -> Event:
    """A press; a key that is a command opens a conversation."""
    if key.startswith("/"):
        word, _gap, rest = key[1:].partition(" ")
        return Asked(word, rest)
    return Pressed(key)
