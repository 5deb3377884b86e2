"""Announcements in the database: how far each is planned, for whom, into the outbox."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import week_start
from bot.domain.people.persons import Purpose
from bot.services.notifications.occurrences import ALL_OTHER_WARDS, Occurrence
from bot.services.notifications.unit_of_work import (
    AnnouncementRepository,
    PlanningProgress,
    Recipient,
)
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.notifications import announcement_statements as statements
from bot.storage.outbox.policy import preferences_of
from bot.storage.outbox.policy_statements import GATE_SPOKEN


class SqlAnnouncementRepository(Repository, AnnouncementRepository):
    """`AnnouncementRepository` over a session."""

    async def planning_progress(self, source: str, ward: str, now: dt.datetime) -> PlanningProgress:
        where = {"source": source, "ward": ward}
        await self._session.rows(statements.BEGIN_ANNOUNCED, **where, now=to_ms(now))
        ((after, planned, done_ms),) = await self._session.rows(
            statements.PLANNING_PROGRESS, **where
        )
        return PlanningProgress(after, planned, done_ms is not None)

    async def save_planning_progress(
        self, source: str, ward: str, planning_progress: PlanningProgress, now: dt.datetime
    ) -> None:
        await self._session.rows(
            statements.SAVE_PLANNING_PROGRESS,
            source=source,
            ward=ward,
            after_person=planning_progress.after,
            planned=planning_progress.planned,
            done_ms=to_ms(now) if planning_progress.done else None,
        )

    async def people_until(self, ward: str, after: int, limit: int) -> int | None:
        if ward == ALL_OTHER_WARDS:
            rows = await self._session.rows(statements.PEOPLE_UNTIL, after=after, limit=limit)
        else:
            rows = await self._session.rows(
                statements.PEOPLE_OF_WARD_UNTIL, after=after, limit=limit, ward=ward
            )
        return None if rows[0][0] is None else int(rows[0][0])

    async def plan_occurrence(
        self, occurrence: Occurrence, say: str, after: int, last: int, now: dt.datetime
    ) -> int:
        values = {**_posted(occurrence, now), "say": say, "after": after, "last": last}
        if occurrence.ward == ALL_OTHER_WARDS:
            rows = await self._session.rows(
                statements.ANNOUNCE_OTHERS, **values, excluded=to_json(occurrence.excluded)
            )
        else:
            rows = await self._session.rows(
                statements.ANNOUNCE_WARD, **values, ward=occurrence.ward
            )
        return len(rows)

    async def plan_each(
        self, occurrence: Occurrence, says: Sequence[tuple[Recipient, str]], now: dt.datetime
    ) -> None:
        posted = _posted(occurrence, now)
        await self._session.many(
            statements.ANNOUNCE_ONE,
            [
                {
                    **posted,
                    "kind": "announcement",
                    "channel": each.channel,
                    "account": each.account,
                    "external_id": each.address,
                    "person_id": each.person,
                    "locale": each.locale,
                    "say": say,
                }
                for each, say in says
            ],
        )

    async def recipients(
        self, source: str, ward: str, after: int, limit: int, at: dt.datetime | None = None
    ) -> tuple[Recipient, ...]:
        last = await self.people_until(ward, after, limit)
        if last is None:
            return ()
        values = {"source": source, "after": after, "last": last}
        if ward == ALL_OTHER_WARDS:
            rows = await self._session.rows(statements.RECIPIENTS, **values)
        else:
            rows = await self._session.rows(statements.RECIPIENTS_OF_WARD, **values, ward=ward)
        spoken = defaultdict[int, list[dt.datetime]](list)
        if at is not None and rows:
            people = to_json([row[0] for row in rows])
            since = to_ms(week_start(at))
            for person, ms, _campaign in await self._session.rows(
                GATE_SPOKEN, people=people, since=since, rows="[]"
            ):
                spoken[person].append(from_ms(ms))
        return tuple(
            Recipient(
                person=row[0],
                facts=PersonFacts(
                    consents=frozenset(cast("list[Purpose]", row[2].split())),
                    ward=row[4],
                    group=row[10],
                    joined=row[1] is not None,
                    has_address=row[5] is not None,
                    owns_address=row[11] == row[0],
                    blocked=row[8] is not None,
                    has_it=bool(row[9]),
                ),
                locale=row[3],
                channel=row[5],
                account=row[6] or "",
                address=row[7],
                preferences=preferences_of(*row[12:15]),
                sent=tuple(spoken[row[0]]),
            )
            for row in rows
        )

    async def sources_of(
        self, people: Sequence[int], sources: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        rows = await self._session.rows(
            statements.SOURCES_OF, people=to_json(people), sources=to_json(sorted(set(sources)))
        )
        return frozenset((row[0], row[1]) for row in rows)


def _posted(occurrence: Occurrence, now: dt.datetime) -> dict[str, Any]:
    return {
        "due_ms": to_ms(max(now, occurrence.at)),
        "until_ms": to_ms(occurrence.until),
        "source": occurrence.source,
        "now": to_ms(now),
    }
