"""The unit of work for announcements, and for a person's own word about what nobody asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.policy import NotificationPreferences, week_start
from bot.domain.people.persons import Purpose
from bot.services.notifications.occurrences import ALL_OTHER_WARDS, Occurrence
from bot.services.notifications.unit_of_work import PlanningProgress, Recipient
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Session
from bot.storage.outbox.policy import preferences_of


def _json(values: Sequence[Any]) -> str:
    return msgspec.json.encode(values).decode()


class AnnouncingWork:
    """The part of `bot.services.ports.unit_of_work.UnitOfWork` that is about announcements."""

    _session: Session

    async def preferences(self, person: int) -> NotificationPreferences:
        """The person's own word about what they did not ask for."""
        rows = await self._session.rows("preferences", person=person)
        return preferences_of(*rows[0]) if rows else NotificationPreferences()

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        """Store the person's own word about what they did not ask for."""
        quiet = preferences.quiet
        await self._session.rows(
            "save_preferences",
            person=person,
            quiet_from=None if quiet is None else quiet.start,
            quiet_to=None if quiet is None else quiet.end,
            weekly_most=preferences.weekly_most,
        )

    async def planning_progress(self, source: str, ward: str, now: dt.datetime) -> PlanningProgress:
        """How far an occurrence is planned in a ward; locked until the end of the transaction."""
        where = {"source": source, "ward": ward}
        await self._session.rows("begin_announced", **where, now=to_ms(now))
        ((after, planned, done_ms),) = await self._session.rows("planning_progress", **where)
        return PlanningProgress(after, planned, done_ms is not None)

    async def save_planning_progress(
        self, source: str, ward: str, planning_progress: PlanningProgress, now: dt.datetime
    ) -> None:
        """Write down how far an occurrence is planned."""
        await self._session.rows(
            "save_planning_progress",
            source=source,
            ward=ward,
            after_person=planning_progress.after,
            planned=planning_progress.planned,
            done_ms=to_ms(now) if planning_progress.done else None,
        )

    async def people_until(self, ward: str, after: int, limit: int) -> int | None:
        """The last of the next people of a ward (`*`: of all); None when there are no more."""
        if ward == ALL_OTHER_WARDS:
            rows = await self._session.rows("people_until", after=after, limit=limit)
        else:
            rows = await self._session.rows(
                "people_of_ward_until", after=after, limit=limit, ward=ward
            )
        return None if rows[0][0] is None else int(rows[0][0])

    async def plan_occurrence(
        self, occurrence: Occurrence, say: str, after: int, last: int, now: dt.datetime
    ) -> int:
        """Lay an occurrence into the outbox for the people of a slice; for how many."""
        values = {**_posted(occurrence, now), "say": say, "after": after, "last": last}
        if occurrence.ward == ALL_OTHER_WARDS:
            rows = await self._session.rows(
                "announce_others", **values, excluded=_json(occurrence.excluded)
            )
        else:
            rows = await self._session.rows("announce_ward", **values, ward=occurrence.ward)
        return len(rows)

    async def plan_each(
        self, occurrence: Occurrence, says: Sequence[tuple[Recipient, str]], now: dt.datetime
    ) -> None:
        """Lay an occurrence into the outbox for these people, each with words of their own."""
        posted = _posted(occurrence, now)
        await self._session.many(
            "announce_one",
            [
                {
                    **posted,
                    "kind": "announcement",
                    "channel": each.channel,
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
        """The next people of a ward (`*`: of all), with what decides whether they get it."""
        last = await self.people_until(ward, after, limit)
        if last is None:
            return ()
        values = {"source": source, "after": after, "last": last}
        if ward == ALL_OTHER_WARDS:
            rows = await self._session.rows("recipients", **values)
        else:
            rows = await self._session.rows("candidates_of_ward", **values, ward=ward)
        spoken = defaultdict[int, list[dt.datetime]](list)
        if at is not None and rows:
            people = _json([row[0] for row in rows])
            since = to_ms(week_start(at))
            for person, ms in await self._session.rows(
                "gate_spoken", people=people, since=since, rows="[]"
            ):
                spoken[person].append(from_ms(ms))
        return tuple(
            Recipient(
                person=row[0],
                joined=row[1] is not None,
                consents=frozenset(cast("list[Purpose]", row[2].split())),
                locale=row[3],
                ward=row[4],
                channel=row[5],
                address=row[6],
                blocked=row[7] is not None,
                has_it=bool(row[8]),
                preferences=preferences_of(*row[9:12]),
                sent=tuple(spoken[row[0]]),
            )
            for row in rows
        )

    async def sources_of(
        self, people: Sequence[int], sources: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        """Which of some people have which of some sources already."""
        rows = await self._session.rows(
            "sources_of", people=_json(people), sources=_json(sorted(set(sources)))
        )
        return frozenset((row[0], row[1]) for row in rows)

    async def daily_totals_of(
        self, people: Sequence[int], first: dt.date, last: dt.date
    ) -> Mapping[int, tuple[DailyTotal, ...]]:
        """What these days hold for each of some people, without void entries."""
        rows = await self._session.rows(
            "daily_totals_of", people=_json(people), first=first.isoformat(), last=last.isoformat()
        )
        found = defaultdict[int, list[DailyTotal]](list)
        for person, day, code, count, minutes in rows:
            daily_total = DailyTotal(dt.date.fromisoformat(day), code, int(count), int(minutes))
            found[person].append(daily_total)
        return {person: tuple(each) for person, each in found.items()}


def _posted(occurrence: Occurrence, now: dt.datetime) -> dict[str, Any]:
    return {
        "due_ms": to_ms(max(now, occurrence.at)),
        "until_ms": to_ms(occurrence.until),
        "source": occurrence.source,
        "now": to_ms(now),
    }
