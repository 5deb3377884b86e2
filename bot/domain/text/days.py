"""Days: reads a calendar day from typed text.

Always in Vietnamese order: 1/2 is the first of February. Without a year, month or week it is the
most recent such day, not after today, since people log past days. With one it is taken exactly, so
that a rule elsewhere can refuse a future day.
"""

import datetime as dt
import re
from typing import Final

from bot.domain.text.chat_spelling import usual_spelling
from bot.domain.text.clues import clues_of
from bot.domain.text.day_ambiguity import is_ambiguous
from bot.domain.text.day_forms import FORMS, DayOf, days_from, read_plain
from bot.domain.text.normalizing import fold, nfc


def read_day(text: str, today: dt.date) -> dt.date | None:
    """The day when the whole text clearly is one, else None.

    A weekday and a date must agree, else the result is None.
    """
    said = _AROUND_AN_ANSWER.sub("", fold(usual_spelling(text)))
    if said == "hom kia" and "kìa" in nfc(text).lower():
        return days_from(today, -3)  # "hôm kìa", the day before "hôm kia"
    return read_plain(said, today)


def find_day(folded: str, today: dt.date) -> tuple[dt.date, tuple[int, int]] | None:
    """The first day in a normalized sentence and its position (start, end), or None.

    Words that may mean something else are ignored: a quantity, a score, a range, an ordinal ("bài
    thứ hai"), or another word ("thông qua", "qua Zalo").
    """
    had = clues_of(folded)
    found = [
        each
        for pattern, day_of, needs in FORMS
        if not needs.isdisjoint(had)
        and (each := _first_in(folded, pattern, day_of, today)) is not None
    ]
    return min(found, key=lambda each: (each[1][0], -each[1][1]), default=None)


_AROUND_AN_ANSWER: Final = re.compile(
    r"""^(?:(?:vao|on|luc|hoc)\ )+
      | (?:\ (?:a|nhe|nha|thoi))+[\s.!]*$
      | [\s.!]+$""",
    re.VERBOSE,
)
_FAR_ENOUGH: Final = 32  # characters on either side that can change the meaning


def _first_in(
    folded: str, pattern: re.Pattern[str], day_of: DayOf, today: dt.date
) -> tuple[dt.date, tuple[int, int]] | None:
    at = 0
    while match := pattern.search(folded, at):
        at = match.start() + 1
        before = folded[max(0, match.start() - _FAR_ENOUGH) : match.start()]
        after = folded[match.end() : match.end() + _FAR_ENOUGH]
        if is_ambiguous(match, before, after):
            continue
        if (day := day_of(match, today)) is not None:
            return day, match.span()
    return None
