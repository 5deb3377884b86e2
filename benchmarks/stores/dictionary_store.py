"""No store: the storage ports over plain dictionaries, to see what a turn costs without a disk.

Nothing is written anywhere. What the ports promise holds as long as the process lives: a job that
fails is undone, an update is new once, a draft becomes one entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from benchmarks.stores.dictionary_learning import MemoryLearning
from bot.domain.learning.activity import Activity, Draft
from bot.domain.people.persons import LOCALES, Person
from bot.services.demo import DEMO_MARK
from bot.services.ports.messages import Incoming, OutboxMessage
from bot.services.ports.unit_of_work import Dialog, UnitOfWork
from bot.talk.steps import Say

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class MemoryWork(MemoryLearning):
    """`bot.services.ports.unit_of_work.UnitOfWork` on dictionaries; its coroutines never suspend.

    `newcomer` makes the person who writes for the first time: let it give people who have joined
    already where the joining is not what is measured.
    """

    def __init__(self, newcomer: Callable[[int], Person], controller: str) -> None:
        super().__init__()
        self.controller = controller
        self._newcomer = newcomer
        self._inbox: dict[tuple[str, str], dt.datetime] = {}
        self._people: dict[int, Person] = {}
        self._addresses: dict[tuple[str, str], int] = {}
        self._places: dict[int, Dialog] = {}
        self._blocked: dict[tuple[str, str], dt.datetime] = {}
        self._consents: dict[int, tuple[tuple[str, bool, str], ...]] = {}
        self._changes: dict[tuple[int, str], tuple[Activity, ...]] = {}
        self._links: dict[str, tuple[int | None, dt.datetime]] = {}
        self._drafts: dict[tuple[int, str], str] = {}
        self._receipts: dict[str, int] = {}
        self._last_person = self._last_row = 0
        self.outbox: dict[int, OutboxMessage] = {}
        """Rows that are claimed by the worker of this process and not marked yet."""

    # --- what is undone together ------------------------------------------------------------------

    async def run(self, job: Callable[[UnitOfWork], Coroutine[Any, Any, T]]) -> T:
        """Run a job; what it wrote is undone when it fails."""
        result: list[T] = []

        async def keep() -> None:
            result.append(await job(self))

        await self.savepoint(keep)
        self._undo.clear()
        return result[0]

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part of the turn; what it raises undoes that part only, and is let out."""
        mark = len(self._undo)
        try:
            await job()
        except BaseException:
            while len(self._undo) > mark:
                self._undo.pop()()
            raise

    def _drop(self, reference_data: dict[K, V], key: K) -> None:
        if key in reference_data:
            before = reference_data.pop(key)
            self._undo.append(lambda: reference_data.__setitem__(key, before))

    # --- people and their talks -------------------------------------------------------------------

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        """Note an update; False when it was here before."""
        key = (incoming.channel, incoming.id)
        if key in self._inbox:
            return False
        self._put(self._inbox, key, now)
        return True

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:  # noqa: ARG002
        """Find or make the person behind an address."""
        address = (incoming.channel, incoming.address)
        number = self._addresses.get(address)
        if number is None:
            number = self._last_person = self._last_person + 1
            person = self._newcomer(number)
            if incoming.language in LOCALES:
                person = replace(person, locale=incoming.language)
            self._put(self._addresses, address, number)
            self._put(self._people, number, person)
            self._put(self._places, number, Dialog(person))
        dialog = self._places[number]
        blocked = address in self._blocked
        return replace(dialog, person=self._people[number], blocked=blocked)

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:  # noqa: ARG002
        """Store where the conversation stands now."""
        if dialog.person.id in self._places:
            self._put(self._places, dialog.person.id, replace(dialog))

    async def post(
        self,
        incoming: Incoming,
        dialog: Dialog,
        says: Sequence[Say],
        now: dt.datetime,  # noqa: ARG002
    ) -> tuple[OutboxMessage, ...]:
        """Lay words into the outbox, claimed by this process's worker."""
        locale, turn = dialog.person.locale, dialog.turn
        rows = []
        for say in says:
            self._last_row += 1
            row = OutboxMessage(
                self._last_row, incoming.channel, incoming.address, say, locale, turn
            )
            self._put(self.outbox, row.id, row)
            rows.append(row)
        return tuple(rows)

    async def mark_blocked(self, channel: str, address: str, at: dt.datetime | None) -> None:
        """Note that an address cannot be reached (`at`), or can again (None)."""
        if at is None:
            self._drop(self._blocked, (channel, address))
        else:
            self._put(self._blocked, (channel, address), at)

    async def save_person(self, person: Person, now: dt.datetime) -> None:  # noqa: ARG002
        """Store what is known of a person."""
        if person.id in self._people:
            self._put(self._people, person.id, person)

    async def add_consent(
        self,
        person: int,
        purpose: str,
        given: bool,
        version: str,
        now: dt.datetime,  # noqa: ARG002
    ) -> None:
        """Append one answer to one purpose of the notice."""
        before = self._consents.get(person, ())
        self._put(self._consents, person, (*before, (purpose, given, version)))

    async def forget_person(self, person: int) -> None:
        """Erase a person and everything kept about them."""
        for address, owner in list(self._addresses.items()):
            if owner == person:
                self._drop(self._addresses, address)
                self._drop(self._blocked, address)
        for receipt in list(self._activities.get(person, {})):
            self._drop(self._receipts, receipt)
            self._drop(self._changes, (person, receipt))
        for key in [key for key in self._drafts if key[0] == person]:
            self._drop(self._drafts, key)
        self._drop(self._people, person)
        self._drop(self._places, person)
        self._drop(self._consents, person)
        self._drop(self._activities, person)

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        """Keep the hash of a person's link code until then."""
        self._put(self._links, code_hash, (person, until))

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        """Whose link code this is; it is gone then."""
        person, until = self._links.get(code_hash, (None, now))
        self._put(self._links, code_hash, (person, now))
        return person if until > now else None

    async def addresses(self, person: int) -> int:
        """At how many addresses the person's notebook is open."""
        return sum(owner == person for owner in self._addresses.values())

    async def notify(self, person: int, say: Say, now: dt.datetime) -> None:
        """Tell a person something: nothing waits here but for turns."""

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        """Let a person's notebook be open at one address only."""
        here = (incoming.channel, incoming.address)
        for address, owner in tuple(self._addresses.items()):
            if owner == person and address != here:
                self._drop(self._addresses, address)

    async def move_address(self, incoming: Incoming, person: int) -> None:
        """Let the address of an update be another person's from now on."""
        self._put(self._addresses, (incoming.channel, incoming.address), person)

    async def forget_demo_people(self) -> int:
        """Erase the people that only a demonstration has; how many there were."""
        of_demo = {
            person
            for (_channel, address), person in self._addresses.items()
            if address.startswith(DEMO_MARK)
        }
        for person in of_demo:
            await self.forget_person(person)
        return len(of_demo)

    # --- activities -------------------------------------------------------------------------------

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        """Minutes recorded for that day, without void entries and the receipt `excluded`."""
        return sum(
            entry.minutes
            for entry in self._activities.get(person, {}).values()
            if entry.day == day and entry.counts and entry.receipt != excluded
        )

    async def activity(self, person: int, receipt: str) -> Activity | None:
        """The person's own entry with this receipt, void or not."""
        return self._activities.get(person, {}).get(receipt)

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        """The person's entries of these days, newest day first, void ones included."""
        entries = self._activities.get(person, {}).values()
        newest_first = [entry for entry in entries if first <= entry.day <= last][::-1]
        return tuple(sorted(newest_first, key=lambda entry: entry.day, reverse=True))

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        """The last day with an entry before `before`, and the first one after `after`."""
        days = [entry.day for entry in self._activities.get(person, {}).values()]
        return (
            max((day for day in days if day < before), default=None),
            min((day for day in days if day > after), default=None),
        )

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        """The receipt that a draft was recorded under, or None."""
        return self._drafts.get((person, draft_key))

    async def add_activity(
        self,
        person: Person,
        draft: Draft,
        receipt: str,
        now: dt.datetime,  # noqa: ARG002
    ) -> str:
        """Record one activity; the first receipt when the draft is known, "" when it is taken."""
        known = self._drafts.get((person.id, draft.key))
        if known is not None:
            return known
        if receipt in self._receipts:
            return ""
        assert draft.type_code is not None
        assert draft.title is not None
        assert draft.day is not None
        assert draft.minutes is not None
        entry = Activity(
            receipt=receipt,
            type_code=draft.type_code,
            title=draft.title,
            day=draft.day,
            minutes=draft.minutes,
            mode=draft.mode,
            provider=draft.provider,
            evidence=len(draft.evidence),
        )
        self._put(self._receipts, receipt, person.id)
        self._put(self._drafts, (person.id, draft.key), receipt)
        self._keep_activity(person.id, entry)
        return receipt

    async def change_activity(
        self,
        person: int,
        before: Activity,
        after: Activity,
        now: dt.datetime,  # noqa: ARG002
    ) -> None:
        """Correct one entry, and keep what it said before."""
        key = (person, before.receipt)
        self._put(self._changes, key, (*self._changes.get(key, ()), before))
        self._keep_activity(person, replace(after, receipt=before.receipt))

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        """Mark one entry void: it stays in the record and leaves the sums."""
        entry = self._activities.get(person, {}).get(receipt)
        if entry is not None and entry.counts:
            self._keep_activity(person, replace(entry, voided_at=now, void_reason=reason))

    def _keep_activity(self, person: int, entry: Activity) -> None:
        if person not in self._activities:
            self._put(self._activities, person, {})
        self._put(self._activities[person], entry.receipt, entry)


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
