"""The words of a sentence that tell the day and the duration of an activity."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.domain.quick_log.lengths import find_lengths
from bot.domain.quick_log.lexicon import TokenizedSentence
from bot.domain.quick_log.told_days import find_told_days
from bot.domain.quick_log.written_at import is_unclear_at


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


def find_when(note: TokenizedSentence, today: dt.date, at: dt.time | None) -> When:
    """The day and duration of a sentence; today when no day is mentioned.

    Two different durations, or two different days, are unclear. So is a part of today that has
    not begun at the time `at`.
    """
    lengths = find_lengths(note)
    vague = {n for cue in note.of("vague_minutes") for n in range(cue.first, cue.end)}
    days, day_words = find_told_days(note, today, lengths)
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


def _is_between(note: TokenizedSentence, n: int, day_words: set[int]) -> bool:
    """True for the small word between two days: "hôm qua và hôm nay"."""
    if n in day_words or not {n - 1, n + 1} <= day_words:
        return False
    word = note.words[n]
    small = word.is_sign or word.folded in ("den", "toi", "to", "la")
    return small or note.from_here(n, "joining", "companion") is not None


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
