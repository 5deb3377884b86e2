"""Marked text: the lines of a say in one language, and which parts of it have a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.talk.messages import LengthUnit, Mark, MarkKind
from bot.talk.text import Fact, Item, Note, SayLine, Title
from bot.wording.catalog import Translator
from bot.wording.splitting import length, split

BULLET: Final = "• "
"""What an item begins with; it is part of its mark."""

_MARKED: Final = frozenset((Title, Fact, Item, Note))


class MarkedText(NamedTuple):
    """A text, and its marks in their order; a tuple, since each message makes some."""

    text: str
    marks: tuple[Mark, ...] = ()

    def cut(self, start: int, end: int) -> MarkedText:
        """The text between two places; a mark keeps what of it is there."""
        if not self.marks:
            return MarkedText(self.text[start:end])
        kept = tuple(
            Mark(
                mark.kind,
                max(mark.start, start) - start,
                min(mark.end, end) - max(mark.start, start),
            )
            for mark in self.marks
            if mark.start < end and mark.end > start
        )
        return MarkedText(self.text[start:end], kept)

    def strip(self) -> MarkedText:
        """The text without white space at its ends."""
        begin = len(self.text) - len(self.text.lstrip())
        return self.cut(begin, begin + len(self.text.strip()))

    def parts(self, limit: int, unit: LengthUnit) -> tuple[MarkedText, ...]:
        """The text in parts of at most `limit` units, as `split` cuts it."""
        cut = split(self.text, limit, unit)
        if len(cut) == 1:
            return (self,)
        parts, start = [], 0
        for part in cut:
            parts.append(self.cut(start, start + len(part)))
            start += len(part)
        return tuple(parts)


def in_words(lines: Sequence[SayLine], translator: Translator, locale: str) -> MarkedText:
    """The lines in one language, each a line of the text.

    Most says have plain lines only, and a turn is short: those cost nothing more.
    """
    if _MARKED.isdisjoint(map(type, lines)):
        return MarkedText("\n".join([translator.line(line, locale) for line in lines]))  # type: ignore[arg-type]  # no marked line
    return below(*(_line(line, translator, locale) for line in lines))


def below(*texts: MarkedText) -> MarkedText:
    """Texts one below another."""
    marks: list[Mark] = []
    start = 0
    for each in texts:
        marks += (Mark(mark.kind, mark.start + start, mark.length) for mark in each.marks)
        start += len(each.text) + 1
    return MarkedText("\n".join(each.text for each in texts), tuple(marks))


def marked(kind: MarkKind, text: str, rest: str = "") -> MarkedText:
    """A text of one kind; `rest` follows it without a mark."""
    return MarkedText(text + rest, (Mark(kind, 0, len(text)),) if text else ())


def in_utf16(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks with places and lengths in UTF-16 code units, as Telegram and browsers count."""
    return tuple(
        Mark(
            mark.kind,
            length(text[: mark.start], "utf16"),
            length(text[mark.start : mark.end], "utf16"),
        )
        for mark in marks
    )


def _line(line: SayLine, translator: Translator, locale: str) -> MarkedText:
    match line:
        case Title(said):
            return marked("title", translator.line(said, locale))
        case Fact(label, value):
            name = f"{translator.line(label, locale)}:"
            return marked("label", name, f" {translator.value(value, locale)}")
        case Item(said):
            return marked("item", f"{BULLET}{translator.line(said, locale)}")
        case Note(said):
            return marked("note", translator.line(said, locale))
        case _:
            return MarkedText(translator.line(line, locale))
