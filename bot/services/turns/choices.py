"""Choices: reads a typed text as one of the choices of the newest prompt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.domain.text.answers import Answer
from bot.domain.text.list_marks import ListMarks, read_mark
from bot.domain.text.normalizing import accents_agree, fold
from bot.talk.steps import Choice

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_MIN_BEGINNING = 2
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")


def read_choice(typed: str, labels: Sequence[str], *, marks: ListMarks) -> int | None:
    """The index (from 0) of the choice whose mark or whole label was typed, or None.

    `marks`: the choices were shown as a list. In a numbered one `2`, `2.`, `số 2`, `chọn 2` and a
    keycap digit choose, in a lettered one `B`, `b)`, `chọn B` and `chọn 2`; a mark outside the list
    does not. A label chooses without accents too, but accents that were typed must be its own.
    """
    place = read_mark(typed, marks)
    if place is not None:
        return place if place < len(labels) else None
    words = fold(typed.translate(_KEYCAP))
    words = _trimmed(words)
    if not words:
        return None
    same = (place for place, label in enumerate(labels) if _bare(label) == words)
    return _only(place for place in same if accents_agree(typed, labels[place]))


def read_beginning(typed: str, labels: Sequence[str]) -> int | None:
    """The index of the only choice whose label begins with what was typed, or None."""
    words = _trimmed(fold(typed.translate(_KEYCAP)))
    if len(words) < _MIN_BEGINNING or not any(c.isalpha() for c in words):
        return None  # "16" is somebody's age, not the beginning of "16–24"
    begun = (place for place, label in enumerate(labels) if _bare(label).startswith(words))
    return _only(place for place in begun if accents_agree(typed, labels[place]))


def choice_that_means(choices: Sequence[Choice], *answers: Answer) -> Choice | None:
    """The choice for the first of these answers that exactly one choice stands for, or None."""
    for answer in answers:
        meant = [choice for choice in choices if answer in choice.means]
        if len(meant) == 1:
            return meant[0]
    return None


def _only(places: Iterable[int]) -> int | None:
    found = list(places)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    """A label in normalized form, without emoji and punctuation at both ends."""
    return _trimmed(fold(label))


def _trimmed(folded: str) -> str:
    if folded[:1].isalnum() and folded[-1:].isalnum():
        return folded
    return _EDGES.sub("", folded)
