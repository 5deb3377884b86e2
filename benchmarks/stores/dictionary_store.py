"""No store: the storage ports over plain dictionaries, to see what a turn costs without a disk.

Nothing is written anywhere. What the ports promise holds as long as the process lives: a job that
fails is undone, an update is new once, a draft becomes one entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from benchmarks.stores.dictionary_campaigns import MemoryCampaigns
from benchmarks.stores.dictionary_learning import MemoryLearning
from benchmarks.stores.dictionary_notifications import MemoryNotifications
from benchmarks.stores.dictionary_people import MemoryDialogs, MemoryPeople
from benchmarks.stores.dictionary_requests import MemoryRequests
from benchmarks.stores.dictionary_runs import MemoryRuns
from benchmarks.stores.dictionary_skills import MemorySkills
from benchmarks.stores.dictionary_staff import MemoryAudit, MemoryStaff, MemoryStaffPages
from benchmarks.stores.undo_log import UndoLog
from bot.domain.people.persons import Person
from bot.domain.privacy.consents import ConsentAnswer
from bot.domain.privacy.downloads import DownloadKind
from bot.domain.privacy.erasures import KeptCounts
from bot.services.demo import DEMO_MARK
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Change, Incoming, OutboxMessage
from bot.services.ports.outbox import OutboxRepository
from bot.services.ports.privacy import PrivacyRepository
from bot.services.ports.unit_of_work import UnitOfWork
from bot.talk.steps import Say

T = TypeVar("T")


class MemoryPosts(OutboxRepository):
    """`OutboxRepository` on a dictionary."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self._last_row = 0
        self.rows: dict[int, OutboxMessage] = {}
        """Rows that this process's worker has claimed and that have no result yet."""

    async def post(
        self,
        incoming: Incoming,
        dialog: Dialog,
        says: Sequence[Say],
        now: dt.datetime,
        change: Change | None = None,
    ) -> tuple[OutboxMessage, ...]:
        locale, turn = dialog.person.locale, dialog.turn
        posted = []
        for say in says:
            self._last_row += 1
            row = OutboxMessage(
                self._last_row, incoming.channel, incoming.address, say, locale, turn
            )
            self._undo.put(self.rows, row.id, row)
            posted.append(row)
        return tuple(posted)

    async def notify(self, person: int, say: Say, now: dt.datetime) -> int | None:
        """Do nothing: only posted replies are sent here."""
        return None

    async def edit(self, row: int, say: Say, now: dt.datetime) -> None:
        """Do nothing: no message is changed later here."""


class MemoryPrivacy(PrivacyRepository):
    """`PrivacyRepository` over the other repositories."""

    def __init__(
        self, people: MemoryPeople, dialogs: MemoryDialogs, learning: MemoryLearning
    ) -> None:
        self._people = people
        self._kept = (people, dialogs, learning)

    async def kept(self, person: int) -> KeptCounts:
        return KeptCounts()

    async def consent_answers(self, person: int) -> tuple[ConsentAnswer, ...]:
        return ()

    async def note_erasure(self, number: str, counts: KeptCounts, now: dt.datetime) -> None:
        """Do nothing: nobody proves an erasure here."""

    async def offer_download(
        self,
        person: int,
        token_hash: str,
        what: DownloadKind,
        until: dt.datetime,
        subject: str | None = None,
    ) -> None:
        """Do nothing: no page is there to open it."""

    async def note_for_journal(self, number: str, person: int, now: dt.datetime) -> None:
        """Do nothing: there is no backup of this."""

    async def forget_person(self, person: int, now: dt.datetime) -> None:
        for each in self._kept:
            each.forget(person)

    async def forget_demo_people(self, now: dt.datetime) -> int:
        of_demo = {
            person
            for (_channel, _account, address), person in self._people.owners.items()
            if address.startswith(DEMO_MARK)
        }
        for person in of_demo:
            await self.forget_person(person, now)
        return len(of_demo)


class MemoryWork:
    """`UnitOfWork` on dictionaries; its coroutines never suspend.

    `newcomer` makes the person who writes for the first time: let it give people who have joined
    already where the joining is not what is measured.
    """

    def __init__(self, newcomer: Callable[[int], Person], controller: str) -> None:
        self.controller = controller
        self._undo = UndoLog()
        self.savepoint = self._undo.savepoint
        self.people = MemoryPeople(self._undo)
        self.dialogs = MemoryDialogs(self._undo, self.people, newcomer)
        self.outbox = MemoryPosts(self._undo)
        self.learning = MemoryLearning(self._undo)
        self.skills = MemorySkills(self._undo)
        self.notifications = MemoryNotifications(self._undo)
        self.requests = MemoryRequests()
        self.campaigns = MemoryCampaigns()
        self.staff = MemoryStaff()
        self.staff_pages = MemoryStaffPages()
        self.audit = MemoryAudit()
        self.runs = MemoryRuns()
        self.privacy = MemoryPrivacy(self.people, self.dialogs, self.learning)

    async def run(self, job: Callable[[UnitOfWork], Coroutine[Any, Any, T]]) -> T:
        """Run a job; what it wrote is undone when it fails."""
        result: list[T] = []

        async def keep() -> None:
            result.append(await job(self))

        await self.savepoint(keep)
        self._undo.commit()
        return result[0]


class MemoryDatabase:
    """The port `Database` without a store: jobs run one after another, on the loop."""

    def __init__(self, newcomer: Callable[[int], Person], controller: str) -> None:
        self.work = MemoryWork(newcomer, controller)

    async def transact(
        self, job: Callable[[UnitOfWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run a job; as nothing in it suspends, jobs of every lane run in the order they came."""
        del lane
        return await self.work.run(job)
