"""The announcements that decide what they say, one file each, and their names in this tuple.

A day that only says something is no module but a `[[days]]` entry of `bot/content/calendar.toml`.
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
