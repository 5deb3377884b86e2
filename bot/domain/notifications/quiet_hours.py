"""Reads quiet hours from typed text ("từ 20 giờ đến 8 giờ", "22:00-6:00")."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.notifications.policy import QuietHours
from bot.domain.notifications.weekly_times import read_clock
from bot.domain.text.normalizing import fold

_BETWEEN: Final = re.compile(r"\s*(?:\b(?:den|toi|until|till|to|and)\b|[-–—])\s*")
_DOTTED: Final = re.compile(r"\b([ap])\.m\.?")
_FROM: Final = re.compile(r"^(?:tu|from|between)\s+")


def read_quiet_hours(text: str) -> QuietHours | None:
    """The quiet hours in a text; None unless it has exactly two clear times."""
    said = _DOTTED.sub(r"\1m", _FROM.sub("", fold(text).strip()))
    for found in _BETWEEN.finditer(said):
        # "toi" is "until" and "evening": the text on both sides of it must be a time.
        start, end = _read(said[: found.start()]), _read(said[found.end() :])
        if start is not None and end is not None:
            return QuietHours(start, end)
    return None


def _read(text: str) -> int | None:
    bare = text.strip()
    if bare.isascii() and bare.isdecimal() and len(bare) <= 2 and int(bare) < 24:
        return int(bare) * 60
    return read_clock(bare)
