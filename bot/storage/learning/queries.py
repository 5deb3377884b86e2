"""Learning in the database: activities, ratings, goals, pauses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.domain.learning.activity import Activity, Draft
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.learning.searching import searchable
from bot.domain.people.persons import Person
from bot.services.ports.learning import LearningOfMany, LearningRepository
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row
from bot.storage.learning import statements, year_statements
from bot.storage.learning.activity_rows import activity_of
from bot.storage.learning.changes import note_change
from bot.storage.learning.evidence_queries import SqlEvidence
from bot.storage.learning.notebook_queries import SqlNotebook

_CHANGEABLE = ("type_code", "title", "day", "minutes", "mode", "provider")


def _day(stored: str | None) -> dt.date | None:
    return None if stored is None else dt.date.fromisoformat(stored)


def _total(row: Row) -> DailyTotal:
    day, code, count, minutes = row
    return DailyTotal(dt.date.fromisoformat(day), code, int(count), int(minutes))


class SqlLearningRepository(SqlEvidence, SqlNotebook, LearningRepository, LearningOfMany):
    """`LearningRepository` and `LearningOfMany` over a session."""

    # --- activities of days -------------------------------------------------------------------

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        rows = await self._session.rows(
            statements.MINUTES_ON, person=person, day=day.isoformat(), excluded=excluded or ""
        )
        return int(rows[0][0])

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        rows = await self._session.rows(
            statements.ACTIVITIES_BETWEEN,
            person=person,
            first=first.isoformat(),
            last=last.isoformat(),
        )
        return tuple(activity_of(row) for row in rows)

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        ((last,),) = await self._session.rows(
            statements.LAST_DAY_BEFORE, person=person, day=before.isoformat()
        )
        ((first,),) = await self._session.rows(
            statements.FIRST_DAY_AFTER, person=person, day=after.isoformat()
        )
        return _day(last), _day(first)

    async def first_day(self, person: int) -> dt.date | None:
        return _day((await self._session.rows(statements.FIRST_DAY, person=person))[0][0])

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        rows = await self._session.rows(
            statements.DAILY_TOTALS, person=person, first=first.isoformat(), last=last.isoformat()
        )
        return tuple(_total(row) for row in rows)

    async def daily_totals_of(
        self, people: Sequence[int], first: dt.date, last: dt.date
    ) -> Mapping[int, tuple[DailyTotal, ...]]:
        rows = await self._session.rows(
            statements.DAILY_TOTALS_OF,
            people=to_json(people),
            first=first.isoformat(),
            last=last.isoformat(),
        )
        found = defaultdict[int, list[DailyTotal]](list)
        for person, *total in rows:
            found[person].append(_total(total))
        return {person: tuple(each) for person, each in found.items()}

    # --- one activity -------------------------------------------------------------------------

    async def activity(self, person: int, receipt: str) -> Activity | None:
        rows = await self._session.rows(statements.ACTIVITY, person=person, receipt=receipt)
        return activity_of(rows[0]) if rows else None

    async def latest_activities(self, person: int, limit: int) -> tuple[Activity, ...]:
        rows = await self._session.rows(statements.LATEST_ACTIVITIES, person=person, limit=limit)
        return tuple(activity_of(row) for row in rows)

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        rows = await self._session.rows(
            statements.FIND_DRAFT, draft_key=draft_key, person_id=person
        )
        return str(rows[0][0]) if rows else None

    async def add_activity(
        self, person: Person, draft: Draft, receipt: str, now: dt.datetime
    ) -> str:
        assert draft.day is not None
        added = await self._session.rows(
            statements.ADD_ACTIVITY,
            person_id=person.id,
            draft_key=draft.key,
            receipt=receipt,
            type_code=draft.type_code,
            title=draft.title,
            day=draft.day.isoformat(),
            minutes=draft.minutes,
            mode=draft.mode,
            provider=draft.provider,
            ward=person.ward,
            searchable=searchable(draft.title or "", draft.provider),
            created_ms=to_ms(now),
        )
        if not added:
            return await self.receipt_of(person.id, draft.key) or ""
        await self.add_items(int(added[0][0]), draft.evidence, now)
        return receipt

    async def change_activity(
        self, person: int, before: Activity, after: Activity, now: dt.datetime
    ) -> None:
        ((activity,),) = await self._session.rows(
            statements.CHANGE_ACTIVITY,
            person=person,
            receipt_=before.receipt,
            type_code=after.type_code,
            title=after.title,
            day=after.day.isoformat(),
            minutes=after.minutes,
            mode=after.mode,
            provider=after.provider,
            searchable=searchable(after.title, after.provider),
        )
        for name in _CHANGEABLE:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                was = None if old is None else str(old)
                await note_change(
                    self._session, int(activity), name, was, None if new is None else str(new), now
                )

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        await self._session.rows(
            statements.VOID_ACTIVITY,
            person=person,
            receipt_=receipt,
            reason=reason,
            now=to_ms(now),
        )

    async def restore_activity(self, person: int, entry: Activity, now: dt.datetime) -> None:
        rows = await self._session.rows(
            statements.RESTORE_ACTIVITY, person=person, receipt_=entry.receipt
        )
        for (activity,) in rows:
            reason = entry.void_reason or ""
            await note_change(self._session, int(activity), "void", reason, None, now)

    # --- ratings, goals, pauses ---------------------------------------------------------------

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
        rows = await self._session.rows(
            year_statements.RATINGS, person=person, criteria_set=criteria_set, year=year
        )
        return dict(rows)  # type: ignore[arg-type]  # rows of two

    async def add_rating(
        self,
        person: int,
        criteria_set: str,
        year: int,
        indicator: str,
        points: int,
        now: dt.datetime,
    ) -> None:
        await self._session.rows(
            year_statements.ADD_RATING,
            person=person,
            criteria_set=criteria_set,
            year=year,
            indicator=indicator,
            points=points,
            now=to_ms(now),
        )

    async def goals(self, person: int) -> tuple[Goal, ...]:
        rows = await self._session.rows(year_statements.GOALS, person=person)
        return tuple(Goal(dt.date.fromisoformat(since), minutes) for since, minutes in rows)

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        await self._session.rows(
            year_statements.ADD_GOAL,
            person=person,
            minutes=goal.minutes,
            since=goal.since.isoformat(),
            now=to_ms(now),
        )

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        rows = await self._session.rows(
            year_statements.PAUSES, person=person, since=since.isoformat()
        )
        return tuple(
            LearningPause(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
            for first, last in rows
        )

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        await self._session.rows(
            year_statements.ADD_PAUSE,
            person=person,
            first=pause.first.isoformat(),
            last=pause.last.isoformat(),
            now=to_ms(now),
        )

    async def end_pause(self, person: int, day: dt.date) -> None:
        await self._session.rows(
            year_statements.END_PAUSE,
            person=person,
            day=day.isoformat(),
            day_=day.isoformat(),
            day_before=(day - dt.timedelta(days=1)).isoformat(),
        )
