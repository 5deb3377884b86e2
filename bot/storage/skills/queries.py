"""Self-checks in the database: begun, answered, ended, read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.services.ports.skills import SkillsRepository
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.skills import statements

_OWN_COLUMNS = 5


def _checks(rows: Sequence[Row]) -> tuple[SelfCheckAttempt, ...]:
    """Checks from rows of a check and one answer each; a later answer takes an earlier's place."""
    found = []
    for own, answers in groupby(rows, key=lambda row: tuple(row[:_OWN_COLUMNS])):
        key, form, version, started_ms, ended_ms = own
        found.append(
            SelfCheckAttempt(
                key,
                form,
                version,
                from_ms(started_ms),
                {row[5]: row[6] for row in answers if row[5] is not None},
                None if ended_ms is None else from_ms(ended_ms),
            )
        )
    return tuple(found)


class SqlSkillsRepository(Repository, SkillsRepository):
    """`SkillsRepository` over a session."""

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        return _checks(await self._session.rows(statements.OPEN_CHECKS, person=person))

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        found = _checks(
            await self._session.rows(statements.ONE_CHECK, person=person, check_key=key)
        )
        return found[0] if found else None

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        rows = await self._session.rows(
            statements.LAST_CHECK, person=person, form=form, version=version
        )
        found = _checks(rows)
        return found[0] if found else None

    async def finished_checks(self, person: int, limit: int) -> tuple[SelfCheckAttempt, ...]:
        rows = await self._session.rows(statements.ENDED_CHECKS, person=person, limit=limit)
        return _checks([(*row, None, None) for row in rows])

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        rows = await self._session.rows(
            statements.FINISHED_CHECKS, person=person, first_ms=to_ms(first), end_ms=to_ms(end)
        )
        return tuple(SelfCheckScore(*row) for row in rows)

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        await self._session.rows(
            statements.ADD_CHECK,
            person_id=person,
            check_key=key,
            form=form,
            version=version,
            started_ms=to_ms(now),
        )

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        rows = await self._session.rows(
            statements.ADD_ANSWER,
            person=person,
            check_key=key,
            item=item,
            item_=item,
            value=value,
            now=to_ms(now),
        )
        return bool(rows)

    async def end_check(
        self, person: int, key: str, scored: SelfCheckScore | None, now: dt.datetime
    ) -> bool:
        rows = await self._session.rows(
            statements.END_CHECK,
            person_=person,
            check_key_=key,
            state_="dropped" if scored is None else "finished",
            now=to_ms(now),
            points=None if scored is None else scored.points,
            answered=None if scored is None else scored.answered,
            band=None if scored is None else scored.band,
        )
        return bool(rows)
