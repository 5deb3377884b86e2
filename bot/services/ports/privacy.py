"""What the use cases do with all that is kept about a person: count it, erase it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.people.persons import Purpose
from bot.domain.privacy.consents import ConsentAnswer
from bot.domain.privacy.declarations import Category, Kind
from bot.domain.privacy.downloads import DownloadKind
from bot.domain.privacy.erasures import KeptCounts


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """The rows of one table that are of a person, with the columns that a copy holds."""

    name: str
    category: Category
    columns: Mapping[str, Kind]
    rows: Sequence[Sequence[Any]]
    """The values of the columns, in their order: texts, numbers, instants in milliseconds."""


@dataclass(frozen=True, slots=True)
class Downloader:
    """Whose download it is: what of the profile is needed to make it."""

    person: int
    locale: str
    ward: str | None = None
    consents: frozenset[Purpose] = frozenset()
    subject: str | None = None
    """The campaign whose result it is."""


class CopyQueries(Protocol):
    """What is read to make a copy of all that is kept about a person."""

    async def downloader(
        self, token_hash: str, what: DownloadKind, now: dt.datetime
    ) -> Downloader | None:
        """Whom the link of this word was made for; None: for nobody, or it has expired.

        Raises `NotStored` when the database is not reached.
        """

    async def tables(self, person: int) -> Sequence[CopiedTable]:
        """Every table that has something of the person, rows in the order they were made.

        Raises `NotStored`.
        """


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

    async def offer_download(
        self,
        person: int,
        token_hash: str,
        what: DownloadKind,
        until: dt.datetime,
        subject: str | None = None,
    ) -> None:
        """Let a link open something of the person until then; earlier links are closed.

        `subject` is the key of a campaign, whose result it opens.
        """

    async def forget_demo_people(self, now: dt.datetime) -> int:
        """Erase the people that only a demonstration has; how many there were."""
