"""Text: whole sentences without a language yet, and the values in them."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText


class Plain(Struct, frozen=True, tag="plain"):
    """A person's own words or a proper name: shown exactly, never translated, never as markup."""

    text: str


class Day(Struct, frozen=True, tag="day"):
    """A calendar day; shown with its weekday."""

    day: dt.date


class Minutes(Struct, frozen=True, tag="minutes"):
    """A duration in minutes; shown in hours and minutes."""

    minutes: int


class Text(Struct, frozen=True, tag="text"):
    """A sentence of the catalog (`msgid`, in English) and its values.

    With `plural`, `count` chooses the form and is also the value `{count}`.
    """

    msgid: str
    blanks: dict[str, Blank] = {}
    plural: str | None = None
    count: int = 0


Blank: TypeAlias = int | Plain | LocalizedText | Day | Minutes | Text
"""A value in a sentence."""

Line: TypeAlias = Text | Plain | LocalizedText
"""One line of a message: a sentence of ours, a person's own words, or a data file's."""


class Title(Struct, frozen=True, tag="title"):
    """A line that names what stands below it."""

    line: Line


class Fact(Struct, frozen=True, tag="fact"):
    """A value under its name: `Length: 45 minutes`."""

    label: Line
    value: Blank


class Item(Struct, frozen=True, tag="item"):
    """One entry of a list."""

    line: Line


class Note(Struct, frozen=True, tag="note"):
    """A remark beside the matter: a source, a reservation."""

    line: Line


MarkedLine: TypeAlias = Title | Fact | Item | Note
"""A line with a meaning, which a channel may show (docs/adr/0021)."""

SayLine: TypeAlias = Line | MarkedLine
"""Any line of a message."""


def _(msgid: str, /, **blanks: Blank) -> Text:
    """Mark a sentence for the catalogs and set its values."""
    return Text(msgid, blanks)


def plural(one: str, many: str, count: int, /, **blanks: Blank) -> Text:
    """Mark a sentence that depends on a number; `{count}` is the number."""
    return Text(one, blanks, many, count)


def plain(text: str) -> Plain:
    """A person's own words, to be shown exactly as they are."""
    return Plain(text)
