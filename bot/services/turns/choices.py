"""Choices: reads a typed text as one of the choices of the newest prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.domain.text.normalizing import fold

_NUMBER = re.compile(r"(?:so|chon|number|option|no\.?)? ?([1-9][0-9]?)[.)]?")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")


def read_choice(
    typed: str, labels: Sequence[str], *, numbered: bool, free_text: bool
) -> int | None:
    """The index (from 0) of the typed choice, or None.

    `numbered`: the choices were shown as a numbered list, so `2`, `2.`, `số 2`, `chọn 2` and a
    keycap digit choose; a number outside the list does not. A label chooses, with or without
    accents. Unless `free_text` is expected, so does the beginning of exactly one label.
    """
    words = fold(typed.translate(_KEYCAP))
    if not words:
        return None
    if numbered and (number := _NUMBER.fullmatch(words)):
        place = int(number[1]) - 1
        return place if place < len(labels) else None
    folded = [_bare(label) for label in labels]
    words = _trimmed(words)
    if not words:
        return None
    same = [place for place, label in enumerate(folded) if label == words]
    if len(same) == 1:
        return same[0]
    if same or free_text or len(words) < 2:
        return None
    begun = [place for place, label in enumerate(folded) if label.startswith(words)]
    return begun[0] if len(begun) == 1 else None


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    """A label in normalized form, without emoji and punctuation at both ends."""
    return _trimmed(fold(label))


def _trimmed(folded: str) -> str:
    return _EDGES.sub("", folded)
