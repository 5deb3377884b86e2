"""Chat spelling: letters that are held too long ("ghii", "homm nay") and short forms ("hôm wa").

Only what is no Vietnamese syllable otherwise is changed, and only for comparing: a person's own
words stay as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Final

from bot.domain.text.normalizing import fold, nfc
from bot.domain.text.typing_residue import is_syllable

_SHORT: Final[Mapping[str, str]] = {"wa": "qua", "qa": "qua"}
_DAY_WORD: Final = "hum"
_AFTER_DAY_WORD: Final = frozenset({"nay", "qua", "kia", "truoc", *_SHORT})
_ENGLISH: Final = frozenset({"see", "too", "tree", "bee", "tee"})
_HELD: Final = re.compile(r"(\w)\1+\Z")
_LEAST_SHARE: Final = 0.6
"""So many of the words must be Vietnamese: "see a tree" is English."""


def usual_letters(words: Sequence[str], known: Container[str] = ()) -> dict[int, str]:
    """The usual letters of the words in chat spelling, by their place; empty for other text.

    `words` are in lower case without accents; a word in `known` is never touched.
    """
    found = {
        place: usual
        for place, word in enumerate(words)
        if word not in known and (usual := _usual(word, words[place + 1 : place + 2])) is not None
    }
    spoken = [place for place, word in enumerate(words) if word.isalpha()]
    vietnamese = sum(place in found or is_syllable(words[place]) for place in spoken)
    return found if found and vietnamese >= _LEAST_SHARE * len(spoken) else {}


def usual_spelling(text: str) -> str:
    """A text with each word in chat spelling as it is usually written, without its accents."""
    words = nfc(text).split()
    letters = usual_letters([fold(word).rstrip(".,:;!?") for word in words])
    return " ".join(letters.get(place, word) for place, word in enumerate(words))


def _usual(word: str, following: Sequence[str]) -> str | None:
    if word in _SHORT:
        return _SHORT[word]
    if word == _DAY_WORD and not _AFTER_DAY_WORD.isdisjoint(following):
        return "hom"
    if word in _ENGLISH:
        return None
    short = _HELD.sub(r"\1", word)
    return short if short != word and is_syllable(short) and not is_syllable(word) else None
