"""Vietnam Cyber Security Day."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "cyber_security_day",
    month=8,
    day=6,
    title=_("Vietnam Cyber Security Day"),
    said=_(
        "Today is Vietnam Cyber Security Day. Never give anybody a code that was sent to "
        "your phone. See how safe you are: it takes 3 minutes."
    ),
    act=Choice("/check", _("🧭 Check digital skills")),
)
