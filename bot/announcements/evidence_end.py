"""The last day of the Learning Citizen evidence window (practice of 324/QĐ-KHVN)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "evidence_end",
    month=12,
    day=31,
    title=_("End of the Learning Citizen year"),
    said=_(
        "Today is the last day that counts for this year’s Learning Citizen. See what is "
        "there, and record what is missing."
    ),
    act=Choice("/citizen", _("🏅 Learning Citizen year")),
)
