"""Vietnam Book and Reading Culture Day (Quyết định 1862/QĐ-TTg)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "book_day",
    month=4,
    day=21,
    title=_("Vietnam Book and Reading Culture Day"),
    said=_(
        "Today is Vietnam Book and Reading Culture Day. Which book is on your table? Read "
        "for 15 minutes, and record it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
