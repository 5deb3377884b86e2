"""What is kept of a person, and its erasure, in the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import cast

from bot.domain.people.persons import PURPOSES, Purpose
from bot.domain.privacy.consents import ConsentAnswer
from bot.domain.privacy.downloads import DownloadKind
from bot.domain.privacy.erasures import KeptCounts
from bot.services.ports.privacy import PrivacyRepository
from bot.storage.campaigns.run_statements import COUNT_ERASED
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.people.statements import DELETE_PERSON
from bot.storage.privacy import statements
from bot.storage.privacy.journal import JOURNAL_KEY, address_hash
from bot.storage.privacy.orphans import doom
from bot.storage.privacy.request_statements import FORGET_REQUESTS
from bot.storage.privacy.upload_statements import UPLOADS_OF
from bot.storage.secrets.statements import GET_SECRET


class SqlPrivacyRepository(Repository, PrivacyRepository):
    """`PrivacyRepository` over a session."""

    async def kept(self, person: int) -> KeptCounts:
        rows = await self._session.rows(statements.KEPT, person=person)
        return KeptCounts(*map(int, rows[0]))

    async def consent_answers(self, person: int) -> tuple[ConsentAnswer, ...]:
        rows = await self._session.rows(statements.CONSENT_ANSWERS, person=person)
        last = {
            purpose: ConsentAnswer(cast(Purpose, purpose), bool(given), version, from_ms(at_ms))
            for purpose, given, version, at_ms in rows
        }
        return tuple(last[purpose] for purpose in PURPOSES if purpose in last)

    async def forget_person(self, person: int, now: dt.datetime) -> None:
        await self._session.rows(statements.DOOM_FILES, person=person, now=to_ms(now))
        uploads = await self._session.rows(UPLOADS_OF, person=person)
        await doom(self._session, [row[0] for row in uploads], now)
        gone = [
            *await self._session.rows(statements.FORGET_MESSAGES, person=person),
            *await self._session.rows(statements.FORGET_NOTIFICATIONS, person=person),
        ]
        # What a run planned stays equal to the sum of its ends.
        for run, count in sorted(Counter(row[0] for row in gone if row[0] is not None).items()):
            await self._session.rows(COUNT_ERASED, run=run, count=count)
        await self._session.rows(FORGET_REQUESTS, person=person, now=to_ms(now))
        # Every other table's rows of a person go with the person.
        await self._session.rows(DELETE_PERSON, person=person)

    async def note_erasure(self, number: str, counts: KeptCounts, now: dt.datetime) -> None:
        await self._session.rows(
            statements.NOTE_ERASURE,
            number=number,
            entries=counts.entries,
            photos=counts.photos,
            checks=counts.checks,
            reminders=counts.reminders,
            channels=counts.channels,
            at_ms=to_ms(now),
        )

    async def offer_download(
        self,
        person: int,
        token_hash: str,
        what: DownloadKind,
        until: dt.datetime,
        subject: str | None = None,
    ) -> None:
        await self._session.rows(statements.CLOSE_DOWNLOADS, person=person, what=what)
        await self._session.rows(
            statements.ADD_DOWNLOAD,
            token_hash=token_hash,
            person_id=person,
            what=what,
            subject=subject,
            until_ms=to_ms(until),
        )

    async def note_for_journal(self, number: str, person: int, now: dt.datetime) -> None:
        key = await self._session.rows(GET_SECRET, name=JOURNAL_KEY)
        found = await self._session.rows(statements.ADDRESSES_OF, person=person)
        # Without a key (no service ever started here) the number alone is written down.
        hashes = [address_hash(str(key[0][0]), *each) for each in found] if key else []
        await self._session.rows(
            statements.NOTE_FOR_JOURNAL,
            number=number,
            erased=person,
            addresses=to_json(hashes),
            at_ms=to_ms(now),
        )

    async def forget_demo_people(self, now: dt.datetime) -> int:
        people = await self._session.rows(statements.DEMO_PEOPLE)
        for (person,) in people:
            await self.forget_person(person, now)
        return len(people)
