"""What the use cases read and write about a person's own reminders and preferences."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import Reminder


class NotificationQueries(Protocol):
    """What conversations may read about a person's notifications."""

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        """The person's reminders that were not stopped, oldest first."""

    async def reminder(self, person: int, key: str) -> Reminder | None:
        """One of the person's reminders, also one that was stopped or is over."""

    async def preferences(self, person: int) -> NotificationPreferences:
        """The person's own choice of quiet hours and of how many notifications a week."""


class NotificationRepository(NotificationQueries, Protocol):
    """A person's reminders and notification preferences."""

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        """Store a reminder under its key, new or changed."""

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        """Store the person's own choice of quiet hours and of how many notifications a week."""
