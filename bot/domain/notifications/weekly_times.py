"""Reads weekly times from typed text ("thứ 2, 4, 6 lúc 19:30").

A text that is not clear is not read: a reminder on a wrong day is worse than another question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.notifications.reminders import EVERY_DAY, Times
from bot.domain.text.normalizing import fold, nfc
from bot.domain.text.number_words import read_spelled

_SPELLED: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_ENGLISH: Final = {
    name: day
    for day, names in enumerate((
        "mon monday mondays", "tue tues tuesday tuesdays", "wed weds wednesday wednesdays",
        "thu thur thurs thursday thursdays", "fri friday fridays", "sat saturday saturdays",
        "sun sunday sundays",
    ))
    for name in names.split()
}  # fmt: skip
_DAY_MINUTES: Final = 24 * 60
_WEEKDAYS: Final = frozenset(range(5))
_WEEKEND: Final = frozenset((5, 6))

_SETS: Final = (
    (r"(?:hang|moi) ngay|ngay nao cung(?: duoc)?|tat ca cac ngay|every ?day|daily|ca tuan",
     EVERY_DAY),
    (r"cuoi tuan|weekends?", _WEEKEND),
    (r"ngay thuong|ngay lam viec|trong tuan|weekdays?", _WEEKDAYS),
)  # fmt: skip

# Without accents "từ" and "sau" (from, after) look like "tư" and "sáu"; with accents they are no
# days.
_FROM: Final = re.compile(r"\btừ\b", re.IGNORECASE)
_AFTER: Final = re.compile(r"\bsau\b", re.IGNORECASE)

_PARTS: Final = "sang|trua|chieu|toi|dem|khuya"
_NOT_MORNING: Final = frozenset(("trua", "chieu", "toi", "dem", "khuya"))
_EACH: Final = re.compile(
    rf"\b(?:(?:moi|hang) (?:buoi )?(?P<part>{_PARTS})"
    rf"|(?:buoi )?(?P<part_too>{_PARTS}) nao cung|every (?P<english>morning|evening))\b"
)
_PART: Final = (
    rf"(?P<part>{_PARTS}|am|pm|a\.m\.|p\.m\.|in\ the\ morning|in\ the\ afternoon|in\ the\ evening)"
)
_CLOCK: Final = re.compile(
    rf"""(?:\b(?:luc|vao|at|hoi)\b)?\s*(?<!\w)(?<![0-9][:./-])
    (?P<hour>[0-9]{{1,2}}
      |(?<!thu\ )hai\ muoi(?:\ (?:mot|hai|ba|bon|tu))?
      |muoi(?:\ (?:mot|hai|ba|bon|lam|sau|bay|tam|chin))?
      |mot|hai|ba|bon|nam|sau|bay|tam|chin)
    (?:\s*(?::|h|g|gio)\s*
        (?:(?P<minute>[0-5][0-9]|ruoi|kem\ [0-9]{{1,2}})(?:\ ?phut|p|')?
          # "12 giờ 5", "bảy giờ năm": minutes, or days? It is not clear.
          |(?!\s*(?:[0-9]|(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\b)))
      |\s*(?P<half>ruoi)
      |(?=\s*(?:am|pm|a\.m\.|p\.m\.)))
    (?:\s*{_PART})?(?![\w:])""",
    re.VERBOSE,
)

_DAY: Final = rf"(?:thu (?:[2-7]|{'|'.join(_SPELLED)})|t[2-7]|cn|chu nhat|{'|'.join(_ENGLISH)})"
_BEFORE_DAY: Final = re.compile(
    rf"\b(?:buoi )?(?P<part>{_PARTS}) (?=(?:{_DAY}|(?:cac|hang|moi) ngay|cuoi tuan)\b)"
)
# "thứ 2 tới thứ 6" without accents; "8h tối thứ 3": the part belongs to the time.
_NO_PART: Final = re.compile(
    rf"(?:\b(?:{_DAY}|{'|'.join(_SPELLED)}|gio|ruoi|phut)|[0-9](?:[hgp']|[hg][0-9]+)?) ?$"
)
_RANGE: Final = re.compile(
    rf"\b(?:tu |from )?(?P<first>{_DAY})\s*(?:den|toi|to|->|-|–)\s*"
    rf"(?P<last>{_DAY}|[2-7]|{'|'.join(_SPELLED)})\b"
)
_RUN: Final = re.compile(r"t?2?3?4?5?6?7?")
_FILLER: Final = frozenset(
    ("vao", "va", "luc", "hang", "moi", "tuan", "and", "on", "every", "at", "nhac", "hoi", "from")
)


@dataclass(frozen=True, slots=True)
class FoundClocks:
    """The times in a folded text, the part of the day that is named outside them, and the rest.

    A minute of 24 * 60 or more is on the following day ("24h", "12 giờ đêm"); None: the hour and
    the part of the day contradict each other.
    """

    minutes: tuple[int | None, ...]
    part: str
    rest: str


def read_times(text: str) -> Times | None:
    """The days and the hour in a text, or None unless both are clear."""
    found = find_clocks(fold_times(text))
    if len(found.minutes) != 1:
        return None
    days, (minute,) = _read_days(found.rest), found.minutes
    return None if days is None or minute is None else times_on(days, minute)


def read_clock(text: str) -> int | None:
    """The minute of the day when the whole text is one time, else None."""
    minute = _whole_clock(text)
    return None if minute is None else minute % _DAY_MINUTES


def read_times_on(days: frozenset[int], text: str) -> Times | None:
    """The times on these days when the whole text is one time, else None."""
    minute = _whole_clock(text)
    return None if minute is None else times_on(days, minute)


def read_days(text: str) -> frozenset[int] | None:
    """The days of the week when the whole text is days, else None."""
    return _read_days(fold_times(text).strip(" .!"))


def times_on(days: frozenset[int], minute: int) -> Times:
    """Times on these days; from 24 * 60 minutes on they are on the days that follow."""
    if minute < _DAY_MINUTES:
        return Times(days, minute)
    return Times(frozenset((day + 1) % 7 for day in days), minute - _DAY_MINUTES)


def find_clocks(said: str) -> FoundClocks:
    """The times in a folded text, and its other words with a comma for each time."""
    part = ""
    if each := _EACH.search(said):
        part = next(filter(None, each.groups()))
        said = f"{said[: each.start()]}hang ngay{said[each.end() :]}"
    elif (before := _BEFORE_DAY.search(said)) and not _NO_PART.search(said[: before.start()]):
        part = before["part"]
        said = f"{said[: before.start()]}{said[before.end() :]}"
    clocks = list(_CLOCK.finditer(said))
    minutes = tuple(
        None if "sang" in (parts := {part, clock["part"]}) and parts & _NOT_MORNING
        else _minute(clock, part)
        for clock in clocks
    )  # fmt: skip
    return FoundClocks(minutes, part, _CLOCK.sub(" , ", said))


def fold_times(text: str) -> str:
    """A text in folded form; "từ" and "sau" become words that are no days."""
    text = _FROM.sub("from", nfc(text))
    return fold(text if text.isascii() else _AFTER.sub("after", text))


def _whole_clock(text: str) -> int | None:
    found = _CLOCK.fullmatch(fold_times(text).strip(" .!"))
    return _minute(found) if found else None


def _minute(found: re.Match[str], part: str = "") -> int | None:
    """The minute; `part` is the part of the day when the time does not name one."""
    spelled = found["hour"]
    hour = int(spelled) if spelled.isdigit() else (read_spelled(spelled) or 0)
    rest = found["minute"] or found["half"] or "0"
    minute = 30 if rest == "ruoi" else 0
    if rest.isdigit():
        minute = int(rest)
    elif rest.startswith("kem"):
        hour, minute = hour - 1, 60 - int(rest.split()[1])
    if hour == 24 and minute == 0:
        return _DAY_MINUTES
    if not 0 <= hour < 24 or not 0 <= minute < 60:
        return None
    hour_ = hour_in_part(hour, found["part"] or part)
    return None if hour_ is None else hour_ * 60 + minute


def hour_in_part(hour: int, part: str) -> int | None:
    """The hour for a named part of the day, 24 for its midnight; None when they contradict."""
    match part:
        case "sang" | "am" | "a.m." | "in the morning" | "morning":
            if hour == 12 and part in ("am", "a.m."):
                return 0
            return hour if hour < 12 else None
        case "trua":
            return hour + 12 if hour < 4 else hour if 10 <= hour <= 15 else None
        case "pm" | "p.m." | "chieu" | "in the afternoon":
            return hour + 12 if hour < 12 else hour if hour < 20 or part != "chieu" else None
        case "toi" | "in the evening" | "evening":
            if hour == 12:
                return 24
            return hour + 12 if 5 <= hour < 12 else hour if hour >= 17 else None
        case "dem" | "khuya":
            if hour == 12:
                return 24
            return hour + 12 if 7 <= hour < 12 else hour if hour < 5 or hour >= 19 else None
        case _:
            return hour


def _read_days(said: str) -> frozenset[int] | None:
    for pattern, days in _SETS:
        left = re.sub(rf"\b(?:{pattern})\b", " ", said)
        if left != said:
            return days if _FILLER.issuperset(_words(left)) else None
    found: set[int] = set()
    backwards = False

    def ranged(match: re.Match[str]) -> str:
        nonlocal backwards
        first, last = (_day(match[name].removeprefix("thu ")) for name in ("first", "last"))
        if first is None or last is None or first >= last:
            backwards = True
        else:
            found.update(range(first, last + 1))
        return " "

    said = said.replace("chua nhat", "chu nhat")
    said = _RANGE.sub(ranged, said).replace("chu nhat", "cn")
    listed = _listed(_words(said), dated="/" in said)
    if backwards or listed is None:
        return None
    return frozenset(found | listed) or None


def _words(said: str) -> list[str]:
    return re.sub(r"[,;.+&/]", " ", said).split()


def _listed(words: list[str], *, dated: bool) -> set[int] | None:
    """Days one by one; None when a word is not clearly a day."""
    found: set[int] = set()
    bare = sum(word in tuple("234567") for word in words)
    # What the word follows: nothing, "thu", "ngay" (a date?), a digit or a spelled day.
    after = "ngay" if dated else "" if bare > 1 else "start"
    for word, following in zip(words, [*words, ""][1:], strict=True):
        day = _day(word)
        if word == "thu" and (following in _SPELLED or following[:1].isdigit()):
            after = "thu"
        elif word == "cac":
            after = "cac"
        elif word == "ngay":
            after = "" if after == "cac" or following == "thu" else "ngay"
        elif word in _FILLER:
            continue
        elif len(word.removeprefix("t")) > 2 and _RUN.fullmatch(word) is not None:
            found.update(int(digit) - 2 for digit in word.removeprefix("t"))
        elif day is None:
            return None
        elif word in _SPELLED:
            # "sau" and "tu" are also other words unless "thứ" or a spelled day comes before.
            if after not in ("thu", "spelled") and following not in _SPELLED:
                return None
            found.add(day)
            after = "spelled"
        else:
            if word.isdigit() and after in ("ngay", "start"):
                return None
            found.add(day)
            after = "digit"
    return found


def _day(word: str) -> int | None:
    if word in ("cn", "chu nhat"):
        return 6
    if word in _SPELLED:
        return _SPELLED[word]
    if re.fullmatch("t?[2-7]", word):
        return int(word[-1]) - 2
    return _ENGLISH.get(word)
