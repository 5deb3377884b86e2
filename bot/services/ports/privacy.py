"""What the use cases do with all that is kept about a person: count it, erase it."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.domain.privacy.consents import ConsentAnswer
from bot.domain.privacy.erasures import KeptCounts


class PrivacyQueries(Protocol):
    """What conversations may read about what is kept of a person."""

    async def kept(self, person: int) -> KeptCounts:
        """How much is kept about a person."""

    async def consent_answers(self, person: int) -> tuple[ConsentAnswer, ...]:
        """The last answer to each purpose, in the order of the notice."""


class PrivacyRepository(PrivacyQueries, Protocol):
    """Everything that is kept about a person, in whichever table it is."""

    async def forget_person(self, person: int, now: dt.datetime) -> None:
        """Erase a person and everything kept about them.

        Uploaded files to which nobody else refers are listed in the same transaction, and deleted
        after it.
        """

    async def note_erasure(self, number: str, counts: KeptCounts, now: dt.datetime) -> None:
        """Keep the proof of an erasure: its number, and how much it was."""

    async def note_for_journal(self, number: str, person: int, now: dt.datetime) -> None:
        """Let the journal beside the database have an erasure, before the person is forgotten.

        Without an identity: the person's number and keyed hashes of the addresses. It is what an
        old backup is brought up to date by.
        """

    async def forget_demo_people(self, now: dt.datetime) -> int:
        """Erase the people that only a demonstration has; how many there were."""
