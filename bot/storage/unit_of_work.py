"""The unit of work: the repositories of every wing, over one open transaction."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from bot.storage.campaigns.draft_queries import SqlCampaignRepository
from bot.storage.campaigns.run_queries import SqlRunRepository
from bot.storage.dialogs.queries import SqlDialogRepository
from bot.storage.engine.session import Session
from bot.storage.learning.queries import SqlLearningRepository
from bot.storage.notifications.announcement_queries import SqlAnnouncementRepository
from bot.storage.notifications.queries import SqlNotificationRepository
from bot.storage.notifications.reminder_queries import SqlReminderRepository
from bot.storage.outbox.queries import SqlOutboxRepository
from bot.storage.people.queries import SqlPeopleRepository
from bot.storage.privacy.queries import SqlPrivacyRepository
from bot.storage.privacy.request_queries import SqlRequestRepository
from bot.storage.skills.queries import SqlSkillsRepository
from bot.storage.staff.audit_queries import SqlAuditRepository
from bot.storage.staff.page_queries import SqlStaffPageRepository
from bot.storage.staff.queries import SqlStaffRepository


class SqlUnitOfWork:
    """`UnitOfWork` of a turn and `ScheduledUnitOfWork` of a tick, over a `Session`.

    `worker` is who will send what is posted; `controller` who runs the service.
    """

    __slots__ = (
        "_session",
        "announcements",
        "audit",
        "campaigns",
        "controller",
        "dialogs",
        "learning",
        "notifications",
        "outbox",
        "people",
        "privacy",
        "reminders",
        "requests",
        "runs",
        "skills",
        "staff",
        "staff_pages",
    )

    def __init__(self, session: Session, worker: str, controller: str) -> None:
        self.controller = controller
        self._session = session
        self.dialogs = SqlDialogRepository(session)
        self.outbox = SqlOutboxRepository(session, worker)
        self.people = SqlPeopleRepository(session)
        self.privacy = SqlPrivacyRepository(session)
        self.requests = SqlRequestRepository(session)
        self.runs = SqlRunRepository(session)
        self.learning = SqlLearningRepository(session)
        self.skills = SqlSkillsRepository(session)
        self.staff = SqlStaffRepository(session)
        self.staff_pages = SqlStaffPageRepository(session)
        self.audit = SqlAuditRepository(session)
        self.notifications = SqlNotificationRepository(session)
        self.reminders = SqlReminderRepository(session)
        self.campaigns = SqlCampaignRepository(session)
        self.announcements = SqlAnnouncementRepository(session)

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part of the turn; a `Refusal` in it undoes that part only."""
        await self._session.savepoint(job)


class UnitsOfWork:
    """Makes the unit of work of a session; all turns of one session have the same."""

    def __init__(self, worker: str, controller: str) -> None:
        self._worker = worker
        self._controller = controller
        self._last: tuple[Session, SqlUnitOfWork] | None = None

    def over(self, session: Session) -> SqlUnitOfWork:
        """The unit of work over this session; only the thread of its sessions calls it."""
        if self._last is None or self._last[0] is not session:
            self._last = session, SqlUnitOfWork(session, self._worker, self._controller)
        return self._last[1]
