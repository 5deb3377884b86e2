"""When it was written: "tối nay" before the evening is a plan, and after midnight unclear."""

from __future__ import annotations

import datetime as dt
from typing import Final

from bot.domain.quick_log.lexicon import TokenizedSentence

_NIGHT_ENDS: Final = dt.time(4)
"""Until this hour people may mean the evening before."""
_BEGINS: Final = {
    "sang": dt.time(4), "trua": dt.time(10), "chieu": dt.time(12), "toi": dt.time(17),
    "dem": dt.time(19), "khuya": dt.time(21), "morning": dt.time(4), "afternoon": dt.time(12),
    "evening": dt.time(17), "night": dt.time(18), "tonight": dt.time(17),
}  # fmt: skip
"""From this hour on people call it so."""


_LATE: Final = ("toi", "dem", "khuya", "night", "evening")


def is_unclear_at(note: TokenizedSentence, words: set[int], days_ago: int, at: dt.time) -> bool:
    """True when the `words` tell a part of a day that may be another day's at the time `at`.

    Today's part has not begun yet, or it is between midnight and four o'clock: then "tối nay" and
    "tối qua" may both mean the evening that has just ended.
    """
    parts = [word for n in words if (word := note.words[n].folded) in _BEGINS]
    match days_ago:
        case 0:
            return any(at < _BEGINS[part] or at < _NIGHT_ENDS for part in parts)
        case 1:
            return at < _NIGHT_ENDS and any(part in _LATE for part in parts)
        case _:
            return False
