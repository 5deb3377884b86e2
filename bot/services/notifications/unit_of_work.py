"""The unit of work of the scheduler: reads and writes for all people, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import Reminder, ReminderContext, ReminderDecision
from bot.services.notifications.occurrences import Occurrence
from bot.services.ports.learning import LearningOfMany

ANY_KEY = "0" * 20
"""The placeholder for a reminder's key in a say for many reminders."""

ANY_TOPIC = "⟦topic⟧"
"""The placeholder for a reminder's topic in such a say."""


@dataclass(frozen=True, slots=True)
class ReminderBatch:
    """Due reminders with equal inputs: they are grouped and decided once.

    Thousands may be due in one minute, and most people choose the same few times. So there are few
    decisions. `reminder` has no key, and `ids` are the rows. Where they have topics, its topic is
    `ANY_TOPIC`.
    """

    reminder: Reminder
    due: dt.datetime
    context: ReminderContext
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A possible recipient of an occurrence, with the facts for the decision."""

    person: int
    facts: PersonFacts
    locale: str
    channel: str | None
    account: str
    address: str | None
    preferences: NotificationPreferences = field(default_factory=NotificationPreferences)
    sent: Sequence[dt.datetime] = ()


@dataclass(frozen=True, slots=True)
class PlanningProgress:
    """The planning progress of an occurrence: last person, count, and whether it is done."""

    after: int = 0
    planned: int = 0
    done: bool = False


class ReminderRepository(Protocol):
    """The due reminders of all people."""

    async def due_reminders(self, now: dt.datetime, limit: int) -> tuple[ReminderBatch, ...]:
        """At most `limit` due reminders, the oldest first, with the facts for their decision.

        They are locked until the transaction ends; reminders that another scheduler locked are
        skipped.
        """

    async def settle_reminders(
        self,
        settled: Sequence[tuple[ReminderBatch, ReminderDecision, str | None]],
        now: dt.datetime,
    ) -> None:
        """Store the decisions. A say (JSON) is added to the outbox for each reminder.

        `ANY_KEY` and `ANY_TOPIC` in it are replaced by the reminder's own key and topic.
        """


class AnnouncementRepository(Protocol):
    """The planning of announcements: progress, recipients and outbox rows."""

    async def planning_progress(self, source: str, ward: str, now: dt.datetime) -> PlanningProgress:
        """The planning progress in a ward (`*`: all other wards), locked until the transaction
        ends.
        """

    async def save_planning_progress(
        self, source: str, ward: str, planning_progress: PlanningProgress, now: dt.datetime
    ) -> None:
        """Store the planning progress of an occurrence."""

    async def people_until(self, ward: str, after: int, limit: int) -> int | None:
        """The last of the next people of a ward (`*`: all wards); None when there are no more."""

    async def plan_occurrence(
        self, occurrence: Occurrence, say: str, after: int, last: int, now: dt.datetime
    ) -> int:
        """Add an occurrence to the outbox for a range of people; returns their number."""

    async def plan_each(
        self, occurrence: Occurrence, says: Sequence[tuple[Recipient, str]], now: dt.datetime
    ) -> None:
        """Add an occurrence to the outbox for these people, each with a personal say."""

    async def recipients(
        self, source: str, ward: str, after: int, limit: int, at: dt.datetime | None = None
    ) -> tuple[Recipient, ...]:
        """The next people of a ward (`*`: all wards), with the facts for the decision.

        With `at` also the notifications sent to them in the ISO week of that time.
        """

    async def sources_of(
        self, people: Sequence[int], sources: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        """The pairs of person and source that are already in the outbox."""


class ScheduledUnitOfWork(Protocol):
    """The reads and writes of one tick; all of them commit together or none does."""

    @property
    def reminders(self) -> ReminderRepository:
        """The due reminders."""

    @property
    def announcements(self) -> AnnouncementRepository:
        """The planning of announcements."""

    @property
    def learning(self) -> LearningOfMany:
        """The learning totals of many people."""
