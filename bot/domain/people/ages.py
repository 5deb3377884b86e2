"""Ages: reads the age group from what people type: "67", "67 tuổi", "16t", "sinh năm 1958"."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from bot.domain.people.persons import AgeBand
from bot.domain.text.normalizing import fold
from bot.domain.text.number_words import SPELLED, read_spelled

AgeRead: TypeAlias = AgeBand | Literal["under_16"]
"""An age group; people under 16 are not taken in."""

MIN_AGE: Final = 16
_OLDEST: Final = 120
_YOUNGEST_UNSAID: Final = 6
"""A smaller number alone is no age: somebody may mean a place in the list."""
_FROM: Final[tuple[tuple[int, AgeRead], ...]] = (
    (60, "60+"), (40, "40-59"), (25, "25-39"), (MIN_AGE, "16-24"), (0, "under_16"),
)  # fmt: skip

_SMALL: Final = (
    r"(?:da|vang|a|thua|toi|minh|em|con|chau|bac|co|chu|ong|ba|cu|la|nam\ nay|duoc|vua|moi|chan"
    r"|tron|i\ am|i'm|im|my\ age\ is|age|aged)"
)
_SOMEBODY_ELSE: Final = r"(?!(?:ba|ma|me|bo|ong|bac|co|chu|em|con|chau|vo|chong)\ (?:toi|em|con)\b)"
_BEFORE: Final = rf"^{_SOMEBODY_ELSE}(?:{_SMALL}\ )*"
_AFTER: Final = r"(?:\ (?:roi|a|nhe|nha|old|yo))*$"
_UNIT: Final = r"(?P<unit>\ ?(?:tuoi|t|years?(?:\ old)?|yrs?(?:\ old)?|y/?o))?"
_NUMBER: Final = rf"(?P<number>[0-9]{{1,3}}|{SPELLED})"
_OVER: Final = r"(?P<over>(?:hon|tren|ngoai|qua|over|above|more\ than)\ )?"
_AGE: Final = re.compile(rf"{_BEFORE}{_OVER}{_NUMBER}{_UNIT}{_AFTER}", re.VERBOSE)
_YEAR: Final = re.compile(
    rf"""{_BEFORE}(?:sinh\ nam|sinh|sn|nam\ sinh|born\ in|born)?\ ?
    (?P<year>(?:19|20)[0-9]{{2}}){_AFTER}""",
    re.VERBOSE,
)


def read_age(text: str, year: int) -> AgeRead | None:
    """The age group that the whole text tells, in a year; None when it is not clear.

    Somebody born 16 years ago may still be 15: that year of birth is not clear.
    """
    said = fold(text).strip(" .!")
    if found := _YEAR.fullmatch(said):
        age = year - int(found["year"])
        return None if age == MIN_AGE or not 0 <= age <= _OLDEST else _group(age)
    if found := _AGE.fullmatch(said):
        spelled = found["number"]
        number = int(spelled) if spelled.isdigit() else (read_spelled(spelled) or 0)
        least = 1 if found["unit"] else _YOUNGEST_UNSAID
        if not least <= number <= _OLDEST:
            return None
        return _group(number + 1 if found["over"] else number)
    return None


def _group(age: int) -> AgeRead:
    return next(group for least, group in _FROM if age >= least)
