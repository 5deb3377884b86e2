"""Folding: the form in which two spellings of the same Vietnamese words compare equal."""

import unicodedata

_UNMARKED = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def nfc(text: str) -> str:
    """Text as it is kept and shown: composed (NFC), so that lengths and comparisons are stable."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Text as it is compared: lower case, no marks, `đ` as `d`, full-width as plain, one space.

    Two spellings of a name fold alike whether they were typed with or without accents, composed
    or decomposed, in capitals or with stray spaces.
    """
    bare = unicodedata.normalize("NFKD", text.translate(_UNMARKED))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(letters.translate(_UNMARKED).casefold().split())
