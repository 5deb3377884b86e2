"""International Literacy Day; on 8 September 1945 Bình dân học vụ was founded by decree."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "literacy_day",
    month=9,
    day=8,
    title=_("International Literacy Day"),
    said=_(
        "Today is International Literacy Day. In 1945 Bình dân học vụ taught the country "
        "to read. Today, teach one person one thing, and record it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
