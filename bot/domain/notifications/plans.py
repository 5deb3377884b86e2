"""Plans: a sentence that tells what somebody is going to learn ("mai học excel")."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from bot.domain.notifications.days_ahead import DayAhead, find_day_ahead
from bot.domain.notifications.reminder_topics import topic_in
from bot.domain.notifications.reminder_wishes import ReminderWish, minutes_on
from bot.domain.notifications.weekly_times import find_clocks, fold_times
from bot.domain.quick_log.splitting import read_quick_logs

_INTENDS: Final = re.compile(
    r"(?:(?:toi|minh|em|con|chau|tui|to|bac|co|chu|anh|chi|i) )?"
    r"(?:se|sap toi|sap|dinh|du dinh|du tinh|du kien|i'll|(?:am |'m )?going to|will|plan to)\b"
)
_SURE_WEEKEND: Final = re.compile(r"\bcuoi tuan (?:nay|after|sau|toi)\b|\b(?:this|next) weekend\b")
"""Another weekend may be the last one."""
_BEGINS: Final = {"sang": 4, "trua": 10, "chieu": 12, "toi": 17, "dem": 19, "khuya": 21}
"""From this hour on a part of the day has begun."""
_DAY: Final = range(6 * 60, 22 * 60)
"""Other minutes are no times of a plan: "mai học excel 2 giờ" tells how long."""


def read_plan(text: str, today: dt.date, at: dt.time) -> ReminderWish | None:
    """The reminder that a plan to learn may want, None for other sentences.

    A plan names a day ahead, or a part or an hour of today that is ahead at `at`; or it says that
    somebody intends to. Its other words would tell an activity.
    """
    said = fold_times(text).strip(" .!")
    once = find_day_ahead(said, today)
    found = find_clocks(said if once is None else once.rest)
    pieces = [piece.strip() for piece in found.rest.split(",")]
    intends = any(_INTENDS.match(piece) for piece in pieces)
    minutes = () if once is None else tuple(m for m in minutes_on(once, found) if m in _DAY)
    if once is None and not intends:
        return None
    if once is not None and once.weekend and not intends and not _SURE_WEEKEND.search(said):
        return None
    if once is not None and not _is_ahead(once, minutes, today, at):
        return None
    topic = topic_in(text, ", ".join(_INTENDS.sub("", piece, count=1) for piece in pieces))
    if not topic or not read_quick_logs(topic, today):
        return None
    return ReminderWish(minutes=minutes, once=once, topic=topic)


def _is_ahead(once: DayAhead, minutes: tuple[int, ...], today: dt.date, at: dt.time) -> bool:
    """Whether the day, or the hour of today, is still to come; the weekend is."""
    if once.day != today or once.weekend or once.minutes is not None:
        return once.day > today or once.weekend or once.minutes is not None
    now = at.hour * 60 + at.minute
    return _BEGINS.get(once.part, 0) * 60 > now or (len(minutes) == 1 and minutes[0] > now)
