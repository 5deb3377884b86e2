"""World Teachers' Day (UNESCO, ILO)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "world_teachers_day",
    month=10,
    day=5,
    title=_("World Teachers’ Day"),
    said=_("Today is World Teachers’ Day. Send a word of thanks to somebody who taught you."),
    act=Choice("/log", _("✏ Record now")),
)
