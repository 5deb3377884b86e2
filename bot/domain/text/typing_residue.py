"""Typing residue: Vietnamese typed for Telex or VNI, which the keyboard did not turn to accents.

"hocj tieengs" (Telex) and "ho5c tie61ng" (VNI) have the letters of "học tiếng" and signs for the
accents. Here the signs are removed; the accents stay unknown, as in text typed without them.
"""

import re
from collections.abc import Container, Sequence
from typing import Final

_SYLLABLE: Final = re.compile(
    r"""(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh|n|ph?|qu|r|s|th?|tr|v|x)?
    (?:uay|uyu|uye|oai|oay|oeo|uoi|uou|ieu|yeu|uya|uoa
      |ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|[aeiouy])
    (?:ch|ng|nh|[cmnpt])?""",
    re.VERBOSE,
)
_SUSPICIOUS: Final = re.compile(r"[aeiouyw][a-z]*[sfrxj]|aa|ee|oo|dd|w|[a-z][0-9]")
_SURE: Final = re.compile(
    r"""[aeiouyw][a-z]*j | ^dd | (?:aa|ee|oo) | [auo]w[a-z]*[sfrxj] | uow
      | ^[a-z]*[aeiouy][a-z]*[0-9]+[a-z] | ^d9""",
    re.VERBOSE,
)
_TONE_SIGN: Final = re.compile(r"(?<=[aeiouyw])([a-z]*?)[sfrxj]")
_DOUBLE: Final = re.compile(r"([aeo])([iuy]?)\1")
_LEAST_SHARE: Final = 0.6
"""So many of the words must be Vietnamese, else "trees" and "for" are English words."""


def is_syllable(word: str) -> bool:
    """True when a normalized word can be one Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def plain_letters(words: Sequence[str], known: Container[str]) -> dict[int, str]:
    """The letters of the words that have typing residue, by their place; empty for other text.

    `words` are in lower case without accents; a word in `known` is never touched.
    """
    if not _SUSPICIOUS.search(" ".join(words)):
        return {}
    found = {
        place: letters
        for place, word in enumerate(words)
        if word not in known and (letters := _residue(word)) is not None
    }
    if not any(_SURE.search(words[place]) for place in found):
        return {}
    spoken = [word for place, word in enumerate(words) if word.isalpha() or place in found]
    vietnamese = sum(is_syllable(word) or _residue(word) is not None for word in spoken)
    return found if vietnamese >= _LEAST_SHARE * len(spoken) else {}


def _residue(word: str) -> str | None:
    """The syllable of a word with signs of Telex or VNI; None for another word."""
    return _letters(word) if _SUSPICIOUS.search(word) and not is_syllable(word) else None


def _letters(word: str) -> str | None:
    """The syllable without its signs, or None when none is left."""
    if any(c.isdigit() for c in word):
        bare = "".join(c for c in word if not c.isdigit()) if word[0].isalpha() else ""
    else:
        bare = word.replace("dd", "d")
        bare = _TONE_SIGN.sub(r"\1", bare)
        bare = re.sub(r"(?<=[aou])w", "", bare).replace("w", "u")
        bare = _DOUBLE.sub(r"\1\2", bare)
    return bare if bare.isascii() and is_syllable(bare) else None
