"""Topics: what a person wants to be reminded of, in their own words ("học tiếng Anh")."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.text.normalizing import fold, nfc
from bot.domain.text.shortening import shortened

MAX_TOPIC: Final = 60
"""Letters of a topic; it stands in a line of the list, and in the reminder."""

_ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f"\\]+')
_BEFORE: Final = frozenset(
    ("la", "rang", "de", "phai", "can", "ve", "viec", "luc", "vao", "nhe", "se", "toi", "minh",
     "to", "that", "about", "of", "va", "and", "at", "on", "nho", "thi", "giup", "i", "ngay", "hom")
)  # fmt: skip
_AFTER: Final = frozenset(
    ("nhe", "nha", "nhe.", "a", "di", "luc", "vao", "voi", "giup", "ho", "gium", "please", "at",
     "on", "every", "hang", "moi", "tuan", "va", "and", "hoac", "ngay", "buoi", "thoi", "nghe")
)  # fmt: skip


def as_topic(text: str) -> str:
    """A topic as it is kept: one line, and nothing that JSON escapes (docs/adr/0022)."""
    return shortened(" ".join(_ESCAPED.sub(" ", nfc(text)).split()), MAX_TOPIC)


def topic_in(text: str, left: str) -> str:
    """The topic of a sentence: the most words in a row that are no time and no request.

    `left` are the folded words that remain, with a comma where some were taken out.
    """
    typed = nfc(text).split()
    folded = [_bare(word) for word in typed]
    best: list[str] = []
    for piece in re.split(r"[,;]", left):
        words = _trimmed([bare for word in piece.split() if (bare := _bare(word))])
        place = _place_of(words, folded)
        if place is not None and len(words) > len(best):
            best = typed[place : place + len(words)]
    return as_topic(" ".join(best)).strip(" .,:;!?-–")


def _bare(word: str) -> str:
    return fold(word).strip(".,:;!?()“”\"'")


def _trimmed(words: list[str]) -> list[str]:
    """The words without small ones at both ends."""
    start, end = 0, len(words)
    while start < end and words[start] in _BEFORE:
        start += 1
    while end > start and words[end - 1] in _AFTER:
        end -= 1
    return words[start:end]


def _place_of(words: list[str], among: list[str]) -> int | None:
    """Where these words stand in a row, or None."""
    if not words:
        return None
    places = range(len(among) - len(words) + 1)
    return next((place for place in places if among[place : place + len(words)] == words), None)
