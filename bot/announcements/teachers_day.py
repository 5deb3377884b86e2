"""Vietnamese Teachers' Day."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "teachers_day",
    month=11,
    day=20,
    title=_("Vietnamese Teachers’ Day"),
    said=_(
        "Today is Vietnamese Teachers’ Day. Thank a teacher, and do as teachers do: show "
        "somebody one thing."
    ),
    act=Choice("/log", _("✏ Record now")),
)
