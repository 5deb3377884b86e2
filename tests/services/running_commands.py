"""Carrying out commands on a real database, as the desk does it, and reading what is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

from bot.content.files import DataFiles
from bot.domain.people.persons import Person, Purpose
from bot.domain.reference_data import ReferenceData
from bot.domain.refusals import Refusal
from bot.services import COMMAND_HANDLERS
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import RandomBelow
from bot.services.ports.unit_of_work import CommandContext
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Command
from tests.applications import ZONE
from tests.storage.stores import Store, meet, query

REFERENCE_DATA = DataFiles(Path("no folder of an operator")).reference_data
"""The data files of the release."""

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)


class Doer:
    """Somebody whose commands run; `now` and `reference_data` are those of the next one."""

    def __init__(self, store: Store, url: str, dialog: Dialog) -> None:
        self._store = store
        self._url = url
        self.dialog = dialog
        self.now = NOW
        self.random_below: RandomBelow = lambda _below: 0
        self.reference_data: ReferenceData = REFERENCE_DATA

    @property
    def person(self) -> Person:
        """Who it is, as the last command left them."""
        return self.dialog.person

    async def does(self, command: Command) -> None:
        """Carry out a command in a transaction of its own."""
        out = CommandContext(self.dialog, self.now, self.random_below, self.reference_data)

        async def job(work: SqlUnitOfWork) -> None:
            await COMMAND_HANDLERS[type(command)](command, work, out)

        await self._store.transact(job)

    async def is_refused(self, command: Command) -> str:
        """The code with which a command is refused."""
        before = self.dialog.person
        try:
            await self.does(command)
        except Refusal as refusal:
            assert self.dialog.person == before
            return refusal.code
        raise AssertionError("it was carried out")

    async def reads(self, method: str, *values: Any) -> Any:
        """What the unit of work reads of this person by a method such as `skills.check`."""

        async def job(work: SqlUnitOfWork) -> Any:
            return await attrgetter(method)(work)(self.person.id, *values)

        return await self._store.transact(job)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds of what is committed."""
        return await query(self._url, sql)


async def doer(store: Store, url: str, address: str = "1", *, joined: bool = True) -> Doer:
    """Somebody at an address; who joined has agreed to everything."""
    dialog = await meet(store, address)
    if joined:
        consents = frozenset(get_args(Purpose))
        dialog.person = replace(dialog.person, group="resident", joined_at=NOW, consents=consents)
    return Doer(store, url, dialog)
