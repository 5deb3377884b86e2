"""Requests about personal data in the database, and erasures that wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from bot.domain.privacy.request_rules import RequestKind
from bot.domain.privacy.requests import DataRequest, RequestOutcome, WaitingRequest
from bot.services.ports.requests import LastAddress, PlannedErasure, RequestRepository
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.privacy import request_statements as statements
from bot.talk.steps import Say


class SqlRequestRepository(Repository, RequestRepository):
    """`RequestRepository` over a session."""

    async def add_request(self, request: DataRequest) -> None:
        await self._session.rows(
            statements.ADD_REQUEST,
            number=request.number,
            person_id=request.person,
            kind=request.kind,
            received_ms=to_ms(request.received),
            acknowledged_ms=to_ms(request.acknowledged),
            due=request.due.isoformat(),
            done_ms=None if request.done is None else to_ms(request.done),
            outcome=request.outcome,
            wish=request.wish,
        )

    async def of_person(self, person: int, limit: int) -> tuple[DataRequest, ...]:
        rows = await self._session.rows(statements.REQUESTS_OF_PERSON, person=person, limit=limit)
        return tuple(map(request_of, rows))

    async def open_requests(self, limit: int) -> tuple[DataRequest, ...]:
        rows = await self._session.rows(statements.OPEN_REQUESTS, limit=limit)
        return tuple(map(request_of, rows))

    async def waiting(self, wards: frozenset[str] | None, limit: int) -> tuple[WaitingRequest, ...]:
        if wards is None:
            rows = await self._session.rows(statements.WAITING_REQUESTS, limit=limit)
        else:
            rows = await self._session.rows(
                statements.WAITING_REQUESTS_OF_WARDS, limit=limit, wards=to_json(sorted(wards))
            )
        return tuple(map(_waiting, rows))

    async def lock_waiting(self, number: str) -> WaitingRequest | None:
        rows = await self._session.rows(statements.LOCK_WAITING_REQUEST, number=number)
        return _waiting(rows[0]) if rows else None

    async def note_reminded(self, until: dt.date, today: dt.date) -> frozenset[str]:
        day = today.isoformat()
        rows = await self._session.rows(
            statements.NOTE_REQUEST_REMINDED, until=until.isoformat(), today=day, today_=day
        )
        return frozenset(str(row[0]) for row in rows)

    async def close_request(
        self, number: str, outcome: RequestOutcome, now: dt.datetime
    ) -> DataRequest | None:
        rows = await self._session.rows(
            statements.CLOSE_REQUEST, number_=number, outcome_=outcome, now=to_ms(now)
        )
        return request_of(rows[0]) if rows else None

    # --- erasures that wait -------------------------------------------------------------------

    async def planned_erasure(self, person: int) -> PlannedErasure | None:
        rows = await self._session.rows(statements.PLANNED_ERASURE, person=person)
        return _planned(rows[0]) if rows else None

    async def plan_erasure(self, planned: PlannedErasure) -> None:
        await self._session.rows(
            statements.PLAN_ERASURE,
            person_id=planned.person,
            number=planned.number,
            due_ms=to_ms(planned.due),
        )

    async def cancel_erasure(self, person: int) -> PlannedErasure | None:
        rows = await self._session.rows(statements.CANCEL_ERASURE, person=person)
        return _planned(rows[0]) if rows else None

    async def due_erasures(self, now: dt.datetime, limit: int) -> Sequence[PlannedErasure]:
        rows = await self._session.rows(statements.DUE_ERASURES, now=to_ms(now), limit=limit)
        return tuple(map(_planned, rows))

    async def last_address(self, person: int) -> LastAddress | None:
        rows = await self._session.rows(statements.LAST_ADDRESS, person=person)
        return LastAddress(*rows[0]) if rows else None

    async def post_last_words(self, where: LastAddress, say: Say, now: dt.datetime) -> None:
        await self._session.rows(
            statements.POST_LAST_WORDS,
            channel=where.channel,
            account=where.account,
            external_id=where.address,
            locale=where.locale,
            say=to_json(say),
            now=to_ms(now),
            now_=to_ms(now),
        )


def request_of(row: Row) -> DataRequest:
    """A stored row as a request."""
    number, kind, received_ms, acknowledged_ms, due, done_ms, outcome, person, wish = row
    return DataRequest(
        number,
        cast(RequestKind, kind),
        from_ms(received_ms),
        from_ms(acknowledged_ms),
        dt.date.fromisoformat(due),
        None if done_ms is None else from_ms(done_ms),
        cast("RequestOutcome | None", outcome),
        person,
        wish,
    )


def _waiting(row: Row) -> WaitingRequest:
    *stored, ward = row
    return WaitingRequest(request_of(stored), ward)


def _planned(row: Row) -> PlannedErasure:
    person, number, due_ms = row
    return PlannedErasure(int(person), number, from_ms(due_ms))
