"""Reminders and notification preferences in memory."""

from __future__ import annotations

import datetime as dt

from benchmarks.stores.undo_log import UndoLog
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import Reminder
from bot.services.ports.notifications import NotificationRepository


class MemoryNotifications(NotificationRepository):
    """`NotificationRepository` on dictionaries."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self._reminders: dict[int, dict[str, Reminder]] = {}
        self._preferences: dict[int, NotificationPreferences] = {}

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        return tuple(r for r in self._reminders.get(person, {}).values() if r.state != "off")

    async def reminder(self, person: int, key: str) -> Reminder | None:
        return self._reminders.get(person, {}).get(key)

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        known = self._reminders.get(person, {})
        self._undo.put(self._reminders, person, {**known, reminder.key: reminder})

    async def preferences(self, person: int) -> NotificationPreferences:
        return self._preferences.get(person, NotificationPreferences())

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        self._undo.put(self._preferences, person, preferences)
