"""Requests about personal data in a dictionary: the benchmarks make none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.privacy.requests import DataRequest, RequestOutcome
from bot.services.ports.requests import LastAddress, PlannedErasure, RequestRepository
from bot.talk.steps import Say


class MemoryRequests(RequestRepository):
    """`RequestRepository` that keeps the requests of one run."""

    def __init__(self) -> None:
        self._requests: list[DataRequest] = []

    async def of_person(self, person: int, limit: int) -> tuple[DataRequest, ...]:
        return tuple(each for each in self._requests if each.person == person)[:limit]

    async def planned_erasure(self, person: int) -> PlannedErasure | None:
        return None

    async def add_request(self, request: DataRequest) -> None:
        self._requests.append(request)

    async def close_request(
        self,
        number: str,
        outcome: RequestOutcome,
        now: dt.datetime,
    ) -> DataRequest | None:
        return None

    async def open_requests(self, limit: int) -> tuple[DataRequest, ...]:
        return tuple(each for each in self._requests if each.open)[:limit]

    async def plan_erasure(self, planned: PlannedErasure) -> None:
        raise NotImplementedError

    async def cancel_erasure(self, person: int) -> PlannedErasure | None:
        return None

    async def due_erasures(self, now: dt.datetime, limit: int) -> Sequence[PlannedErasure]:
        return ()

    async def last_address(self, person: int) -> LastAddress | None:
        return None

    async def post_last_words(self, where: LastAddress, say: Say, now: dt.datetime) -> None:
        raise NotImplementedError
