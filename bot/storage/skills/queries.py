"""The unit of work for self-checks, the Learning Citizen year, goals, pauses and sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session

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


class LearningWork:
    """The part of `bot.services.ports.unit_of_work.UnitOfWork` that is about learning over time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def first_day(self, person: int) -> dt.date | None:
        """The first day with an entry that counts."""
        day = (await self._session.rows("first_day", person=person))[0][0]
        return None if day is None else dt.date.fromisoformat(day)

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        """What these days hold by day and type, oldest first, without void entries."""
        rows = await self._session.rows(
            "daily_totals", person=person, first=first.isoformat(), last=last.isoformat()
        )
        return tuple(
            DailyTotal(dt.date.fromisoformat(day), code, int(count), int(minutes))
            for day, code, count, minutes in rows
        )

    # --- self-checks --------------------------------------------------------------------------

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        """The self-checks that were begun and not ended, the newest first."""
        return _checks(await self._session.rows("open_checks", person=person))

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        """The person's own self-check of a key, open or not."""
        found = _checks(await self._session.rows("one_check", person=person, check_key=key))
        return found[0] if found else None

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        """The self-check of this form and version that last came to an overall result."""
        rows = await self._session.rows("last_check", person=person, form=form, version=version)
        found = _checks(rows)
        return found[0] if found else None

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        """What the self-checks came to that were finished from `first` on, before `end`."""
        rows = await self._session.rows(
            "finished_checks", person=person, first_ms=to_ms(first), end_ms=to_ms(end)
        )
        return tuple(SelfCheckScore(*row) for row in rows)

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        """Begin a self-check; the same key begins one however often."""
        await self._session.rows(
            "add_check",
            person_id=person,
            check_key=key,
            form=form,
            version=version,
            started_ms=to_ms(now),
        )

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        """Append an answer (None: skipped) to an open self-check; False when it is not open."""
        rows = await self._session.rows(
            "add_answer",
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
        """Finish an open self-check, or drop it (`scored` None); False when it is not open."""
        rows = await self._session.rows(
            "end_check",
            person_=person,
            check_key_=key,
            state_="dropped" if scored is None else "finished",
            now=to_ms(now),
            points=None if scored is None else scored.points,
            answered=None if scored is None else scored.answered,
            band=None if scored is None else scored.band,
        )
        return bool(rows)

    # --- ratings, goals, pauses ---------------------------------------------------------------

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
        """The person's own points by indicator, the last ones given."""
        rows = await self._session.rows(
            "ratings", person=person, criteria_set=criteria_set, year=year
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
        """Append the person's own points for one indicator of a year."""
        await self._session.rows(
            "add_rating",
            person=person,
            criteria_set=criteria_set,
            year=year,
            indicator=indicator,
            points=points,
            now=to_ms(now),
        )

    async def goals(self, person: int) -> tuple[Goal, ...]:
        """The weekly goals that were set, oldest first."""
        rows = await self._session.rows("goals", person=person)
        return tuple(Goal(dt.date.fromisoformat(since), minutes) for since, minutes in rows)

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        """Append a weekly goal."""
        await self._session.rows(
            "add_goal",
            person=person,
            minutes=goal.minutes,
            since=goal.since.isoformat(),
            now=to_ms(now),
        )

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        """The pauses that reach beyond a day, oldest first."""
        rows = await self._session.rows("pauses", person=person, since=since.isoformat())
        return tuple(
            LearningPause(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
            for first, last in rows
        )

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        """Append a pause."""
        await self._session.rows(
            "add_pause",
            person=person,
            first=pause.first.isoformat(),
            last=pause.last.isoformat(),
            now=to_ms(now),
        )

    async def end_pause(self, person: int, day: dt.date) -> None:
        """Let the pauses that hold a day end the day before."""
        await self._session.rows(
            "end_pause",
            person=person,
            day=day.isoformat(),
            day_=day.isoformat(),
            day_before=(day - dt.timedelta(days=1)).isoformat(),
        )
