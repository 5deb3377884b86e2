"""Links that sign staff in, and their sessions, in the database."""

from __future__ import annotations

import datetime as dt

from bot.domain.staff.pages import PageSession
from bot.services.ports.staff import StaffPageRepository
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.staff import page_statements as statements


class SqlStaffPageRepository(Repository, StaffPageRepository):
    """`StaffPageRepository` over a session of the database."""

    async def offer_link(self, person: int, link_hash: str, until: dt.datetime) -> None:
        await self._session.rows(statements.CLOSE_STAFF_LINKS, person=person)
        await self._session.rows(
            statements.ADD_STAFF_LINK, token_hash=link_hash, person_id=person, until_ms=to_ms(until)
        )

    async def take_link(self, link_hash: str, now: dt.datetime) -> int | None:
        rows = await self._session.rows(
            statements.TAKE_STAFF_LINK, token_hash=link_hash, now=to_ms(now)
        )
        return int(rows[0][0]) if rows else None

    async def add_session(self, person: int, session_hash: str, now: dt.datetime) -> None:
        await self._session.rows(
            statements.ADD_STAFF_SESSION,
            token_hash=session_hash,
            person_id=person,
            begun_ms=to_ms(now),
            used_ms=to_ms(now),
        )

    async def session(self, session_hash: str) -> PageSession | None:
        rows = await self._session.rows(statements.STAFF_SESSION, token_hash=session_hash)
        if not rows:
            return None
        person, locale, begun_ms, used_ms = rows[0]
        return PageSession(int(person), locale, from_ms(begun_ms), from_ms(used_ms))

    async def use_session(self, session_hash: str, now: dt.datetime) -> None:
        await self._session.rows(
            statements.USE_STAFF_SESSION, token_hash=session_hash, now=to_ms(now)
        )

    async def end_session(self, session_hash: str) -> None:
        await self._session.rows(statements.END_STAFF_SESSION, token_hash=session_hash)

    async def end_sessions(self, person: int) -> None:
        await self._session.rows(statements.END_STAFF_SESSIONS, person=person)
        await self._session.rows(statements.CLOSE_STAFF_LINKS, person=person)
