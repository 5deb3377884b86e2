"""The movement Bình dân học vụ số began on this day in 2025."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "digital_literacy_day",
    month=3,
    day=26,
    title=_("Anniversary of Bình dân học vụ số"),
    said=_(
        "On 26 March 2025 the movement Bình dân học vụ số began: digital skills for "
        "everybody. See where you stand: it takes 3 minutes."
    ),
    act=Choice("/check", _("🧭 Check digital skills")),
)
