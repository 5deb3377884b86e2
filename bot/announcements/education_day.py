"""International Day of Education (UN)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "education_day",
    month=1,
    day=24,
    title=_("International Day of Education"),
    said=_("Today is the International Day of Education: a good day to begin something new."),
    act=Choice("/log", _("✏ Record now")),
)
