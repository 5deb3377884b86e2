"""Vietnam Learning Promotion Day (Ngày Khuyến học Việt Nam)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "learning_promotion_day",
    month=10,
    day=2,
    title=_("Vietnam Learning Promotion Day"),
    said=_(
        "Today is Vietnam Learning Promotion Day. Help one person learn something, and "
        "record it under “Helping others learn”."
    ),
    act=Choice("/log", _("✏ Record now")),
)
