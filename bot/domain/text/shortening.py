"""Shortening: the beginning of a long text, as it is told back to the person who wrote it."""

from __future__ import annotations

import unicodedata

_JOINERS = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}


def shortened(text: str, most: int) -> str:
    """The text, or its first `most` letters with “…”: at the end of a word where there is one.

    No mark is taken from its letter, and no joined emoji is taken apart.
    """
    if len(text) <= most:
        return text
    cut = most
    while cut > 0 and _clings(text, cut):
        cut -= 1
    shown = text[: cut or most]
    words = shown.rsplit(maxsplit=1)[0]
    ends_a_word = text[len(shown)].isspace() or shown[-1].isspace()
    return (shown if ends_a_word or len(words) <= most // 2 else words).rstrip() + "…"


def _clings(text: str, cut: int) -> bool:
    """Whether the character at the cut belongs to the one before it."""
    letter = text[cut]
    return (
        unicodedata.combining(letter) != 0
        or letter in _JOINERS
        or text[cut - 1] == "\u200d"
        or 0x1F3FB <= ord(letter) <= 0x1F3FF
    )
