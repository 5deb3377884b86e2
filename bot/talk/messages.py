"""Messages: a say in one language, ready for a channel with its capabilities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.talk.files import ShownFile
from bot.talk.pictures import Drawing

LengthUnit: TypeAlias = Literal["utf16", "chars"]
"""The unit in which a platform counts text: UTF-16 code units or Unicode characters."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as data.

    `text_limit` and `label_limit` are counted in `unit`. `buttons` is the maximum in one message;
    0: the choices become a numbered list. Pictures are `sent` as bytes with a caption up to
    `caption_limit` units, or `fetched` by a page that also has a text alternative. `kept_files`
    begins the references of photos and files that it can show again; "": it can show none. `edits`:
    a text that was sent can be changed in place. `opens_paths`: a link that is a path opens there,
    since it is shown on the page itself.
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
    kept_files: str = ""
    opens_paths: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button on a channel; `data` comes back unchanged when it is pressed.

    `cancelled`: it opens an entry that does not count any more.
    """

    label: str
    data: str
    cancelled: bool = False


MarkKind: TypeAlias = Literal["title", "label", "item", "note"]
"""What a part of a text is; a label is the name of the fact that follows it in its line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text that has a meaning; `start` and `length` are in characters of it."""

    kind: MarkKind
    start: int
    length: int

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Message:
    """The content of one send: plain text without markup, and rows of buttons.

    `marks` are the parts of the text with a meaning, in their order; they never overlap.
    With a `drawing` the text is shown below its picture, and `facts` are the picture's text
    alternative where the text does not give them. `png` is the finished picture. `files` were sent
    by the person before: one that stands alone has its name as the text, and as `facts` what is
    said where it cannot be shown. `locale` is the language of its words, where it is known; two
    messages are equal without it.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    wants: Literal["nothing", "text", "evidence"] = "text"
    drawing: Drawing | None = None
    facts: str = ""
    png: bytes | None = None
    files: tuple[ShownFile, ...] = ()
    locale: str = field(default="", compare=False)
    marks: tuple[Mark, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is nothing but a text with its buttons: only such a one changes in place."""
        return self.drawing is None and self.png is None and not self.files

    def in_words(self) -> Message:
        """The same message without its picture or file; the facts are said in words."""
        parts = (self.facts,) if self.files else (self.text, self.facts)
        said = "\n".join(part for part in parts if part)
        marks = () if self.files else self.marks
        return Message(said, self.buttons, self.wants, locale=self.locale, marks=marks)


def pack_press(turn: int, key: str) -> str:
    """The data of a button: its prompt's turn and its choice's key."""
    return f"{turn}:{key}"


def unpack_press(data: str) -> tuple[int, str] | None:
    """The turn and the key in a button's data; None for data of another origin."""
    turn, separator, key = data.partition(":")
    if not separator or not key or not turn.isascii() or not turn.isdigit() or len(turn) > 9:
        return None
    return int(turn), key
