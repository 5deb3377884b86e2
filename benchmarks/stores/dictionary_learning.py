"""Self-checks, ratings, goals and pauses in memory, for the desk without a store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.learning.activity import Activity
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import Reminder
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore


class MemoryLearning:
    """The part of `UnitOfWork` that is about learning over time; what is put can be undone."""

    def __init__(self) -> None:
        self._activities: dict[int, dict[str, Activity]] = {}
        self._checks: dict[str, tuple[int, SelfCheckAttempt]] = {}
        self._scores: dict[str, SelfCheckScore | None] = {}
        self._ratings: dict[tuple[int, str, int, str], int] = {}
        self._goals: dict[int, tuple[Goal, ...]] = {}
        self._reminders: dict[int, dict[str, Reminder]] = {}
        self._pauses: dict[int, tuple[LearningPause, ...]] = {}
        self._wishes: dict[int, NotificationPreferences] = {}
        self._undo: list[Callable[[], Any]] = []

    def _put(self, reference_data: dict[Any, Any], key: Any, value: Any) -> None:
        if key in reference_data:
            before = reference_data[key]
            self._undo.append(lambda: reference_data.__setitem__(key, before))
        else:
            self._undo.append(lambda: reference_data.pop(key, None))
        reference_data[key] = value

    async def first_day(self, person: int) -> dt.date | None:
        """The first day with an entry that counts."""
        entries = self._activities.get(person, {}).values()
        return min((entry.day for entry in entries if entry.counts), default=None)

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        """What these days hold by day and type, oldest first, without void entries."""
        counts: Counter[tuple[dt.date, str]] = Counter()
        minutes: Counter[tuple[dt.date, str]] = Counter()
        for entry in self._activities.get(person, {}).values():
            if entry.counts and first <= entry.day <= last:
                counts[entry.day, entry.type_code] += 1
                minutes[entry.day, entry.type_code] += entry.minutes
        return tuple(DailyTotal(*key, counts[key], minutes[key]) for key in sorted(counts))

    def _own(self, person: int) -> list[SelfCheckAttempt]:
        return [check for owner, check in self._checks.values() if owner == person]

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        """The self-checks that were begun and not ended, the newest first."""
        return tuple(check for check in reversed(self._own(person)) if check.open)

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        """The person's own self-check of a key, open or not."""
        owner, check = self._checks.get(key, (None, None))
        return check if owner == person else None

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        """The self-check of this form and version that last came to an overall result."""
        finished = [
            check
            for check in self._own(person)
            if (check.form, check.version) == (form, version)
            and (scored := self._scores.get(check.key)) is not None
            and scored.band is not None
        ]
        return finished[-1] if finished else None

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        """What the self-checks came to that were finished from `first` on, before `end`."""
        return tuple(
            scored
            for check in self._own(person)
            if (scored := self._scores.get(check.key)) is not None
            and scored.band is not None
            and check.ended_at is not None
            and first <= check.ended_at < end
        )

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        """Begin a self-check; the same key begins one however often."""
        if key not in self._checks:
            self._put(self._checks, key, (person, SelfCheckAttempt(key, form, version, now)))

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        """Keep an answer (None: skipped) to an open self-check; False when it is not open."""
        del now
        check = await self.check(person, key)
        if check is None or not check.open:
            return False
        answered = replace(check, answers={**check.answers, item: value})
        self._put(self._checks, key, (person, answered))
        return True

    async def end_check(
        self, person: int, key: str, scored: SelfCheckScore | None, now: dt.datetime
    ) -> bool:
        """Finish an open self-check, or drop it (`scored` None); False when it is not open."""
        check = await self.check(person, key)
        if check is None or not check.open:
            return False
        self._put(self._checks, key, (person, replace(check, ended_at=now)))
        self._put(self._scores, key, scored)
        return True

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
        """The person's own points by indicator, the last ones given."""
        mine = (person, criteria_set, year)
        return {key[3]: points for key, points in self._ratings.items() if key[:3] == mine}

    async def add_rating(
        self,
        person: int,
        criteria_set: str,
        year: int,
        indicator: str,
        points: int,
        now: dt.datetime,
    ) -> None:
        """Keep the person's own points for one indicator of a year."""
        del now
        self._put(self._ratings, (person, criteria_set, year, indicator), points)

    async def goals(self, person: int) -> tuple[Goal, ...]:
        """The weekly goals that were set, oldest first."""
        return self._goals.get(person, ())

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        """Append a weekly goal."""
        del now
        self._put(self._goals, person, (*await self.goals(person), goal))

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        """The pauses that reach beyond a day, oldest first."""
        return tuple(each for each in self._pauses.get(person, ()) if each.last >= since)

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        """Append a pause."""
        del now
        self._put(self._pauses, person, (*self._pauses.get(person, ()), pause))

    async def end_pause(self, person: int, day: dt.date) -> None:
        """Let the pauses that hold a day end the day before."""
        before = day - dt.timedelta(days=1)
        pauses = self._pauses.get(person, ())
        ended = tuple(replace(each, last=before) if each.holds(day) else each for each in pauses)
        self._put(self._pauses, person, ended)

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        """The person's reminders that were not stopped."""
        return tuple(r for r in self._reminders.get(person, {}).values() if r.state != "off")

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        """Store a reminder under its key."""
        del now
        known = self._reminders.get(person, {})
        self._put(self._reminders, person, {**known, reminder.key: reminder})

    async def preferences(self, person: int) -> NotificationPreferences:
        """The person's own word about what they did not ask for."""
        return self._wishes.get(person, NotificationPreferences())

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        """Store the person's own word about what they did not ask for."""
        self._put(self._wishes, person, preferences)
