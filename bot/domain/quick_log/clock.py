"""Times of day in a sentence: "14h", "8h tối qua", "từ 19h đến 21h". A time of day is no length.

"2h" alone is a length, "14h" and "8h sáng" are times; "8h" may be either, so it is no length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.text.number_words import SPELLED, read_spelled

Span = tuple[int, int]

_NUMBER: Final = rf"(?:[0-9]{{1,2}}(?![0-9/.,])|{SPELLED})"
_PART: Final = r"(?:(?:gio\ )?(?:buoi\ )?(?:sang|trua|chieu|toi|dem|khuya)\b)"
_UNIT: Final = (
    r"(?:h(?![a-z])|g(?=[0-9]|\ (?:sang|trua|chieu|toi|dem)\b)|gio\b(?!\ dong\ ho)|:(?=[0-9])"
    r"|(?<!thang\ [0-9]\ )[ap]m\b(?!\ lich))"
)
_REST: Final = r"(?:(?<![ap]m)\s?(?P<{0}minute>[0-5]?[0-9])(?![0-9/.,])(?:\s?(?:p|ph|phut)\b)?)?"
_HALF: Final = r"(?P<{0}half>\ ?ruoi\b)?"


def _time(name: str, unit: str) -> str:
    rest = _REST.format(name) + _HALF.format(name)
    return rf"(?P<{name}hour>{_NUMBER})(?:\s?{unit}{rest})"


_RANGE: Final = re.compile(
    rf"""(?<!\w)(?<![0-9][/.,–-])(?P<sure>(?:tu|luc|from|between)\ (?:luc\ )?)?
    (?:{_time("from_", _UNIT)}|(?P<bare_hour>[0-9]{{1,2}}))(?:\ ?(?P<from_part>{_PART}))?
    \s?(?:-|–|->|den\b|toi\b|to\b|and\b)\s?(?:luc\ )?
    {_time("to_", _UNIT)}(?=\ ?(?P<to_part>{_PART})?)(?!\w)""",
    re.VERBOSE,
)
_MOMENT: Final = re.compile(
    rf"""(?<!\w)(?<![0-9][/.,–-])(?:
      (?P<hour>{_NUMBER})\s?(?P<unit>{_UNIT}){_REST.format("")}{_HALF.format("")}
      (?P<less>\ kem\ (?:[0-9]{{1,2}}|{SPELLED})(?:\s?(?:p|phut)\b)?)?
    | (?P<half_hour>{_NUMBER})\ ruoi(?=\ {_PART})
    )(?!\w)""",
    re.VERBOSE,
)
_DAY: Final = (
    r"(?:\ (?:nay|qua|ni|kia|som|hom\ (?:nay|qua|kia)|cn|chu\ nhat|t[2-7]|thu\ \w+|ngay\ \S+))?"
)
_PART_BEFORE: Final = re.compile(
    rf"(?<!\w)(?P<part>sang|trua|chieu|toi|dem|khuya){_DAY},?(?:\ (?:luc|vao|vao\ luc))?\ $"
)
_PART_AFTER: Final = re.compile(
    r"\ ?(?:gio\ )?(?:buoi\ )?(?P<part>sang|trua|chieu|toi|dem|khuya)\b"
)
_HINT: Final = re.compile(r"[0-9] ?(?:[hg:]|[ap]m)|\bgio\b|\bruoi\b")
_CALLED: Final = re.compile(
    r"""(?<!\w)(?:(?:tu|vao|hoi|den|toi)\ luc|luc|vao|hoi|at|from|until|till|tu|den|truoc|dung)
        \ $""",
    re.VERBOSE,
)
_CALLED_BEFORE: Final = re.compile(
    r"(?<!\w)(?:luc|vao|tu|den|truoc|sau|at|from|until|till|by|mon|dung) $"
)
_LENGTH_BEFORE: Final = re.compile(
    r"""(?<!\w)(?:mat|het|trong|suot|keo\ dai|dai|tong|tong\ cong|ca\ thay|duoc|dc|hon|gan|them
        |du|moi|mot\ lan|lan|buoi|ngay|for|took|takes|lasting|over|nearly|in|thoi\ luong)
        (?:\ khoang)?:?\ $""",
    re.VERBOSE,
)
_LENGTH_AFTER: Final = re.compile(
    r"\ (?:dong ho|lien(?! (?:he|quan|hoan))|lien tuc|moi (?:ngay|lan|buoi|tuan)|each|a day)\b"
)
_HOURS_OF: Final = {
    "sang": (4, 11), "trua": (10, 13), "chieu": (1, 18), "toi": (5, 23), "dem": (8, 24),
    "khuya": (9, 24),
}  # fmt: skip
"""The hours at which a part of the day may lie, as people say them."""
_FIRST_LIKELY: Final = 5
"""From this hour on "8h" may be a time of day; below it is a length unless something tells."""
_FIRST_SURE: Final = 13
_NOON: Final = 720


@dataclass(frozen=True, slots=True)
class Times:
    """Lengths from one time to another (None: unclear) with their places, and mere times."""

    lengths: list[tuple[int | None, Span]]
    moments: list[Span]


def find_times(folded: str, activity_at: int) -> Times:
    """The times of day in a normalized sentence; `activity_at` is where the activity begins.

    Before that place even "2h" may be a time ("2h học may").
    """
    if not _HINT.search(folded):
        return Times([], [])
    lengths = [(_between(match), match.span()) for match in _RANGE.finditer(folded)]
    rest = blank(folded, [span for _, span in lengths])
    moments = [
        (_begin(rest, match.start()), match.end())
        for match in _MOMENT.finditer(rest)
        if _is_moment(match, rest, activity_at)
    ]
    return Times(lengths, moments)


def _begin(text: str, start: int) -> int:
    """Where the time begins together with "lúc" or "at"."""
    called = _CALLED.search(text[:start])
    return called.start() if called else start


def blank(text: str, spans: list[Span]) -> str:
    """The text with these places made unreadable, of the same length."""
    for start, end in spans:
        text = text[:start] + "|" * (end - start) + text[end:]
    return text


def _number(said: str) -> int:
    return int(said) if said.isdigit() else read_spelled(said) or 0


def _minutes(match: re.Match[str], name: str) -> int:
    hour = _number(match[f"{name}hour"] or match["bare_hour"])
    return hour * 60 + int(match[f"{name}minute"] or 0) + (30 if match[f"{name}half"] else 0)


def _between(match: re.Match[str]) -> int | None:
    """Minutes from one time to another; after noon people count from one again."""
    first, last = _minutes(match, "from_"), _minutes(match, "to_")
    part = match["to_part"] or match["from_part"]
    named = part is not None and _fits(part.split()[-1], last // 60)
    if not (match["sure"] or named) and first < _FIRST_LIKELY * 60:
        return None
    length = last - first + (_NOON if last < first else 0)
    return length if 0 < length < _NOON and max(first, last) <= 24 * 60 else None


def _fits(part: str, hour: int) -> bool:
    least, most = _HOURS_OF[part]
    return least <= hour <= most


def _is_moment(match: re.Match[str], text: str, activity_at: int) -> bool:
    if match["half_hour"] or match["less"] or match["unit"] in (":", "am", "pm"):
        return True
    hour = _number(match["hour"])
    before, after = text[max(0, match.start() - 32) : match.start()], text[match.end() :]
    if (part := _PART_AFTER.match(after)) and _fits(part["part"], hour):
        return True
    if _LENGTH_AFTER.match(after) or (match["half"] and hour < _FIRST_LIKELY):
        return False
    if (part := _PART_BEFORE.search(before)) and _fits(part["part"], hour):
        return True
    if _CALLED_BEFORE.search(before) or hour >= _FIRST_SURE:
        return True
    if _LENGTH_BEFORE.search(before):
        return False
    alone = after.startswith((" ,", " ;", " -"))  # "2 giờ, đọc sách"
    return hour >= _FIRST_LIKELY or (hour > 1 and match.start() < activity_at and not alone)
