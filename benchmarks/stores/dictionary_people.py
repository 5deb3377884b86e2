"""People and their dialogs in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from benchmarks.stores.undo_log import UndoLog
from bot.domain.people.persons import LOCALES, LaterPurpose, Person
from bot.services.ports.dialogs import Dialog, DialogRepository
from bot.services.ports.messages import Incoming
from bot.services.ports.people import PeopleRepository


class MemoryPeople(PeopleRepository):
    """`PeopleRepository` on dictionaries."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self.people: dict[int, Person] = {}
        self.owners: dict[tuple[str, str, str], int] = {}
        """Whose address it is."""
        self.blocked: dict[tuple[str, str, str], dt.datetime] = {}
        self._consents: dict[int, tuple[tuple[str, bool, str], ...]] = {}
        self._links: dict[str, tuple[int | None, dt.datetime]] = {}
        self._recoveries: dict[int, tuple[str | None, dt.datetime | None]] = {}

    async def save_person(self, person: Person, now: dt.datetime) -> None:
        if person.id in self.people:
            self._undo.put(self.people, person.id, person)

    async def add_consent(
        self, person: int, purpose: str, given: bool, version: str, now: dt.datetime
    ) -> None:
        self._undo.append(self._consents, person, (purpose, given, version))

    async def note_asked(self, person: int, purpose: LaterPurpose) -> None:
        """Do nothing: nobody is asked later."""

    async def addresses(self, person: int) -> int:
        return sum(owner == person for owner in self.owners.values())

    async def mark_blocked(
        self, channel: str, account: str, address: str, at: dt.datetime | None
    ) -> None:
        if at is None:
            self._undo.drop(self.blocked, (channel, account, address))
        else:
            self._undo.put(self.blocked, (channel, account, address), at)

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        here = (incoming.channel, incoming.account, incoming.address)
        for address, owner in tuple(self.owners.items()):
            if owner == person and address != here:
                self._undo.drop(self.owners, address)

    async def move_address(self, incoming: Incoming, person: int) -> None:
        address = (incoming.channel, incoming.account, incoming.address)
        self._undo.put(self.owners, address, person)

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        self._undo.put(self._links, code_hash, (person, until))

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        person, until = self._links.get(code_hash, (None, now))
        self._undo.put(self._links, code_hash, (person, now))
        return person if until > now else None

    async def recovery_since(self, person: int) -> dt.datetime | None:
        return self._recoveries.get(person, (None, None))[1]

    async def offer_recovery(self, person: int, code_hash: str, now: dt.datetime) -> None:
        self._undo.put(self._recoveries, person, (code_hash, now))

    async def note_recovery_offered(self, person: int, now: dt.datetime) -> None:
        if person in self.people:
            offered = replace(self.people[person], recovery_offered=True)
            self._undo.put(self.people, person, offered)

    async def withdraw_recovery(self, person: int) -> None:
        self._undo.drop(self._recoveries, person)

    async def take_recovery(self, code_hash: str) -> int | None:
        owners = [owner for owner, (kept, _at) in self._recoveries.items() if kept == code_hash]
        for owner in owners:
            self._undo.drop(self._recoveries, owner)
        return owners[0] if owners else None

    def forget(self, person: int) -> None:
        """Delete what is kept of a person here."""
        for address, owner in tuple(self.owners.items()):
            if owner == person:
                self._undo.drop(self.owners, address)
                self._undo.drop(self.blocked, address)
        self._undo.drop(self.people, person)
        self._undo.drop(self._consents, person)


class MemoryDialogs(DialogRepository):
    """`DialogRepository` on dictionaries; `newcomer` makes who writes for the first time."""

    def __init__(
        self, undo: UndoLog, people: MemoryPeople, newcomer: Callable[[int], Person]
    ) -> None:
        self._undo = undo
        self._people = people
        self._newcomer = newcomer
        self._last_person = 0
        self._inbox: dict[tuple[str, str, str], dt.datetime] = {}
        self._dialogs: dict[int, Dialog] = {}

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        key = (incoming.channel, incoming.account, incoming.id)
        if key in self._inbox:
            return False
        self._undo.put(self._inbox, key, now)
        return True

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:
        address = (incoming.channel, incoming.account, incoming.address)
        number = self._people.owners.get(address)
        if number is None:
            number = self._last_person = self._last_person + 1
            person = self._newcomer(number)
            if incoming.language in LOCALES:
                person = replace(person, locale=incoming.language)
            self._undo.put(self._people.owners, address, number)
            self._undo.put(self._people.people, number, person)
            self._undo.put(self._dialogs, number, Dialog(person))
        return replace(
            self._dialogs[number],
            person=self._people.people[number],
            blocked=address in self._people.blocked,
        )

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:
        if dialog.person.id in self._dialogs:
            self._undo.put(self._dialogs, dialog.person.id, replace(dialog))

    def forget(self, person: int) -> None:
        """Delete what is kept of a person here."""
        self._undo.drop(self._dialogs, person)
