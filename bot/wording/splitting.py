"""Splitting: cuts a text into parts that each fit the channel's limit."""

from __future__ import annotations

import codecs
import unicodedata

from bot.talk.messages import LengthUnit

_utf16 = codecs.lookup("utf-16-le").encode  # loaded here, since its first use reads a file
_BREAKS = ("\n\n", "\n", ". ", " ")
_JOINERS = {"\u200d", "\ufe0f", "\u20e3"}
_FLAG_LETTERS = "".join(chr(letter) for letter in range(0x1F1E6, 0x1F200))


def length(text: str, unit: LengthUnit) -> int:
    """The length of a text as the platform counts it: in UTF-16 code units or characters."""
    return len(_utf16(text)[0]) // 2 if unit == "utf16" else len(text)


def split(text: str, limit: int, unit: LengthUnit) -> tuple[str, ...]:
    """The parts of a text, none longer than `limit`; joined they are the text.

    A cut is at the end of a paragraph, a line, a sentence or a word in the second half of the part,
    if there is one. It never divides a surrogate pair, a combining mark, a joined emoji or a flag,
    unless that cluster alone is longer than the limit.
    """
    if limit < 2:
        raise ValueError("a limit below 2 units cannot hold every character")
    parts = []
    while length(text, unit) > limit:
        cut = _cut(text, _fitting(text, limit, unit))
        parts.append(text[:cut])
        text = text[cut:]
    return (*parts, text)


def _fitting(text: str, limit: int, unit: LengthUnit) -> int:
    """The number of characters from the start that fit."""
    if unit == "chars":
        return limit
    used = 0
    for place, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > limit:
            return place
    return len(text)


def _cut(text: str, limit: int) -> int:
    """The position of the cut, at most `limit` characters in."""
    for mark in _BREAKS:
        position = text.rfind(mark, 0, limit)
        cut = position + len(mark)
        if position >= 0 and limit // 2 < cut <= limit and not _clings(text, cut):
            return cut
    cut = limit
    while cut > 0 and _clings(text, cut):
        cut -= 1
    return cut or limit


def _clings(text: str, cut: int) -> bool:
    """True when the character at the cut belongs to the character before it."""
    letter = text[cut] if cut < len(text) else ""
    return bool(letter) and (
        unicodedata.combining(letter) != 0
        or letter in _JOINERS
        or text[cut - 1] == "\u200d"
        or 0x1F3FB <= ord(letter) <= 0x1F3FF
        or (letter in _FLAG_LETTERS and _halves_a_flag(text, cut))
    )


def _halves_a_flag(text: str, cut: int) -> bool:
    """True between the two letters of a flag: an odd number of such letters is before the cut."""
    before = text[:cut]
    return (cut - len(before.rstrip(_FLAG_LETTERS))) % 2 == 1
