"""The words of a sentence that tell the day and the duration of an activity."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.quick_log.lexicon import TokenizedSentence
from bot.domain.text.days import find_day
from bot.domain.text.durations import find_minutes

_Span = tuple[int, int]

_PART: Final = r"(?:\s?(?:sang|trua|chieu|toi|dem|am|pm)\b)?"
_FROM_TO: Final = re.compile(
    rf"""(?<!\w)(?P<sure>(?:tu|luc|from)\s)?
    (?P<hour>[0-9]{{1,2}})\s?(?:h|g|gio\b|:)\s?(?P<minute>[0-5][0-9])?{_PART}
    \s?(?:-|–|den\b|toi\b|to\b)\s?(?:luc\s)?
    (?P<until_hour>[0-9]{{1,2}})\s?(?:h|g|gio\b|:)\s?(?P<until_minute>[0-5][0-9])?{_PART}(?!\w)""",
    re.VERBOSE,
)
_AT: Final = re.compile(
    rf"""(?<!\w)(?:
    (?:(?:vao\ )?luc|at)\ [0-9]{{1,2}}\s?(?:h|g|gio\b|:|(?=[ap]m))\s?(?:[0-5][0-9])?{_PART}
    | [0-9]{{1,2}}\s?(?:h|gio\b|:)\s?(?:[0-5][0-9])?\ (?:sang|trua|chieu|toi|dem|am|pm)
    )(?!\w)""",
    re.VERBOSE,
)
_DATE_LIKE: Final = re.compile(
    r"(?<![\w/])(?:ngay )?[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?(?![\w/])"
)
_EARLY_HOUR: Final = 5
"""Below this hour "2h-3h" may mean two to three hours, so it is not read as times."""


@dataclass(frozen=True, slots=True)
class When:
    """The day and the minutes (None: the day is unclear, or no duration), with their words."""

    day: dt.date | None
    minutes: int | None
    words: frozenset[int]
    has_duration: bool
    has_day: bool


def find_when(note: TokenizedSentence, today: dt.date) -> When:
    """The day and duration of a sentence; today when no day is mentioned.

    Two different durations, or two different days, are unclear.
    """
    amounts, times = _durations(note.folded)
    minutes = {amount for amount, _ in amounts}
    minute_words = _words_of(note, [span for _, span in amounts] + times)
    vague = {n for cue in note.of("vague_minutes") for n in range(cue.first, cue.end)}
    day, day_words = _day(note, today, minute_words)
    words = _with_edges(note, minute_words | vague, "minutes") | _with_edges(note, day_words, "day")
    return When(
        day=day,
        minutes=minutes.pop() if len(minutes) == 1 else None,
        words=frozenset(words | _parts_of_day(note, words)),
        has_duration=bool(minute_words or vague),
        has_day=bool(day_words),
    )


def _durations(folded: str) -> tuple[list[tuple[int | None, _Span]], list[_Span]]:
    """The durations with their positions, and the positions of mere times ("lúc 8h")."""
    found: list[tuple[int | None, _Span]] = [
        (_between(match), match.span()) for match in _FROM_TO.finditer(folded)
    ]
    rest = _blank(folded, [span for _, span in found])
    while duration := find_minutes(rest):
        found.append(duration)
        rest = _blank(rest, [duration[1]])
    return found, [match.span() for match in _AT.finditer(rest)]


def _between(match: re.Match[str]) -> int | None:
    """Minutes from one time to another; after noon people count from one again."""
    hour, until = int(match["hour"]), int(match["until_hour"])
    if not match["sure"] and hour < _EARLY_HOUR:
        return None
    minutes = (until - hour) * 60 + int(match["until_minute"] or 0) - int(match["minute"] or 0)
    minutes += 720 if minutes < 0 else 0
    return minutes if 0 < minutes < 720 and max(hour, until) <= 24 else None


def _day(
    note: TokenizedSentence, today: dt.date, minute_words: set[int]
) -> tuple[dt.date | None, set[int]]:
    days: set[dt.date] = set()
    words: set[int] = set()
    rest = note.folded
    while found := find_day(rest, today):
        day, span = found
        rest = _blank(rest, [span])
        if not (here := _words_of(note, [span])) & minute_words:
            days.add(day)
            words |= here
    unclear = {n for cue in note.of("vague_day") for n in range(cue.first, cue.end)} - words
    unclear |= _words_of(note, [match.span() for match in _DATE_LIKE.finditer(rest)]) - minute_words
    if len(days) == 1:
        return days.pop(), words | unclear
    return None if days or unclear else today, words | unclear


def _blank(text: str, spans: list[_Span]) -> str:
    for start, end in spans:
        text = text[:start] + "|" * (end - start) + text[end:]
    return text


def _words_of(note: TokenizedSentence, spans: list[_Span]) -> set[int]:
    """The words at these positions of the normalized sentence."""
    found: set[int] = set()
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
