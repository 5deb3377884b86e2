"""People in the database: profile, consents, addresses, link codes, recovery codes."""

from __future__ import annotations

import datetime as dt

from bot.domain.people.persons import LaterPurpose, Person
from bot.services.ports.messages import Incoming
from bot.services.ports.people import PeopleRepository
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.people import statements


class SqlPeopleRepository(Repository, PeopleRepository):
    """`PeopleRepository` over a session."""

    async def save_person(self, person: Person, now: dt.datetime) -> None:  # noqa: ARG002
        await self._session.rows(
            statements.SAVE_PERSON,
            person=person.id,
            locale=person.locale,
            ward=person.ward,
            resident_group=person.group,
            age_band=person.age_band,
            joined_ms=None if person.joined_at is None else to_ms(person.joined_at),
            consents=" ".join(sorted(person.consents)),
        )

    async def add_consent(
        self, person: int, purpose: str, given: bool, version: str, now: dt.datetime
    ) -> None:
        await self._session.rows(
            statements.ADD_CONSENT,
            person=person,
            purpose=purpose,
            given=int(given),
            text_version=version,
            now=to_ms(now),
        )

    # --- addresses ----------------------------------------------------------------------------

    async def addresses(self, person: int) -> int:
        return int((await self._session.rows(statements.ADDRESSES, person=person))[0][0])

    async def mark_blocked(
        self, channel: str, account: str, address: str, at: dt.datetime | None
    ) -> None:
        await self._session.rows(
            statements.MARK_BLOCKED,
            channel_=channel,
            account_=account,
            external_id_=address,
            blocked_ms=None if at is None else to_ms(at),
        )

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        await self._session.rows(
            statements.LEAVE_OTHERS,
            person=person,
            channel=incoming.channel,
            account=incoming.account,
            external_id=incoming.address,
        )

    async def move_address(self, incoming: Incoming, person: int) -> None:
        await self._session.rows(
            statements.MOVE_ADDRESS,
            channel_=incoming.channel,
            account_=incoming.account,
            external_id_=incoming.address,
            person=person,
        )

    # --- link codes ---------------------------------------------------------------------------

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        await self._session.rows(statements.DROP_LINKS, person=person)
        await self._session.rows(
            statements.ADD_LINK, code_hash=code_hash, person_id=person, until_ms=to_ms(until)
        )

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        rows = await self._session.rows(statements.TAKE_LINK, code_hash=code_hash, now=to_ms(now))
        return int(rows[0][0]) if rows else None

    # --- recovery codes -----------------------------------------------------------------------

    async def recovery_since(self, person: int) -> dt.datetime | None:
        rows = await self._session.rows(statements.RECOVERY_SINCE, person=person)
        return from_ms(rows[0][0]) if rows else None

    async def offer_recovery(self, person: int, code_hash: str, now: dt.datetime) -> None:
        await self.withdraw_recovery(person)
        await self._session.rows(
            statements.ADD_RECOVERY, code_hash=code_hash, person_id=person, created_ms=to_ms(now)
        )

    async def note_recovery_offered(self, person: int, now: dt.datetime) -> None:
        await self._session.rows(statements.NOTE_RECOVERY_OFFERED, person=person, now=to_ms(now))

    async def note_asked(self, person: int, purpose: LaterPurpose) -> None:
        await self._session.rows(statements.NOTE_ASKED, person=person, purpose=purpose)

    async def withdraw_recovery(self, person: int) -> None:
        await self._session.rows(statements.DROP_RECOVERY, person=person)

    async def take_recovery(self, code_hash: str) -> int | None:
        rows = await self._session.rows(statements.TAKE_RECOVERY, code_hash=code_hash)
        return int(rows[0][0]) if rows else None
