"""Several activities in one message: each full part is read by itself.

A part is full when it tells an activity with its own length: "học toán 1 tiếng và đọc sách 30 phút"
are two, "đọc sách và ghi chép 30 phút" is one. Lines are parts too, and a line may be a day alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from bot.domain.quick_log.reading import Reading, Told, read_quick_log, read_told
from bot.domain.text.days import read_day
from bot.domain.text.normalizing import nfc

MAX_PARTS: Final = 6
"""A message of more parts is a story, and is read as one."""

_BOUNDARY: Final = re.compile(
    r"""\s*[;,.+&]\s+(?:và\s+|va\s+|rồi\s+|roi\s+|còn\s+|con\s+lại\s+|sau\s+đó\s+|and\s+|then\s+)*
      | \s+(?:và|va|rồi|roi|còn|xong|sau\s+đó|sau\s+do|tiếp\s+theo|and\s+then|and|then|cộng|với)
        (?:\s+(?:rồi|thì|lại|sau\s+đó))?\s+
      | \s*[+&/]\s*(?=[^\W\d])""",
    re.VERBOSE | re.IGNORECASE,
)


def read_quick_logs(text: str, today: dt.date, at: dt.time | None = None) -> tuple[Reading, ...]:
    """The activities of a message, in their order; empty when it does not clearly tell one.

    A part without a day has the day of the part before it. Where only a later part names a day, the
    earlier ones are asked.
    """
    lines = [line.strip() for line in nfc(text).splitlines() if line.strip()]
    told = _of_lines(lines, today, at) if len(lines) > 1 else None
    if told is None and len(lines) == 1:
        told = _of_line(lines[0], today, at)
    if told is None or len(told) < 2:
        reading = read_quick_log(" ".join(lines), today, at)
        return (reading,) if reading else ()
    return _with_days(told, today)


def _of_lines(lines: list[str], today: dt.date, at: dt.time | None) -> list[Told] | None:
    """What the lines tell, when every line tells something; None for other text."""
    if len(lines) > MAX_PARTS:
        return None
    told: list[Told] = []
    day: dt.date | None = None
    for line in lines:
        if (alone := read_day(line.rstrip(": "), today)) is not None:
            day = alone
            continue
        parts = _of_line(line, today, at) or ([one] if (one := read_told(line, today, at)) else [])
        if not parts:
            return None
        if day is not None and not parts[0].has_day:
            parts = [Told(replace(parts[0].reading, day=day), True), *parts[1:]]
        told += parts
    return told


def _of_line(line: str, today: dt.date, at: dt.time | None) -> list[Told] | None:
    """The full parts of one line; None when it cannot be split into such parts alone."""
    cuts = [(match.start(), match.end()) for match in _BOUNDARY.finditer(line)]
    parts: list[Told] = []
    begin = 0
    for start, end in [*cuts, (len(line), len(line))]:
        one = read_told(line[begin:start], today, at)
        if one is None or one.reading.minutes is None:
            continue
        rest = line[end:]
        if rest and _first_full(rest, today, at) is None:
            continue
        parts.append(one)
        begin = end
    return parts if begin == len(line) and 1 < len(parts) <= MAX_PARTS else None


def _first_full(text: str, today: dt.date, at: dt.time | None) -> Told | None:
    """The first part of a text that is a full activity."""
    for match in [*_BOUNDARY.finditer(text), None]:
        one = read_told(text[: match.start()] if match else text, today, at)
        if one is not None and one.reading.minutes is not None:
            return one
    return None


def _with_days(told: list[Told], today: dt.date) -> tuple[Reading, ...]:
    readings: list[Reading] = []
    day: dt.date | None = today
    named = False
    for n, one in enumerate(told):
        if one.has_day:
            day, named = one.reading.day, True
        elif not named and any(
            later.has_day and later.reading.day != today for later in told[n + 1 :]
        ):
            day = None
        elif not named:
            day = one.reading.day
        readings.append(replace(one.reading, day=day))
    return tuple(readings)
