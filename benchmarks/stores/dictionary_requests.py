"""Requests about personal data, and erasures that wait, in memory: for the benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.privacy.requests import DataRequest, RequestOutcome, WaitingRequest
from bot.services.ports.requests import LastAddress, PlannedErasure, RequestRepository
from bot.talk.steps import Say


class MemoryRequests(RequestRepository):
    """`RequestRepository` that keeps the requests of one run."""

    def __init__(self) -> None:
        self._requests: list[DataRequest] = []
        self._planned: dict[int, PlannedErasure] = {}

    async def of_person(self, person: int, limit: int) -> tuple[DataRequest, ...]:
        return tuple(each for each in self._requests if each.person == person)[:limit]

    async def waiting(self, wards: frozenset[str] | None, limit: int) -> tuple[WaitingRequest, ...]:
        return tuple(WaitingRequest(each, None) for each in self._requests if each.open)[:limit]

    async def lock_waiting(self, number: str) -> WaitingRequest | None:
        found = (each for each in self._requests if each.open and each.number == number)
        return next((WaitingRequest(each, None) for each in found), None)

    async def note_reminded(self, until: dt.date, today: dt.date) -> frozenset[str]:
        return frozenset()

    async def planned_erasure(self, person: int) -> PlannedErasure | None:
        return self._planned.get(person)

    async def add_request(self, request: DataRequest) -> None:
        self._requests.append(request)

    async def close_request(
        self,
        number: str,
        outcome: RequestOutcome,
        now: dt.datetime,
    ) -> DataRequest | None:
        for place, each in enumerate(self._requests):
            if each.number == number and each.open:
                self._requests[place] = replace(each, done=now, outcome=outcome)
                return each
        return None

    async def open_requests(self, limit: int) -> tuple[DataRequest, ...]:
        return tuple(each for each in self._requests if each.open)[:limit]

    async def plan_erasure(self, planned: PlannedErasure) -> None:
        self._planned[planned.person] = planned

    async def cancel_erasure(self, person: int) -> PlannedErasure | None:
        return self._planned.pop(person, None)

    async def due_erasures(self, now: dt.datetime, limit: int) -> Sequence[PlannedErasure]:
        due = [each for each in self._planned.values() if each.due <= now][:limit]
        return [self._planned.pop(each.person) for each in due]

    async def last_address(self, person: int) -> LastAddress | None:
        return None

    async def post_last_words(self, where: LastAddress, say: Say, now: dt.datetime) -> None:
        """Do nothing: `last_address` names nobody to post them to."""
