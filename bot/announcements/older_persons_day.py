"""International Day of Older Persons (UN)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "older_persons_day",
    month=10,
    day=1,
    title=_("International Day of Older Persons"),
    said=_(
        "Today is the International Day of Older Persons. Ask an older relative to teach "
        "you something, and record it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
