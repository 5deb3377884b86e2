"""The words of a sentence that tell the day and the duration of an activity."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.quick_log.clock import Span, blank, find_times
from bot.domain.quick_log.lexicon import TokenizedSentence
from bot.domain.quick_log.past import find_unknown_past
from bot.domain.quick_log.repeating import find_repeats
from bot.domain.quick_log.written_at import is_unclear_at
from bot.domain.text.days import find_day
from bot.domain.text.durations import TIME_UNIT, find_minutes
from bot.domain.text.lunar_days import find_lunar_day

_DATE_LIKE: Final = re.compile(
    r"(?<![\w/])(?:ngay )?[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?(?![\w/])"
)
_SHORT_DATE: Final = re.compile(
    r"(?:(?<=^)|(?<=\bngay )|(?<=\bhom ))(?P<day>[0-3]?[0-9])(?P<sign>[-.])(?P<month>[01]?[0-9])(?=,? [a-z])"
)
_LENGTH_RANGE: Final = re.compile(
    rf"""(?<!\w)(?<![0-9][/.,-])(?:
      [0-9]{{1,3}}(?:\ ?{TIME_UNIT})?\ ?(?:[-–~]|den|toi|hoac|hay|to|or)\ ?[0-9]{{1,3}}\ ?{TIME_UNIT}
    | (?:(?:mot|hai|ba|bon|nam|sau)\ (?:hai|ba|bon|nam|sau|bay))\ (?:tieng|gio|phut)
    )(?!\w)""",
    re.VERBOSE,
)
"""A length between two: "20-30 phút", "hai ba tiếng"; it is not clear."""
_SOON_DAYS: Final = 14
_UNCLEAR_DAYS: Final = 60
_ALMOST_A_YEAR: Final = 300
_ACTIVITY: Final = ("verb", "type", "teach", "weak", "maybe_teach", "help")


@dataclass(frozen=True, slots=True)
class When:
    """The day and the minutes (None: the day is unclear, or no duration), with their words."""

    day: dt.date | None
    minutes: int | None
    words: frozenset[int]
    has_duration: bool
    has_day: bool
    has_several: bool
    """True when several lengths are told, as of several activities."""


@dataclass(frozen=True, slots=True)
class _Lengths:
    minutes: int | None
    words: frozenset[int]
    spans: list[Span]
    many_days: bool
    several: bool


def find_when(note: TokenizedSentence, today: dt.date, at: dt.time | None) -> When:
    """The day and duration of a sentence; today when no day is mentioned.

    Two different durations, or two different days, are unclear. So is a part of today that has
    not begun at the time `at`.
    """
    lengths = _lengths(note)
    vague = {n for cue in note.of("vague_minutes") for n in range(cue.first, cue.end)}
    days, day_words = _days(note, today, lengths)
    words = _with_edges(note, set(lengths.words | vague), "minutes")
    words |= _with_edges(note, day_words, "day")
    words |= _parts_of_day(note, words)
    words |= {n for n in range(1, len(note.words) - 1) if _is_between(note, n, day_words)}
    day = days.pop() if len(days) == 1 else None
    if day is not None and at is not None and is_unclear_at(note, words, (today - day).days, at):
        day = None
    return When(
        day=day,
        minutes=lengths.minutes if len(days) <= 1 else None,
        words=frozenset(words),
        has_duration=bool(lengths.words or vague),
        has_day=bool(day_words),
        has_several=lengths.several,
    )


def _lengths(note: TokenizedSentence) -> _Lengths:
    """The duration, and the positions of all lengths and times of day."""
    repeats = find_repeats(note.folded)
    activity_at = min((cue.first for cue in note.of(*_ACTIVITY)), default=len(note.words))
    at_letter = sum(len(word.folded) + 1 for word in note.words[:activity_at])
    times = find_times(blank(note.folded, repeats.spans), at_letter)
    lengths = [*repeats.lengths, *times.lengths]
    spans = [*repeats.spans, *(span for _, span in times.lengths), *times.moments]
    rest = blank(note.folded, spans)
    for match in _LENGTH_RANGE.finditer(rest):
        lengths.append((None, match.span()))
        spans.append(match.span())
    rest = blank(rest, spans)
    while found := find_minutes(rest):
        lengths.append(found)
        spans.append(found[1])
        rest = blank(rest, [found[1]])
    minutes = _one_length(note.folded, lengths)
    return _Lengths(minutes, frozenset(_words_of(note, spans)), spans, repeats.many_days, len(lengths) > 1)


def _one_length(folded: str, lengths: list[tuple[int | None, Span]]) -> int | None:
    """The one length; None for several ("học toán 1 tiếng, học văn 1 tiếng").

    A length that says the same again is one: "8h-10h (2 tiếng)", "1 tiếng (60 phút)".
    """
    if len({minutes for minutes, _ in lengths}) != 1:
        return None
    spans = sorted(span for _, span in lengths)
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        if any(c.isalnum() for c in folded[end:start]) and ":" not in folded and " - " not in folded:
            between = folded[end:start].split()
            if set(between) - {"tuc", "la", "(", "trong", "mat", "het", "tong", "cong", ",", "hoc"}:
                return None
    return lengths[0][0]


def _days(
    note: TokenizedSentence, today: dt.date, lengths: _Lengths
) -> tuple[set[dt.date | None], set[int]]:
    """The days that are told (None: not clear), and their words; today when none is told."""
    days: set[dt.date | None] = set()
    words: set[int] = set()
    rest = blank(note.folded, lengths.spans)
    while lunar := find_lunar_day(rest, today):
        days.add(lunar[0])
        words |= _words_of(note, [lunar[1]])
        rest = blank(rest, [lunar[1]])
    if short := _short_date(rest, today):
        days.add(short[0])
        words |= _words_of(note, [short[1]])
        rest = blank(rest, [short[1]])
    while found := find_day(rest, today):
        days.add(_or_soon(found[0], rest[slice(*found[1])], today))
        words |= _words_of(note, [found[1]])
        rest = blank(rest, [found[1]])
    unclear = {n for cue in note.of("vague_day") for n in range(cue.first, cue.end)} - words
    unclear |= _words_of(note, [match.span() for match in _DATE_LIKE.finditer(rest)])
    taken = frozenset(words | lengths.words)
    unclear |= _words_of(note, find_unknown_past(note, rest, taken)) - taken
    if unclear or lengths.many_days:
        days.add(None)
        days = {None} if len(days) == 1 or not words else days
    return days or {today}, words | unclear


def _or_soon(day: dt.date, said: str, today: dt.date) -> dt.date | None:
    """The day; of a date without a year that is soon, that day (a plan) or None (unclear).

    On 27 November "ngày 30/11" is the coming one, "ngày 20/12" may be either.
    """
    if (today - day).days < _ALMOST_A_YEAR or re.search(r"[0-9]{4}|last|tuan|thu |cn", said):
        return day
    if (coming := _next_year(day)) is None or (coming - today).days > _UNCLEAR_DAYS:
        return day
    return coming if (coming - today).days <= _SOON_DAYS else None


def _next_year(day: dt.date) -> dt.date | None:
    """The same date of the following year; None for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None


def _is_between(note: TokenizedSentence, n: int, day_words: set[int]) -> bool:
    """True for the small word between two days: "hôm qua và hôm nay"."""
    if n in day_words or not {n - 1, n + 1} <= day_words:
        return False
    small = note.from_here(n, "joining", "companion") or note.words[n].folded in ("den", "toi", "to")
    return bool(small) or note.words[n].is_sign


def _short_date(text: str, today: dt.date) -> tuple[dt.date | None, Span] | None:
    """A date such as "25-11" or "25.11" at the beginning; "10-12" may be hours, and is not clear."""
    match = _SHORT_DATE.search(text)
    if match is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    is_clear = day >= month if match["sign"] == "-" else day > 24 or month not in (5, 10)
    found = find_day(f"ngay {day}/{month}", today) if is_clear else None
    return (found[0] if found else None), match.span()


def _words_of(note: TokenizedSentence, spans: list[Span]) -> set[int]:
    """The words at these positions of the normalized sentence."""
    found: set[int] = set()
    if not spans:
        return found
    at = 0
    for n, word in enumerate(note.words):
        end = at + len(word.folded)
        if any(at < last and end > first for first, last in spans):
            found.add(n)
        at = end + 1
    return found


def _with_edges(note: TokenizedSentence, words: set[int], kind: str) -> set[int]:
    """Add the small words that belong to a duration or a day: "khoảng", "trong", "on"."""
    grown = set(words)
    for n in sorted(words):
        start = n
        while start == n or start in grown:
            before = next((c for c in note.of("around") if c.end == start and c.code == kind), None)
            if before is None:
                break
            grown |= set(range(before.first, before.end))
            start = before.first
        after = note.from_here(n + 1, "after")
        if after and after.code == kind:
            grown |= set(range(after.first, after.end))
    return grown


def _parts_of_day(note: TokenizedSentence, words: set[int]) -> set[int]:
    """Words such as "buổi tối", or "sáng" beside a day or at an end; not in "mỗi sáng"."""
    found: set[int] = set()
    for cue in note.of("part", "part_alone"):
        beside = cue.first == 0 or cue.end == len(note.words) or {cue.first - 1, cue.end} & words
        if not note.up_to(cue.first, "every") and (cue.role == "part" or beside):
            found |= set(range(cue.first, cue.end))
    return found
