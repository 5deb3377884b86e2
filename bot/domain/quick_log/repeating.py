"""Repeated lengths: "2 lần mỗi lần 30 phút" is one hour; of several days the day is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.domain.quick_log.clock import Span
from bot.domain.text.durations import find_minutes
from bot.domain.text.number_words import SPELLED, read_spelled

_UNIT: Final = (
    r"(?:lan|ngay|hom|buoi|bua|toi|sang|chieu|tiet|ca|video|clip|bai|tap|chuong|tuan|times?|days?"
    r"|sessions?|videos?|lessons?|chapters?|episodes?)"
)
_EACH: Final = r"(?:moi|tung|each|every)"
_REPEATED: Final = re.compile(
    rf"""(?<!\w)(?P<count>[0-9]{{1,2}}|{SPELLED})\ (?P<unit>{_UNIT})\b(?P<between>.{{0,80}}?)
    (?P<each>(?:\ ?,|\ x)?\ {_EACH}\ {_UNIT}(?:\ hoc|\ dai|\ khoang)?\ )""",
    re.VERBOSE,
)
_HINT: Final = re.compile(rf"(?<!\w){_EACH} {_UNIT}\b")
_DAYS: Final = (
    "ngay", "hom", "buoi", "bua", "toi", "sang", "chieu", "tuan", "day", "days", "session",
    "sessions",
)  # fmt: skip
"""Of several of these the lengths may lie on several days."""
_EACH_TIME: Final = re.compile(
    rf"(?<!\w){_EACH} (?:lan|buoi|tiet|ca|time|session) (?=[0-9]|{SPELLED}|nua )"
)


@dataclass(frozen=True, slots=True)
class Repeats:
    """The whole length (None: not clear), the places of its words, and whether it is many days."""

    lengths: list[tuple[int | None, Span]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    many_days: bool = False


_NONE: Final = Repeats()


def find_repeats(folded: str) -> Repeats:
    """The repeated length of a normalized sentence."""
    if not _HINT.search(folded):
        return _NONE
    match = _REPEATED.search(folded) or _EACH_TIME.search(folded)
    if match is None:
        return _NONE
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
