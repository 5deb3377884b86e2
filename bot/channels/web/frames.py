"""Frames: the JSON messages between the page and the channel on the socket.

The page sends `hello` first, and again whenever it wants missed messages. It repeats an event with
the same id until it gets `taken` or `refused`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from bot.channels.web.picture_routes import places
from bot.domain.written import MAX_AGE, believed
from bot.talk.events import EvidenceKind, RawPress, Said
from bot.talk.messages import MarkKind, Message, unpack_press
from bot.wording.marked_text import in_utf16

TEXT_LIMIT = 4096
"""The most characters that a person can send in one text (`Said`)."""

_HEIGHTS: dict[str, int] = {"radar": 108, "weeks": 94}
_LONGEST_AGE = MAX_AGE / dt.timedelta(milliseconds=1)
_DATA_LIMIT = 64  # a turn, a colon and a key of at most 40 characters

EventId: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}\Z")]
Word: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]


class Frame(Struct, frozen=True, tag_field="t"):
    """Any frame; `t` is its type."""


class HelloFrame(Frame, frozen=True, tag="hello"):
    """The page is open, has shown the rows up to `after`, and uses `language`.

    `offers`: it wants to know when a reminder was set, to offer notifications.
    """

    after: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    language: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}\Z")] | None = (
        None
    )
    offers: bool = False


class EventFrame(Frame, frozen=True):
    """An event of the person.

    `age` is for how many milliseconds the page has kept it, by the page's own clock: a page
    without a network keeps it for hours. An age and not a time, since a clock may be wrong.
    """

    id: EventId
    age: float | None = None


class TextFrame(EventFrame, frozen=True, kw_only=True, tag="say"):
    """The person typed something."""

    text: str


class PressFrame(EventFrame, frozen=True, kw_only=True, tag="press"):
    """The person pressed a button."""

    data: str


class FileFrame(EventFrame, frozen=True, kw_only=True, tag="file"):
    """The person sent a file, which was uploaded before."""

    kind: EvidenceKind
    reference: str
    caption: str = ""


class OpenFrame(EventFrame, frozen=True, kw_only=True, tag="ask"):
    """The person pressed a button of the page itself, which opens a conversation."""

    word: Word
    rest: str = ""


HappenedFrame: TypeAlias = TextFrame | PressFrame | FileFrame | OpenFrame
FromPage: TypeAlias = HelloFrame | HappenedFrame


class ButtonFrame(Struct, frozen=True, omit_defaults=True):
    """A button as the page shows it; `cancelled` when it opens an entry that does not count."""

    label: str
    data: str
    cancelled: bool = False


class PictureFrame(Struct, frozen=True):
    """A picture as the page shows it: its address per theme, its title (`alt`), its facts as text.

    `height` is its approximate height for a width of 100, so that the page can reserve space.
    """

    light: str
    dark: str
    alt: str
    facts: str
    height: int


class FileShown(Struct, frozen=True):
    """A photo or a file that the person sent before: where the page gets it, and its name."""

    kind: EvidenceKind
    place: str
    name: str


class MarkFrame(Struct, frozen=True):
    """A part of the text that has a meaning: a title, a fact's label, an item or a note.

    `start` and `length` count UTF-16 code units, as a browser does.
    """

    kind: MarkKind
    start: int
    length: int


class MessageFrame(Frame, frozen=True, tag="message", omit_defaults=True):
    """A message to the person; the page recognises it by `row`, its outbox row.

    `lang` is the language of its words, where it is known. `marks` are in the order of the text.
    `edits`: it takes the place of the message whose first row this is.
    """

    row: int
    text: str
    buttons: tuple[tuple[ButtonFrame, ...], ...]
    wants: Literal["nothing", "text", "evidence"]
    picture: PictureFrame | None = None
    lang: str = ""
    files: tuple[FileShown, ...] = ()
    marks: tuple[MarkFrame, ...] = ()
    edits: int = 0


class ReminderSetFrame(Frame, frozen=True, tag="reminder_set"):
    """The person has one reminder more than before."""


class Ack(Frame, frozen=True, tag="taken"):
    """The event of this id is committed; the page may forget it."""

    id: str


class Nack(Frame, frozen=True, tag="not_taken"):
    """The event of this id was not committed; the page sends it again after a while."""

    id: str
    again: bool = True


class Rejected(Frame, frozen=True, tag="refused"):
    """The event of this id will never be accepted."""

    id: str
    why: Literal["too_long", "bad"]


class ReadyFrame(Frame, frozen=True, tag="ready"):
    """All missed messages were sent; `store` is an opaque name of the conversation."""

    row: int
    store: str


ToPage: TypeAlias = MessageFrame | Ack | Nack | Rejected | ReadyFrame | ReminderSetFrame


class TooLong(ValueError):
    """A text holds more than `TEXT_LIMIT` characters."""


class _Named(Struct, frozen=True):
    id: EventId = ""


_from_page: msgspec.json.Decoder[FromPage] = msgspec.json.Decoder(FromPage)
_named = msgspec.json.Decoder(_Named)
_to_page = msgspec.json.Encoder()


def read(raw: str) -> FromPage | None:
    """The frame that the page sent; None when it is not valid."""
    try:
        return _from_page.decode(raw)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None


def id_of(raw: str) -> str:
    """The id of a frame that cannot be read; empty when it has none."""
    try:
        return _named.decode(raw).id
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ""


def write(frame: ToPage) -> str:
    """The frame as JSON."""
    return _to_page.encode(frame).decode()


def words(
    row: int, message: Message, store: str, place_of: Callable[[str], str], edits: int = 0
) -> MessageFrame:
    """A message of the outbox as a frame; for `store` and `place_of` see `Connection`."""
    rows = tuple(
        tuple(ButtonFrame(b.label, b.data, b.cancelled) for b in row_) for row_ in message.buttons
    )
    files = tuple(FileShown(f.kind, place_of(f.handle), f.name) for f in message.files)
    marks = tuple(
        MarkFrame(mark.kind, mark.start, mark.length)
        for mark in in_utf16(message.text, message.marks)
    )
    if message.drawing is None:
        return MessageFrame(
            row, message.text, rows, message.wants, None, message.locale, files, marks, edits
        )
    alt = message.drawing.title
    height = _HEIGHTS.get(message.drawing.chart, 100)
    picture = PictureFrame(**places(row, store), alt=alt, facts=message.facts, height=height)
    return MessageFrame(
        row, message.text, rows, message.wants, picture, message.locale, files, edits=edits
    )


_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def written(age: float | None, now: dt.datetime) -> dt.datetime | None:
    """When an event of this age was written; None without an age, or with a senseless one."""
    if age is None or not 0 <= age <= _LONGEST_AGE:
        return None
    return believed(now - dt.timedelta(milliseconds=age), now)


def clean(text: str) -> str:
    """A person's text, normalized: NFC, stripped, line ends as one newline.

    Control characters are removed, since databases and terminals may fail on them. Raises
    `TooLong`.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", _UNWANTED.sub("", lines)).strip()
    if len(cleaned) > TEXT_LIMIT:
        raise TooLong
    return cleaned


def said(text: str) -> Said | None:
    """What was typed; None when no text is left after cleaning."""
    cleaned = clean(text)
    return Said(cleaned) if cleaned else None


def asked(word: str, rest: str) -> Said | None:
    """A button of the page itself, as the typed command; None when it has no word."""
    return said(f"/{word} {rest}") if clean(word) else None


def tapped(data: str) -> RawPress:
    """The pressed button; unknown data is a press of no turn, so the question is repeated."""
    ours = len(data) <= _DATA_LIMIT and data.isascii() and data.isprintable()
    press = unpack_press(data) if ours else None
    return RawPress(*press) if press else RawPress(-1, "")
