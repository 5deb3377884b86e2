"""National Digital Transformation Day (Quyết định 505/QĐ-TTg)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "digital_transformation_day",
    month=10,
    day=10,
    title=_("National Digital Transformation Day"),
    said=_(
        "Today is National Digital Transformation Day. See what you can do with your "
        "phone: the self-check takes 3 minutes."
    ),
    act=Choice("/check", _("🧭 Check digital skills")),
)
