"""Number words: whole numbers spelled out in Vietnamese or English, in normalized text."""

import re
from typing import Final

_VI_DIGITS: Final = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
# These come only after a ten: "hai mươi tư", "mười lăm".
_VI_AFTER_TEN: Final = {**_VI_DIGITS, "tu": 4, "lam": 5, "nham": 5}
_EN_DIGITS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
_EN_TEENS: Final = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_EN_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip


def _one_of(words: dict[str, int]) -> str:
    return f"(?:{'|'.join(words)})"


_VI_BELOW_100: Final = (
    rf"(?:(?:(?:{_one_of(_VI_DIGITS)}|[2-9])\ )?(?:muoi|chuc)\b(?:\ {_one_of(_VI_AFTER_TEN)}\b)?"
    rf"|{_one_of(_VI_DIGITS)}\ (?:lam|nham)\b"
    rf"|{_one_of(_VI_DIGITS)}\b)"
)
_EN_BELOW_100: Final = (
    rf"(?:{_one_of(_EN_TENS)}(?:[\ -]{_one_of(_EN_DIGITS)})?\b"
    rf"|{_one_of(_EN_TEENS)}\b|{_one_of(_EN_DIGITS)}\b)"
)

SPELLED: Final = (
    rf"(?:{_one_of(_VI_DIGITS)}\ tram\b(?:\ (?:linh\ |le\ )?{_VI_BELOW_100})?"
    rf"|{_VI_BELOW_100}"
    rf"|(?:one|a)\ hundred\b(?:\ and)?(?:\ {_EN_BELOW_100})?"
    rf"|{_EN_BELOW_100})"
)
"""A regular expression (no groups, fit for `re.VERBOSE`) of one spelled-out number, 1 to 999."""

_WHOLE: Final = re.compile(SPELLED, re.VERBOSE)


def read_spelled(folded: str) -> int | None:
    """The number that the whole normalized text spells ("ba muoi lam", "forty-five"), or None.

    "hai ba" gives None: it may mean "two or three" or twenty-three.
    """
    if _WHOLE.fullmatch(folded) is None:
        return None
    total = 0
    for word in folded.replace("-", " ").split():
        match word:
            case "tram" | "hundred":
                total = max(total, 1) * 100
            case "muoi" | "chuc":
                ones = total % 100
                total += 9 * ones if ones else 10
            case "lam" | "nham" if 0 < total % 100 < 10:
                total += 9 * (total % 100) + 5  # "hai lăm" leaves the ten unsaid
            case "linh" | "le" | "and":
                pass
            case "a":
                total = 1
            case _:
                total += _worth(word)
    return total


def _worth(word: str) -> int:
    if word.isdigit():
        return int(word)  # "3 mươi"
    for words in (_VI_AFTER_TEN, _EN_DIGITS, _EN_TEENS, _EN_TENS):
        if word in words:
            return words[word]
    raise ValueError(f"not a number word: {word!r}")
