"""Lookups: which part of the notebook a typed text asks for, and what it may mean beside that."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.lookups import (
    MonthLookup,
    WeekLookup,
    WordLookup,
    YearLookup,
    names_notebook,
    read_lookup,
)
from bot.domain.quick_log.splitting import read_quick_logs
from bot.services.turns.meanings import NotebookAsked
from bot.talk.events import Opened


def asked_for(text: str, today: dt.date, at: dt.time | None = None) -> Opened | None:
    """The part of the notebook that a text asks for; None when it asks for none.

    What tells for how long somebody learnt is an activity: "tìm hiểu luật 30 phút".
    """
    lookup = read_lookup(text, today)
    if lookup is None or any(each.minutes for each in read_quick_logs(text, today, at)):
        return None
    match lookup:
        case WeekLookup(monday):
            return Opened("mylog", f"{monday}")
        case MonthLookup(first):
            return Opened("months", f"{first:%Y-%m}")
        case YearLookup(year):
            return Opened("months", f"{year}")
        case WordLookup(words):
            return Opened("find", words)


def asks_notebook(text: str, today: dt.date) -> NotebookAsked:
    """Whether a text asks for a part of the notebook, and whether it names the notebook."""
    if asked_for(text, today) is None:
        return "no"
    return "by name" if names_notebook(text) else "perhaps"


def tells_activity(text: str, today: dt.date) -> bool:
    """True when a text tells a learning activity."""
    return bool(read_quick_logs(text, today))
