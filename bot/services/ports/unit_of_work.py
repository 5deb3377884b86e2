"""The unit of work: the repositories of one turn, and who runs it in a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from bot.domain.people.wrong_codes import WrongCodes
from bot.domain.reference_data import ReferenceData
from bot.services.ports.campaigns.drafts import CampaignQueries, CampaignRepository
from bot.services.ports.campaigns.runs import RunQueries, RunRepository
from bot.services.ports.dialogs import Dialog, DialogRepository
from bot.services.ports.learning import LearningQueries, LearningRepository
from bot.services.ports.messages import Incoming, RandomBelow
from bot.services.ports.notifications import NotificationQueries, NotificationRepository
from bot.services.ports.outbox import OutboxRepository
from bot.services.ports.people import PeopleQueries, PeopleRepository
from bot.services.ports.privacy import PrivacyQueries, PrivacyRepository
from bot.services.ports.requests import RequestQueries, RequestRepository
from bot.services.ports.skills import SkillsQueries, SkillsRepository
from bot.services.ports.staff import (
    AuditQueries,
    AuditRepository,
    StaffPageRepository,
    StaffQueries,
    StaffRepository,
)

T = TypeVar("T")


@dataclass(slots=True)
class CommandContext:
    """What carrying out a command may use and leave behind."""

    dialog: Dialog
    now: dt.datetime
    random_below: RandomBelow
    reference_data: ReferenceData
    incoming: Incoming | None = None
    result: str | None = None
    wrong_codes: WrongCodes = field(default_factory=WrongCodes)


class ReadQueries(Protocol):
    """What conversations may read while they gather facts, by subject."""

    @property
    def controller(self) -> str:
        """Who runs the service, as the notice names them."""

    @property
    def people(self) -> PeopleQueries:
        """Addresses."""

    @property
    def learning(self) -> LearningQueries:
        """Activities, ratings, goals, pauses."""

    @property
    def skills(self) -> SkillsQueries:
        """Self-checks."""

    @property
    def notifications(self) -> NotificationQueries:
        """The person's reminders and preferences."""

    @property
    def privacy(self) -> PrivacyQueries:
        """How much is kept of the person, and what they agreed to."""

    @property
    def requests(self) -> RequestQueries:
        """The person's requests about their data."""

    @property
    def campaigns(self) -> CampaignQueries:
        """Campaigns of officers."""

    @property
    def runs(self) -> RunQueries:
        """The runs of campaigns, and what they came to."""

    @property
    def staff(self) -> StaffQueries:
        """Roles."""

    @property
    def audit(self) -> AuditQueries:
        """The audit trail."""


class UnitOfWork(ReadQueries, Protocol):
    """What one turn may read and write: all of it commits together or not at all."""

    @property
    def dialogs(self) -> DialogRepository:
        """Updates that were seen, and where the conversation stands."""

    @property
    def outbox(self) -> OutboxRepository:
        """Replies, and messages to somebody else."""

    @property
    def people(self) -> PeopleRepository:
        """Profiles, consents, addresses, link codes."""

    @property
    def learning(self) -> LearningRepository:
        """Activities, ratings, goals, pauses."""

    @property
    def skills(self) -> SkillsRepository:
        """Self-checks."""

    @property
    def notifications(self) -> NotificationRepository:
        """The person's reminders and preferences."""

    @property
    def privacy(self) -> PrivacyRepository:
        """What is kept of a person as a whole, and its erasure."""

    @property
    def requests(self) -> RequestRepository:
        """Requests about personal data, and erasures that wait."""

    @property
    def campaigns(self) -> CampaignRepository:
        """Campaigns of officers."""

    @property
    def runs(self) -> RunRepository:
        """The runs of campaigns."""

    @property
    def staff(self) -> StaffRepository:
        """Roles and invitations."""

    @property
    def staff_pages(self) -> StaffPageRepository:
        """Links that sign in to the pages of staff, and sessions there."""

    @property
    def audit(self) -> AuditRepository:
        """The audit trail."""

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part of the turn; a `Refusal` in it undoes that part only."""


class Database(Protocol):
    """Runs a job in one transaction of its own."""

    async def transact(
        self, job: Callable[[UnitOfWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run and commit; jobs of one lane run in the order they came. Raises `NotStored`."""
