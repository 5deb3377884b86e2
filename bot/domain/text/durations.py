"""Durations: reads minutes from typed text.

The grammar is a short list of forms; each is a pattern over normalized text with a value. An answer
is read when one form covers all of it. A sentence is searched with the same forms, but more
strictly: there "8h tối" is a time of day and "4G" a network.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.domain.text.clues import clues_of
from bot.domain.text.duration_forms import (
    APOSTROPHE,
    FORMS,
    NUMBER,
    PART,
    TIME_UNIT,
    quantity,
    whole,
)
from bot.domain.text.normalizing import fold, nfc
from bot.domain.text.number_words import SPELLED, read_spelled


def read_minutes(text: str) -> int | None:
    """The minutes when the whole text clearly is a duration, else None.

    A bare number means minutes. Ranges ("30-45 phút") and thousands separators are not read. The
    limits of an activity are checked elsewhere.
    """
    said = _AROUND_AN_ANSWER.sub("", fold(text))
    if said == "bay gio" and not re.search("b[ảẩ]y", nfc(text).lower()):
        return None  # "bây giờ" (now) as likely as "bảy giờ" (seven hours)
    for pattern, worth, _needs in FORMS:
        if match := pattern.fullmatch(said):
            return worth(match)
    if match := _BARE_NUMBER.fullmatch(said):
        return int(said)
    if match := _CLOCK_FACE.fullmatch(said):
        return int(match["hours"]) * 60 + int(match["minutes"])
    spelled = read_spelled(said)
    # Below ten, one word without accents is often another word: "ba", "nam", "sau".
    return spelled if spelled is not None and spelled >= 10 else None


def find_minutes(folded: str) -> tuple[int, tuple[int, int]] | None:
    """The first duration in a normalized sentence and its position (start, end), or None.

    A unit is needed here. Words that may be a time of day, a range or a moment ("2 tiếng trước")
    are ignored.
    """
    had = clues_of(folded)
    found = [
        each
        for pattern, worth, needs in FORMS
        if not needs.isdisjoint(had) and (each := _first_in(folded, pattern, worth)) is not None
    ]
    return min(found, key=lambda each: (each[1][0], -each[1][1]), default=None)


_AROUND_AN_ANSWER: Final = re.compile(
    r"""^(?:(?:khoang|tam|chung|co|do|hon|gan|mat|het|trong|about|around|approximately|for
            |almost|over)\ |~\s?)+
      | (?:\ (?:a|nhe|nha|thoi|roi|do))+[\s.!]*$
      | [\s.!]+$""",
    re.VERBOSE,
)
_BARE_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_CLOCK_FACE: Final = re.compile(
    r"(?P<hours>[0-9]{1,2})\s?:\s?(?P<minutes>[0-5][0-9])(?:\s?(?:h|gio|tieng))?"
)


# --- ambiguity in a sentence -------------------------------------------------------------------

_FAR_ENOUGH: Final = 48  # characters on either side that can change the meaning
_CLOCK_UNITS: Final = ("h", "gio", "g")
_LONGEST_LIKELY_HOURS: Final = 4
"""Beside a part of the day, more hours are a time: "8h tối qua" is, "2h tối qua" is not."""

_FIRST_EVENING_HOUR: Final = 5

_NUMBER_WORD_BEFORE: Final = re.compile(rf"(?<!\w)(?<!thu\ ){SPELLED}\ $", re.VERBOSE)
_RANGE_BEFORE: Final = re.compile(
    rf"""(?<![0-9/.-])[0-9]+\ ?(?:{TIME_UNIT})?
         (?:\ ?[~–-]\ ?|\ (?:den|toi|hoac|hay|to|or)\ )$""",
    re.VERBOSE,
)
_RANGE_AFTER: Final = re.compile(
    rf"(?:\ ?[~–-]|\ (?:den|toi|hoac|hay|to|or)\b)\ ?{NUMBER}\ ?(?:{TIME_UNIT}|[hg:][0-9])",
    re.VERBOSE,
)
_NOT_AFTER: Final = re.compile(
    r" (?:ago|earlier|truoc(?! (?:khi|gio|bua)\b))\b"
    r"|/(?:tuan|thang)| (?:moi|mot|1|hang) (?:tuan|thang)\b"
)
"""A moment ("2 tiếng trước"), or a habit ("3 buổi mỗi tuần")."""
_GLUED: Final = re.compile(r"[0-9]")
_PAGES_AFTER: Final = re.compile(r" (?:trang|pages?)\b")
_CLOCK_BEFORE: Final = re.compile(r"(?<!\w)(?:luc|vao|tu|den|truoc|at|from|until|till|by) $")
_EVENING_BEFORE: Final = re.compile(r"(?<!\w)toi $")
_PART_AFTER: Final = re.compile(rf"\ ?(?:{PART}(?P<day>\ (?:nay|qua|hom)\b)?|[ap]\.?m\b)", re.X)
_OPEN_QUOTE: Final = re.compile(rf"(?:^|[\s(]){APOSTROPHE}")
_COUNTED_AFTER: Final = re.compile(
    r"""\ ?(?:trang|bai|cau(?!\ long)|chuong(?!\ trinh)|video|clip|lan|nguoi|phan|cuon|quyen|k|km|%
        |ngay|hom|tuan|thang|nam|buoi|tieng|gio|weeks?|months?|years?|pages?|words?|lessons?|chapters?|questions?
        |days?|times?|people)(?!\w)""",
    re.VERBOSE,
)


def _first_in(
    folded: str, pattern: re.Pattern[str], worth: Callable[[re.Match[str]], int | None]
) -> tuple[int, tuple[int, int]] | None:
    at = 0
    while match := pattern.search(folded, at):
        at = match.start() + 1
        if _is_doubtful(folded, match):
            continue
        if _counts_something_else(folded, match):
            hours = quantity(match["hours"]) if match["hours"] else None
            minutes, end = whole(hours * 60) if hours else None, match.start("tail")
        else:
            minutes, end = worth(match), match.end()
        if minutes is not None:
            return minutes, (match.start(), end)
    return None


def _is_doubtful(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - _FAR_ENOUGH) : match.start()]
    after, said = folded[match.end() : match.end() + _FAR_ENOUGH], match.group()
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after) or _NOT_AFTER.match(after):
        return True
    if not said[0].isdigit() and (
        (not said.startswith("nua") and _NUMBER_WORD_BEFORE.search(before))
        or before.endswith("thu ")  # "thứ hai mười phút": a weekday's own number
        or said.startswith(("sau ", "bay gio"))  # "sau giờ học", "bây giờ"
    ):
        return True
    return _is_time_of_day(match, before, after) or _is_other_unit(match, after)


def _is_time_of_day(match: re.Match[str], before: str, after: str) -> bool:
    groups = match.groupdict()
    if groups.get("unit") not in _CLOCK_UNITS or not groups["hours"]:
        return False
    many = (quantity(groups["hours"]) or 0) > _LONGEST_LIKELY_HOURS
    if part := _PART_AFTER.match(after):
        return many or not (part["day"] or _is_never_at(part.group(), match["hours"]))
    return bool(_CLOCK_BEFORE.search(before) or (many and _EVENING_BEFORE.search(before)))


def _is_never_at(part: str, hours: str) -> bool:
    """True when no clock shows these hours then: "1h30 tối" is a length in the evening."""
    count = quantity(hours) or 0
    return "toi" in part and count < _FIRST_EVENING_HOUR


def _is_other_unit(match: re.Match[str], after: str) -> bool:
    """True for networks, metres, pages and closing quotes that look like hours or minutes."""
    groups = match.groupdict()
    if groups.get("unit") == "g" and not _GLUED.match(groups["tail"]):
        return True
    match groups.get("minute"):
        case "m":
            return not groups.get("unit")
        case "p":
            return _PAGES_AFTER.match(after) is not None
        case "'" | "‘" | "’" | "′" | "`":
            return _OPEN_QUOTE.search(match.string, 0, match.start()) is not None
        case _:
            return False


def _counts_something_else(folded: str, match: re.Match[str]) -> bool:
    """True when the number after the hours belongs to the next word: "1 tiếng 30 trang"."""
    if not match.groupdict().get("bare"):
        return False
    spaced = match["tail"].startswith(" ")
    return spaced and (
        len(match["bare"]) < 2 or _COUNTED_AFTER.match(folded, match.end()) is not None
    )
