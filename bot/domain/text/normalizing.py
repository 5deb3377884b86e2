"""Normalizing: one form in which spellings of the same Vietnamese words are equal.

One turn compares the same text several times, and the same words come in many texts: the last forms
are kept in memory.
"""

import re
import unicodedata
from functools import lru_cache

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_UNMARKED = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def nfc(text: str) -> str:
    """Text in its stored and shown form: composed (NFC), so lengths and comparisons are stable."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Text in its compared form: lower case, no accents, `đ` as `d`, plain width, single spaces.

    Accents, composition, capitals and extra spaces make no difference after it.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text.translate(_UNMARKED))
    # A list is joined sooner than what a generator gives.
    letters = "".join([c for c in bare if not unicodedata.combining(c)])
    return " ".join(letters.translate(_UNMARKED).casefold().split())


def plain_words(text: str) -> str:
    """The words of a normalized text, without punctuation."""
    return _words(fold(text))


@lru_cache(maxsize=512)
def accented_words(text: str) -> str:
    """The words with accents, each tone at the end of the word: hoà equals hòa."""
    words = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_tone_last(word) for word in _words(nfc(words)).split())


def accents_agree(typed: str, wanted: str) -> bool:
    """True when every accent that was typed is the wanted one; words without accents always agree.

    The texts have the same normalized words, or `typed` is the beginning of `wanted`: a word that
    is only begun agrees too. So "đúng" does not agree with "dừng", and "dung" agrees with both.
    """
    pairs = zip(accented_words(typed).split(), accented_words(wanted).split(), strict=False)
    return all(
        said in (word, fold(said)) or len(fold(said)) < len(fold(word)) for said, word in pairs
    )


def _words(text: str) -> str:
    return " ".join("".join([c if c.isalnum() else " " for c in text]).split())


@lru_cache(maxsize=4096)
def _tone_last(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return nfc(_TONE.sub("", apart)) + "".join(_TONE.findall(apart))
