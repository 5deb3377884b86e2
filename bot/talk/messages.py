"""Messages: a say in the words of one recipient, and what a channel is able to carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.talk.pictures import Drawing

LengthUnit: TypeAlias = Literal["utf16", "chars"]
"""In what a platform counts the length of a text: UTF-16 code units or Unicode characters."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as data.

    `text_limit` is counted in `unit`. `buttons` is the most a message can carry (0: none, the
    choices become a numbered list); `label_limit` is counted in `unit` too. Pictures are `sent`
    as bytes below `caption_limit` units of words, or `fetched` by a page that has words for those
    who cannot see them.
    """

    text_limit: int
    unit: LengthUnit
    buttons: int
    label_limit: int
    edits: bool
    files_in: bool
    window_minutes: int | None = None
    pictures: Literal["none", "sent", "fetched"] = "none"
    caption_limit: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a channel shows it; `data` comes back unchanged when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one send carries: plain text without markup, rows of buttons, what may be sent back.

    With a `drawing` the text stands below its picture, and `facts` say what it shows where the
    text does not; `png` is the picture itself, once it is made.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    wants: Literal["nothing", "text", "evidence"] = "text"
    drawing: Drawing | None = None
    facts: str = ""
    png: bytes | None = None

    def in_words(self) -> Message:
        """The same message without its picture: the facts are said."""
        said = "\n".join(part for part in (self.text, self.facts) if part)
        return Message(said, self.buttons, self.wants)


def pack_press(turn: int, key: str) -> str:
    """The data of a button: the turn of its prompt and the key of its choice."""
    return f"{turn}:{key}"


def unpack_press(data: str) -> tuple[int, str] | None:
    """The turn and the key of a button's data; None when it is not one of ours."""
    turn, separator, key = data.partition(":")
    if not separator or not key or not turn.isascii() or not turn.isdigit() or len(turn) > 9:
        return None
    return int(turn), key
