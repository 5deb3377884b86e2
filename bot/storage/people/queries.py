"""The unit of work for people: who they are, their consents, their channels, being forgotten."""

from __future__ import annotations

import datetime as dt

import msgspec

from bot.domain.people.persons import Person
from bot.services.ports.messages import Incoming
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.talk.steps import Say

_encode = msgspec.json.Encoder().encode


class PeopleWork:
    """The part of `bot.services.ports.unit_of_work.UnitOfWork` that is about people."""

    _session: Session

    async def save_person(self, person: Person, now: dt.datetime) -> None:  # noqa: ARG002
        """Store a person's language, ward, group, age band and when they joined."""
        await self._session.rows(
            "save_person",
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
        """Append one answer to one purpose of the notice."""
        await self._session.rows(
            "add_consent",
            person=person,
            purpose=purpose,
            given=int(given),
            text_version=version,
            now=to_ms(now),
        )

    async def forget_person(self, person: int) -> None:
        """Erase a person and everything kept about them."""
        await self._session.rows("forget_words", person=person)
        await self._session.rows("forget_unasked", person=person)
        await self._session.rows("forget_person", person=person)

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        """Keep the hash of a person's link code until then, in place of one before it."""
        ms = to_ms(until)
        await self._session.rows("drop_links", person=person)
        await self._session.rows("add_link", code_hash=code_hash, person_id=person, until_ms=ms)

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        """Whose link code this is; it is gone then. None: nobody's, or its time is over."""
        rows = await self._session.rows("take_link", code_hash=code_hash, now=to_ms(now))
        return int(rows[0][0]) if rows else None

    async def addresses(self, person: int) -> int:
        """At how many addresses the person's notebook is open."""
        return int((await self._session.rows("addresses", person=person))[0][0])

    async def notify(self, person: int, say: Say, now: dt.datetime) -> None:
        """Tell a person something where they spoke last; its buttons belong to no turn."""
        ms = to_ms(now)
        await self._session.rows(
            "notify", person=person, say=_encode(say).decode(), now=ms, now_=ms
        )

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        """Let a person's notebook be open at the address of this update only."""
        await self._session.rows(
            "leave_others",
            person=person,
            channel=incoming.channel,
            external_id=incoming.address,
        )

    async def move_address(self, incoming: Incoming, person: int) -> None:
        """Let the address of an update be another person's from now on."""
        await self._session.rows(
            "move_address",
            channel_=incoming.channel,
            external_id_=incoming.address,
            person=person,
        )

    async def forget_demo_people(self) -> int:
        """Erase the people that only a demonstration has; how many there were."""
        people = await self._session.rows("demo_people")
        for (person,) in people:
            await self.forget_person(person)
        return len(people)
