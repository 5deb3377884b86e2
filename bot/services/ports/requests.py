"""What the use cases read and write about requests of people about their data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.privacy.requests import DataRequest, RequestOutcome, WaitingRequest
from bot.talk.steps import Say


@dataclass(frozen=True, slots=True)
class PlannedErasure:
    """An erasure that waits for its hour; the number is that of its request and of its proof."""

    person: int
    number: str
    due: dt.datetime


@dataclass(frozen=True, slots=True)
class LastAddress:
    """Where a person spoke last, and their language: their last message goes there."""

    channel: str
    account: str
    address: str
    locale: str


class RequestQueries(Protocol):
    """What conversations may read about a person's requests."""

    async def of_person(self, person: int, limit: int) -> tuple[DataRequest, ...]:
        """The person's latest requests, the newest first."""

    async def waiting(self, wards: frozenset[str] | None, limit: int) -> tuple[WaitingRequest, ...]:
        """Open requests of the people of these wards that need somebody, first those due first.

        `wards` None: of everybody. An erasure is not among them: it waits for its hour.
        """

    async def planned_erasure(self, person: int) -> PlannedErasure | None:
        """The person's erasure that waits for its hour."""


class RequestRepository(RequestQueries, Protocol):
    """Requests about personal data, and erasures that wait."""

    async def add_request(self, request: DataRequest) -> None:
        """Store a request."""

    async def close_request(
        self, number: str, outcome: RequestOutcome, now: dt.datetime
    ) -> DataRequest | None:
        """Close an open request; None when there is no open one of this number."""

    async def lock_waiting(self, number: str) -> WaitingRequest | None:
        """An open request that needs somebody; nobody else closes it until the transaction ends."""

    async def note_reminded(self, until: dt.date, today: dt.date) -> frozenset[str]:
        """Note that the open requests which are due until then are reminded of today.

        Returns the numbers of those that were not yet; an erasure is not among them.
        """

    async def open_requests(self, limit: int) -> tuple[DataRequest, ...]:
        """Open requests of all people, the ones that are due first."""

    async def plan_erasure(self, planned: PlannedErasure) -> None:
        """Plan an erasure, in place of one that was planned before."""

    async def cancel_erasure(self, person: int) -> PlannedErasure | None:
        """Drop the person's planned erasure; None when none was planned."""

    async def due_erasures(self, now: dt.datetime, limit: int) -> Sequence[PlannedErasure]:
        """Planned erasures whose hour has come, taken from the table.

        Who takes one carries it out in the same transaction.
        """

    async def last_address(self, person: int) -> LastAddress | None:
        """Where the person spoke last, or another address of theirs; None when none is left."""

    async def post_last_words(self, where: LastAddress, say: Say, now: dt.datetime) -> None:
        """Post a message to somebody who was erased: it belongs to no person."""
