"""School opening; Khuyến học month begins (5 September to 5 October)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "school_opening",
    month=9,
    day=5,
    title=_("School opening"),
    said=_(
        "A new school year begins today, and with it the month of promoting learning. "
        "What would you like to learn this autumn? Set yourself a goal."
    ),
    act=Choice("/progress", _("📈 My progress")),
)
