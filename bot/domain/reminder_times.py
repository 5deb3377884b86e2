"""Reminder times: days and an hour as people type them ("thứ 2, 4, 6 lúc 19:30")."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.folding import fold
from bot.domain.numerals import read_spelled
from bot.domain.reminders import EVERY_DAY, Times

_DAY_WORDS: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_ENGLISH: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS: Final = frozenset(range(5))
_WEEKEND: Final = frozenset((5, 6))

_SETS: Final = (
    (r"(?:hang|hằng|moi) ngay|ngay nao cung(?: duoc)?|every ?day|daily|ca tuan", EVERY_DAY),
    (r"cuoi tuan|weekends?", _WEEKEND),
    (r"ngay thuong|ngay lam viec|trong tuan|weekdays?", _WEEKDAYS),
)
_RANGE: Final = re.compile(
    r"(?:thu )?(?P<first>t?[2-7])\s*(?:den|toi|-|–)\s*(?:thu )?(?P<last>t?[2-7]|cn|chu nhat)"
)
_PART: Final = (
    r"(?P<part>sang|trua|chieu|toi|dem|khuya|am|pm|a\.m\.|p\.m\.|in the morning|in the evening)"
)
_CLOCK: Final = re.compile(
    rf"""(?:\b(?:luc|vao|at|hoi)\b)?\s*(?<!\w)
    (?P<hour>[0-9]{{1,2}}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi(?:\ (?:mot|hai))?)
    (?:\s*(?::|h|g|gio)\s*(?P<minute>[0-5][0-9]|ruoi|kem\ [0-9]{{1,2}})?(?:\ ?phut|p)?
      | (?=\s*(?:am|pm|a\.m\.|p\.m\.)))
    (?:\s*{_PART})?(?!\w)""",
    re.VERBOSE,
)


def read_times(text: str) -> Times | None:
    """The days and the hour that a text says, or None where it does not clearly say both."""
    said = fold(text)
    clocks = [found for found in _CLOCK.finditer(said) if _minute(found) is not None]
    if len(clocks) != 1:
        return None
    (clock,) = clocks
    minute = _minute(clock)
    days = _read_days(f"{said[: clock.start()]} , {said[clock.end() :]}")
    return None if days is None or minute is None else Times(days, minute)


def read_clock(text: str) -> int | None:
    """The minute of the day that the whole text says, or None."""
    said = fold(text).strip(" .!")
    found = _CLOCK.fullmatch(said)
    return _minute(found) if found else None


def read_days(text: str) -> frozenset[int] | None:
    """The days of the week that the whole text says, or None."""
    return _read_days(fold(text))


def _minute(found: re.Match[str]) -> int | None:
    spelled = found["hour"]
    hour = int(spelled) if spelled.isdigit() else (read_spelled(spelled) or 0)
    rest = found["minute"] or "0"
    minute = 30 if rest == "ruoi" else 0
    if rest.isdigit():
        minute = int(rest)
    elif rest.startswith("kem"):
        hour, minute = hour - 1, 60 - int(rest.split()[1])
    if hour > 24 or not 0 <= minute < 60:
        return None
    part = found["part"] or ""
    afternoon = part in ("chieu", "toi", "pm", "p.m.", "in the evening")
    if (afternoon and hour < 12) or (part == "trua" and hour < 4):
        hour += 12
    elif (part in ("am", "a.m.", "in the morning") and hour == 12) or hour == 24:
        hour = 0
    elif part in ("dem", "khuya") and 7 <= hour < 12:
        hour += 12
    elif part in ("dem", "khuya") and hour == 12:
        hour = 0
    return hour * 60 + minute if 0 <= hour < 24 else None


_FILLER: Final = re.compile(
    r"\b(?:thu|t|ngay|vao|va|luc|hang|moi|tuan|and|on|every|at|nhac|hoi)\b|[,;.+&/]"
)


def _read_days(said: str) -> frozenset[int] | None:
    for pattern, days in _SETS:
        left = re.sub(rf"\b(?:{pattern})\b", " ", said)
        if left != said:
            return days if not _FILLER.sub(" ", left).split() else None
    found: set[int] = set()

    def ranged(match: re.Match[str]) -> str:
        first, last = _day(match["first"]), _day(match["last"])
        if first is not None and last is not None:
            found.update(range(first, last + 1))
        return " "

    said = _RANGE.sub(ranged, said).replace("chu nhat", "cn").replace("chua nhat", "cn")
    for word in _FILLER.sub(" ", said).split():
        day = _day(word)
        if day is None:
            return None
        found.add(day)
    return frozenset(found) or None


def _day(word: str) -> int | None:
    if word == "cn":
        return 6
    if word in _DAY_WORDS:
        return _DAY_WORDS[word]
    bare = word.removeprefix("t")
    if bare.isdigit() and len(bare) == 1 and 2 <= int(bare) <= 7:
        return int(bare) - 2
    for place, name in enumerate(_ENGLISH):
        if word.startswith(name) and len(word) <= len("wednesdays"):
            return place
    return None
