"""The days that a sentence tells: days of both calendars, and pasts that name no day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from bot.domain.quick_log.clock import Span, blank
from bot.domain.quick_log.lengths import Lengths
from bot.domain.quick_log.lexicon import TokenizedSentence, words_of
from bot.domain.quick_log.past import find_unknown_past
from bot.domain.text.days import find_day
from bot.domain.text.lunar_days import find_lunar_day

_DATE_LIKE: Final = re.compile(
    r"(?<![\w/])(?:ngay )?[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?(?![\w/])"
)
_SHORT_DATE: Final = re.compile(
    r"""(?:^|(?<=\bngay\ )|(?<=\bhom\ ))
    (?P<day>[0-3]?[0-9])(?P<sign>[-.])(?P<month>[01]?[0-9])(?=,?\ [a-z])""",
    re.VERBOSE,
)
_WITH_YEAR: Final = re.compile(r"[0-9]{4}|last|tuan|thu |cn")
_ALMOST_A_YEAR: Final = 300
_SOON_DAYS: Final = 14
_UNCLEAR_DAYS: Final = 30
"""On 27 November "ngày 30/11" is the coming one, and "ngày 20/12" may be either."""


def find_told_days(
    note: TokenizedSentence, today: dt.date, lengths: Lengths
) -> tuple[set[dt.date | None], set[int]]:
    """The days that are told (None: not clear), and their words; today when none is told."""
    days: set[dt.date | None] = set()
    words: set[int] = set()
    rest = blank(note.folded, lengths.spans)
    while found := (
        find_lunar_day(rest, today) or _short_date(rest, today) or _coming_or_past(rest, today)
    ):
        days.add(found[0])
        words |= words_of(note, [found[1]])
        rest = blank(rest, [found[1]])
    unclear = {n for cue in note.of("vague_day") for n in range(cue.first, cue.end)} - words
    unclear |= words_of(note, [match.span() for match in _DATE_LIKE.finditer(rest)])
    taken = frozenset(words | lengths.words)
    unclear |= words_of(note, find_unknown_past(note, rest, taken)) - taken
    if (unclear or lengths.many_days) and len(days) < 2:
        days = {None}
    return days or {today}, words | unclear


def _coming_or_past(text: str, today: dt.date) -> tuple[dt.date | None, Span] | None:
    """The next day in the text; a date without a year that is soon may be the coming one."""
    found = find_day(text, today)
    if found is None or (today - found[0]).days < _ALMOST_A_YEAR:
        return found
    day, span = found
    ahead = 365 - (today - day).days
    if ahead > _UNCLEAR_DAYS or ahead < 0 or _WITH_YEAR.search(text[slice(*span)]):
        return found
    return (today + dt.timedelta(days=ahead) if ahead <= _SOON_DAYS else None), span


def _short_date(text: str, today: dt.date) -> tuple[dt.date | None, Span] | None:
    """A date such as "25-11" or "25.11" at the beginning; "10-12" may be hours."""
    match = _SHORT_DATE.search(text)
    if match is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    is_clear = day >= month if match["sign"] == "-" else day > 24 or month not in (5, 10)
    found = find_day(f"ngay {day}/{month}", today) if is_clear else None
    return (found[0] if found else None), match.span()
