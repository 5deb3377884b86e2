"""List marks: what stands before each choice of a written list, and chooses it when it is typed.

Where only a choice is wanted, or free words, the marks are numbers. Where a number may be the
answer (an age, a day, a length), they are letters, so that a typed number is always the answer.
Letters that are words are left out: "k" and "n" are no, "o", "u" and "y" are yes; so are "i" and
"l", which look like 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from bot.domain.text.normalizing import fold, nfc

ListMarks: TypeAlias = Literal["none", "numbers", "letters"]
"""How choices are marked; none: they are buttons."""

LETTERS: Final = "abcdefghjmpqrstvwxz"
"""The letters that mark a choice; after them each comes doubled."""
MOST: Final[dict[ListMarks, int]] = {"none": 0, "numbers": 99, "letters": 2 * len(LETTERS)}
"""How many choices a list can mark."""

_KEYCAP: Final = str.maketrans("", "", "\ufe0f\u20e3")
_NUMBER: Final = re.compile(r"(?:so|chon|number|option|no\.?)? ?([1-9][0-9]?)[.)]?")
_CHOSEN_NUMBER: Final = re.compile(r"(?:chon|option) ?(?:so )?([1-9][0-9]?)[.)]?")
_LETTER: Final = re.compile(r"(?:(?:chọn|chon|câu|cau|mục|muc|option) )?([a-z]{1,2})[.)]?")


def marks_of(labels: Sequence[str], *, number_wanted: bool) -> ListMarks:
    """The marks of a list; labels that are letters themselves are numbered."""
    lettered = any(all(len(word) == 1 for word in label.split()) for label in labels)
    return "letters" if number_wanted and not lettered else "numbers"


def mark(place: int, marks: ListMarks) -> str:
    """The mark of a place (from 0), at most `MOST` places: "3", "C", after the last letter "AA"."""
    if marks == "numbers":
        return str(place + 1)
    doubled, at = divmod(place, len(LETTERS))
    return LETTERS[at].upper() * (doubled + 1)


def read_mark(typed: str, marks: ListMarks) -> int | None:
    """The place whose mark was typed, perhaps with "chọn" before it; None for other words."""
    match marks:
        case "numbers":
            number = _NUMBER.fullmatch(fold(typed.translate(_KEYCAP)))
            return int(number[1]) - 1 if number else None
        case "letters":
            if number := _CHOSEN_NUMBER.fullmatch(fold(typed.translate(_KEYCAP))):
                return int(number[1]) - 1
            letter = _LETTER.fullmatch(nfc(typed).strip().lower())
            return _place_of(letter[1]) if letter else None
        case _:
            return None


def _place_of(letters: str) -> int | None:
    if letters[0] not in LETTERS or letters != letters[0] * len(letters):
        return None
    return LETTERS.index(letters[0]) + len(LETTERS) * (len(letters) - 1)
