"""World Book and Copyright Day (UNESCO)."""

from __future__ import annotations

from bot.services.notifications.occurrences import CalendarDay
from bot.talk.steps import Choice
from bot.talk.text import _

ANNOUNCEMENT = CalendarDay(
    "book_copyright_day",
    month=4,
    day=23,
    title=_("World Book and Copyright Day"),
    said=_(
        "Today is World Book and Copyright Day. When you share a story or a song, name who made it."
    ),
    act=Choice("/log", _("✏ Record now")),
)
