"""What the use cases read and write about people: profile, consents, addresses, link codes."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.domain.people.persons import LaterPurpose, Person
from bot.services.ports.messages import Incoming


class PeopleQueries(Protocol):
    """What conversations may read about a person."""

    async def addresses(self, person: int) -> int:
        """At how many addresses the person's notebook is open."""

    async def recovery_since(self, person: int) -> dt.datetime | None:
        """When the person's recovery code was made; None when there is none."""


class PeopleRepository(PeopleQueries, Protocol):
    """People, the addresses they write from, and what they agreed to."""

    async def save_person(self, person: Person, now: dt.datetime) -> None:
        """Store a person's language, ward, group, age band and when they joined."""

    async def add_consent(
        self, person: int, purpose: str, given: bool, version: str, now: dt.datetime
    ) -> None:
        """Append one answer to one purpose of the notice."""

    async def mark_blocked(
        self, channel: str, account: str, address: str, at: dt.datetime | None
    ) -> None:
        """Note that an address cannot be reached (`at`), or can again (None)."""

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        """Let a person's notebook be open at the address of this update only."""

    async def move_address(self, incoming: Incoming, person: int) -> None:
        """Let the address of an update be another person's from now on."""

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        """Keep the hash of a person's link code until then, in place of one before it."""

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        """Whose link code this is; it is gone then. None: nobody's, or its time is over."""

    async def offer_recovery(self, person: int, code_hash: str, now: dt.datetime) -> None:
        """Keep the hash of a person's recovery code, in place of one before it."""

    async def note_recovery_offered(self, person: int, now: dt.datetime) -> None:
        """Note that a recovery code was offered to a person, unless it was noted before."""

    async def note_asked(self, person: int, purpose: LaterPurpose) -> None:
        """Note that a person was asked for a purpose; who asks sees that it happens once."""

    async def withdraw_recovery(self, person: int) -> None:
        """Drop the person's recovery code."""

    async def take_recovery(self, code_hash: str) -> int | None:
        """Whose recovery code this is; it is gone then. None: nobody's."""
