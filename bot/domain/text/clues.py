"""Clues: which words a form of days or durations cannot do without, so that few forms are tried.

A text is searched for some twenty forms, and most of them need a word that it does not have.
"""

from __future__ import annotations

import re
from typing import Final

DIGIT: Final = "0"
"""The clue of a form that needs a digit."""

APOSTROPHES: Final = "'‘’′`"
"""Signs that people write for minutes; each is a clue by itself."""

_CLUE: Final = re.compile(rf"[^\W\d_]+|[{APOSTROPHES}]")
_ANY_DIGIT: Final = re.compile(r"\d")


def clues_of(folded: str) -> frozenset[str]:
    """The words of a normalized text, its apostrophes, and `DIGIT` when it has one."""
    found = _CLUE.findall(folded)
    if _ANY_DIGIT.search(folded):
        found.append(DIGIT)
    return frozenset(found)


def clues(words: str) -> frozenset[str]:
    """The clues of a form, one of which a text must have."""
    return frozenset(words.split())
