"""The lengths that a sentence tells, and the one length that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.domain.quick_log.clock import Span, blank, find_times
from bot.domain.quick_log.lexicon import TokenizedSentence, words_of
from bot.domain.quick_log.repeating import find_repeats
from bot.domain.text.duration_forms import TIME_UNIT
from bot.domain.text.durations import find_minutes

_Length = tuple[int | None, Span]

_LENGTH_RANGE: Final = re.compile(
    rf"""(?<!\w)(?<![0-9][/.,-])(?:
      [0-9]{{1,3}}(?:\ ?{TIME_UNIT})?\ ?(?:[-–~]|den|toi|hoac|hay|to|or)
      \ ?[0-9]{{1,3}}\ ?{TIME_UNIT}
    | (?:mot|hai|ba|bon|nam|sau)\ (?:hai|ba|bon|nam|sau|bay)\ (?:tieng|gio|phut)
    | (?:[0-9]{{1,2}}|mot|hai|ba|bon|nam|may|vai)\ tiet(?:\ hoc)?
    )(?!\w)""",
    re.VERBOSE,
)
"""A length between two: "20-30 phút", "hai ba tiếng", or in lessons; it is not clear."""
_HINT: Final = re.compile(
    r"[0-9] ?[-–~]|\b(?:den|toi|hoac|hay|to|or)\b|\b(?:tieng|gio|phut|tiet)\b"
)
_ACTIVITY: Final = ("verb", "type", "teach", "weak", "maybe_teach", "help")
_SAME_AGAIN: Final = frozenset(
    ("tuc", "la", "(", ")", ",", "=", "trong", "mat", "het", "tong", "cong")
)
"""Words between a length and the same length said again."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The minutes (None: none, or not clear), and the words and places of lengths and times."""

    minutes: int | None
    words: frozenset[int]
    spans: list[Span]
    many_days: bool
    several: bool


def find_lengths(note: TokenizedSentence) -> Lengths:
    """The length of the activity, and where lengths and times of day stand."""
    repeats = find_repeats(note)
    times = find_times(blank(note.folded, repeats.spans), _activity_at(note))
    lengths: list[_Length] = [*repeats.lengths, *times.lengths]
    spans = [*repeats.spans, *(span for _, span in times.lengths), *times.moments]
    rest = blank(note.folded, spans)
    for match in _LENGTH_RANGE.finditer(rest) if _HINT.search(rest) else ():
        lengths.append((None, match.span()))
        spans.append(match.span())
    rest = blank(rest, spans)
    plain: list[_Length] = []
    while found := find_minutes(rest):
        plain.append(found)
        rest = blank(rest, [found[1]])
    lengths += plain
    spans += [span for _, span in plain]
    return Lengths(
        _one_length(note.folded, lengths, plain),
        frozenset(words_of(note, spans)),
        spans,
        repeats.many_days,
        len(lengths) > 1,
    )


def _activity_at(note: TokenizedSentence) -> int:
    """The letter at which the first word of an activity stands."""
    first = min((cue.first for cue in note.of(*_ACTIVITY)), default=len(note.words))
    return sum(len(word.folded) + 1 for word in note.words[:first])


def _one_length(folded: str, lengths: list[_Length], plain: list[_Length]) -> int | None:
    """The one length; None for several ("học toán 1 tiếng, học văn 1 tiếng").

    A length that says the same again is one: "8h-10h, 2 tiếng", "1 tiếng (60 phút)".
    """
    if len({minutes for minutes, _ in lengths}) != 1:
        return None
    for (_, (_, end)), (_, (start, _)) in pairwise(plain):
        if not set(folded[end:start].split()) <= _SAME_AGAIN:
            return None
    return lengths[0][0]
