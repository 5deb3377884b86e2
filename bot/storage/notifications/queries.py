"""A person's own reminders and notification preferences in the database."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import OneOff, Reminder
from bot.services.ports.notifications import NotificationRepository
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.repository import Repository
from bot.storage.notifications import statements
from bot.storage.notifications.reminder_rows import (
    bits_from_days,
    reminder_from_row,
    weekdays_of,
)
from bot.storage.outbox.policy import preferences_of


class SqlNotificationRepository(Repository, NotificationRepository):
    """`NotificationRepository` over a session."""

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        rows = await self._session.rows(statements.REMINDERS, person=person)
        return tuple(map(reminder_from_row, rows))

    async def reminder(self, person: int, key: str) -> Reminder | None:
        rows = await self._session.rows(statements.REMINDER, person=person, reminder_key=key)
        return reminder_from_row(rows[0]) if rows else None

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        due, times = reminder.next_due, reminder.times
        paused = reminder.paused_until
        await self._session.rows(
            statements.SAVE_REMINDER,
            person=person,
            reminder_key=reminder.key,
            purpose=reminder.purpose,
            days=bits_from_days(weekdays_of(times)),
            minute=times.minute,
            on_day=times.day.isoformat() if isinstance(times, OneOff) else None,
            topic=reminder.topic,
            state=reminder.state,
            paused_until=None if paused is None else paused.isoformat(),
            unanswered=reminder.unanswered,
            next_due_ms=None if due is None else to_ms(due),
            now=to_ms(now),
        )

    async def preferences(self, person: int) -> NotificationPreferences:
        rows = await self._session.rows(statements.PREFERENCES, person=person)
        return preferences_of(*rows[0]) if rows else NotificationPreferences()

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        quiet = preferences.quiet
        await self._session.rows(
            statements.SAVE_PREFERENCES,
            person=person,
            quiet_from=None if quiet is None else quiet.start,
            quiet_to=None if quiet is None else quiet.end,
            weekly_most=preferences.weekly_most,
        )
