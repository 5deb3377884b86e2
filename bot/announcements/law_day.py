"""Vietnam Law Day."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "law_day",
    month=11,
    day=9,
    title=_("Vietnam Law Day"),
    said=_(
        "Today is Vietnam Law Day. Read about one rule that concerns your family, and record it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
