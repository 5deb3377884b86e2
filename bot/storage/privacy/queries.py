"""Erasure in the database."""

from __future__ import annotations

from bot.services.ports.privacy import PrivacyRepository
from bot.storage.engine.repository import Repository
from bot.storage.people.statements import DELETE_PERSON
from bot.storage.privacy import statements


class SqlPrivacyRepository(Repository, PrivacyRepository):
    """`PrivacyRepository` over a session."""

    async def forget_person(self, person: int) -> None:
        await self._session.rows(statements.FORGET_MESSAGES, person=person)
        await self._session.rows(statements.FORGET_NOTIFICATIONS, person=person)
        # Every other table's rows of a person go with the person.
        await self._session.rows(DELETE_PERSON, person=person)

    async def forget_demo_people(self) -> int:
        people = await self._session.rows(statements.DEMO_PEOPLE)
        for (person,) in people:
            await self.forget_person(person)
        return len(people)
