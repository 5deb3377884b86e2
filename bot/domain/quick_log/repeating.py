"""Repeated lengths: "2 lần mỗi lần 30 phút" is one hour; of several days the day is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.domain.quick_log.clock import Span
from bot.domain.quick_log.lexicon import Token, TokenizedSentence
from bot.domain.text.durations import find_minutes
from bot.domain.text.number_words import SPELLED, read_spelled

_UNIT: Final = (
    r"(?:lan|ngay|hom|buoi|bua|toi|sang|chieu|tiet|ca|video|clip|bai|tap|chuong|tuan|times?|days?"
    r"|sessions?|videos?|lessons?|chapters?|episodes?)"
)
_SURELY_EACH: Final = r"(?:MOI|each|every)"
_EACH: Final = rf"(?:moi|{_SURELY_EACH})"
_REPEATED: Final = re.compile(
    rf"""(?<!\w)(?P<count>[0-9]{{1,2}}|{SPELLED})\ (?P<unit>{_UNIT})\b(?P<between>.{{0,80}}?)
    (?P<each>(?:\ ?,|\ x)?\ {_EACH}\ {_UNIT}(?:\ hoc|\ dai|\ khoang)?\ )""",
    re.VERBOSE,
)
_MARKS_OF_EACH: Final = "\u0302\u0309"
_TIMES: Final = r"(?:lan|luot|hiep|times)"
_HINT: Final = re.compile(rf"(?<!\w)(?:{_EACH} |[x×*](?!\w)|{_TIMES}(?!\w))|[0-9] ?x ?[0-9]")
_DAYS: Final = (
    "ngay", "hom", "buoi", "bua", "toi", "sang", "chieu", "tuan", "day", "days", "session",
    "sessions",
)  # fmt: skip
"""Of several of these the lengths may lie on several days."""
_EACH_TIME: Final = re.compile(
    rf"""(?<!\w)(?:
      {_EACH}\ (?:lan|buoi|tiet|ca|time|session)[ ]
    | {_SURELY_EACH}\ (?!(?:ngay|hom|day|sang|toi|chieu)\ )(?:[a-z]+\ )?
    )(?=[0-9]|{SPELLED}|nua\ )""",
    re.VERBOSE,
)
"""A length of each of something whose number is not told."""
_TIMES_BEFORE: Final = re.compile(rf"(?<![\w.,])(?P<count>[2-9])(?: {_TIMES})? ?[x×*] ?(?=[0-9])")
_TIMES_AFTER: Final = re.compile(rf" ?[x×*] ?(?P<count>[2-9])(?: {_TIMES})?(?!\w)")
_SOME_TIMES: Final = rf"(?:[2-9]|[1-9][0-9]|{SPELLED}) {_TIMES}"
_TIMES_UNCLEAR: Final = re.compile(
    rf"(?<![\w.,])(?<!thu )(?<!lop ){_SOME_TIMES}(?: ,)? (?=[0-9]|{SPELLED}|nua )"
)
_THEN_TIMES: Final = re.compile(rf"(?: ,)? {_SOME_TIMES}(?!\w)")
"""Several times, and a length beside it: of each, or of all together."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """The whole length (None: not clear), the places of its words, and whether it is many days."""

    lengths: list[tuple[int | None, Span]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    many_days: bool = False


_NONE: Final = Repeats()


def find_repeats(note: TokenizedSentence) -> Repeats:
    """The repeated length of a sentence."""
    if not _HINT.search(note.folded):
        return _NONE
    folded = " ".join(_each_or_new(word) for word in note.words)
    if product := _product(folded):
        return Repeats([product], [product[1]])
    match = _REPEATED.search(folded) or _EACH_TIME.search(folded)
    if match is None:
        return _times_unclear(folded)
    length = find_minutes(folded[match.end() :])
    if length is None or length[1][0] > 0:
        return _NONE
    end = match.end() + length[1][1]
    said = match.groupdict()
    if not said:
        return Repeats([(None, (match.start(), end))], [(match.start(), end)])
    spans = [(match.start("each"), end)]
    if not said["between"].replace("lien tuc", "").replace("lien", "").strip():
        spans = [(match.start(), end)]
    many_days = said["unit"] in _DAYS
    count = int(said["count"]) if said["count"].isdigit() else read_spelled(said["count"])
    minutes = count * length[0] if count and not many_days else None
    return Repeats([(minutes, spans[0])], spans, many_days)


def _product(folded: str) -> tuple[int, Span] | None:
    """A length that is taken several times: "2 x 30 phút", "15 phút x 2"."""
    if before := _TIMES_BEFORE.search(folded):
        length = find_minutes(folded[before.end() :])
        if length and length[1][0] == 0:
            span = (before.start(), before.end() + length[1][1])
            return int(before["count"]) * length[0], span
    length = find_minutes(folded)
    if length and (after := _TIMES_AFTER.match(folded, length[1][1])):
        return length[0] * int(after["count"]), (length[1][0], after.end())
    return None


def _times_unclear(folded: str) -> Repeats:
    """ "3 lần 30 phút" and "30 phút 3 lần": the length may be that of each time, so it is asked."""
    for before in _TIMES_UNCLEAR.finditer(folded):
        length = find_minutes(folded[before.end() :])
        if length and length[1][0] == 0:
            span = (before.start(), before.end() + length[1][1])
            return Repeats([(None, span)], [span])
    length = find_minutes(folded)
    if length and (after := _THEN_TIMES.match(folded, length[1][1])):
        span = (length[1][0], after.end())
        return Repeats([(None, span)], [span])
    return _NONE


def _each_or_new(word: Token) -> str:
    """The word; "mỗi" (each) in capitals, and "mới" (new) unreadable."""
    if word.folded != "moi" or not word.marks:
        return word.folded
    return "MOI" if word.marks == _MARKS_OF_EACH else "###"
