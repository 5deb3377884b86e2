"""What the scheduler's ticks read and write, for everybody, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.notifications.policy import PURPOSE_OF, NotificationPreferences
from bot.domain.notifications.reminders import Reminder, ReminderContext, ReminderDecision
from bot.domain.people.persons import Purpose
from bot.services.notifications.occurrences import Occurrence
from bot.services.ports.learning import LearningOfMany

ANY_KEY = "0" * 20
"""Stands for a reminder's key in a say that is for many."""


@dataclass(frozen=True, slots=True)
class ReminderBatch:
    """Reminders that are due and differ in nothing that decides: one decision holds for all.

    At one minute many thousands are due, and most people chose the same few times: a decision is
    for a handful of kinds, not for each person. `reminder` has no key, `ids` are the rows.
    """

    reminder: Reminder
    due: dt.datetime
    context: ReminderContext
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody for whom an occurrence might be: where they are, what they agreed to."""

    person: int
    joined: bool
    consents: frozenset[Purpose]
    locale: str
    ward: str | None
    channel: str | None
    address: str | None
    blocked: bool
    has_it: bool
    preferences: NotificationPreferences = field(default_factory=NotificationPreferences)
    sent: Sequence[dt.datetime] = ()

    @property
    def skip_reason(self) -> str | None:
        """Why nothing is planned for them; None: it is. As the statement `plan_occurrence`."""
        if not self.joined:
            return "not_joined"
        if PURPOSE_OF["announcement"] not in self.consents:
            return "no_consent"
        if self.channel is None:
            return "no_address"
        if self.blocked:
            return "blocked"
        return "has_it" if self.has_it else None


@dataclass(frozen=True, slots=True)
class PlanningProgress:
    """How far an occurrence is planned: after whom, for how many, and whether it is done."""

    after: int = 0
    planned: int = 0
    done: bool = False


class ReminderRepository(Protocol):
    """Everybody's reminders that are due."""

    async def due_reminders(self, now: dt.datetime, limit: int) -> tuple[ReminderBatch, ...]:
        """At most so many that are due, those due longest, with what the notebook says of them;
        locked until the transaction ends, without those that another clock holds.
        """

    async def settle_reminders(
        self,
        settled: Sequence[tuple[ReminderBatch, ReminderDecision, str | None]],
        now: dt.datetime,
    ) -> None:
        """Write what became of due reminders. A say (its JSON) is laid into the outbox for each,
        with the reminder's own key where `ANY_KEY` stands.
        """


class AnnouncementRepository(Protocol):
    """How far announcements are planned, for whom, and into the outbox."""

    async def planning_progress(self, source: str, ward: str, now: dt.datetime) -> PlanningProgress:
        """How far an occurrence is planned in a ward (`*`: in the others); locked until the end
        of the transaction.
        """

    async def save_planning_progress(
        self, source: str, ward: str, planning_progress: PlanningProgress, now: dt.datetime
    ) -> None:
        """Write down how far an occurrence is planned."""

    async def people_until(self, ward: str, after: int, limit: int) -> int | None:
        """The last of the next people of a ward (`*`: of all); None when there are no more."""

    async def plan_occurrence(
        self, occurrence: Occurrence, say: str, after: int, last: int, now: dt.datetime
    ) -> int:
        """Lay an occurrence into the outbox for the people of a slice; for how many."""

    async def plan_each(
        self, occurrence: Occurrence, says: Sequence[tuple[Recipient, str]], now: dt.datetime
    ) -> None:
        """Lay an occurrence into the outbox for these people, each with words of their own."""

    async def recipients(
        self, source: str, ward: str, after: int, limit: int, at: dt.datetime | None = None
    ) -> tuple[Recipient, ...]:
        """The next people of a ward (`*`: of all), with what decides whether they get it.

        With `at` also what left to them in the ISO week of that moment.
        """

    async def sources_of(
        self, people: Sequence[int], sources: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        """Which of some people have which of some sources already."""


class ScheduledUnitOfWork(Protocol):
    """What a tick may read and write: all of it commits together or not at all."""

    @property
    def reminders(self) -> ReminderRepository:
        """Reminders that are due."""

    @property
    def announcements(self) -> AnnouncementRepository:
        """Planning of announcements."""

    @property
    def learning(self) -> LearningOfMany:
        """What many people learned."""
