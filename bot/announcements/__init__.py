"""The announcements with a module of their own, and their order.

A day with a fixed message is not a module but a `[[days]]` entry of `bot/content/calendar.toml`.
"""

from bot.announcements import week_close, week_day, week_eve, week_open, week_soon
from bot.services.notifications.occurrences import WeekMessage

ANNOUNCEMENTS: tuple[WeekMessage, ...] = (
    week_soon.ANNOUNCEMENT,
    week_eve.ANNOUNCEMENT,
    week_open.ANNOUNCEMENT,
    week_day.ANNOUNCEMENT,
    week_close.ANNOUNCEMENT,
)
