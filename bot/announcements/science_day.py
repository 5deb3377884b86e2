"""Vietnam Science and Technology Day."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "science_day",
    month=5,
    day=18,
    title=_("Vietnam Science and Technology Day"),
    said=_(
        "Today is Vietnam Science and Technology Day. Try one new thing on your phone, "
        "and record it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
