"""Activities, ratings, goals and pauses in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.stores.undo_log import UndoLog
from bot.domain.learning.activity import Activity, Draft, Evidence, KeptEvidence
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.learning.searching import SearchWords, searchable
from bot.domain.people.persons import Person
from bot.services.ports.learning import LearningRepository


def _has(entry: Activity, words: Sequence[str]) -> bool:
    """True when each word begins a word of the entry."""
    looked_in = searchable(entry.title, entry.provider)
    return all(f" {word}" in looked_in for word in words)


class MemoryLearning(LearningRepository):
    """`LearningRepository` on dictionaries."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self._activities: dict[int, dict[str, Activity]] = {}
        self._changes: dict[tuple[int, str], tuple[Activity, ...]] = {}
        self._drafts: dict[tuple[int, str], str] = {}
        self._receipts: dict[str, int] = {}
        self._ratings: dict[tuple[int, str, int, str], int] = {}
        self._evidence: dict[tuple[int, str], tuple[KeptEvidence, ...]] = {}
        self._goals: dict[int, tuple[Goal, ...]] = {}
        self._pauses: dict[int, tuple[LearningPause, ...]] = {}

    def _own(self, person: int) -> list[Activity]:
        return list(self._activities.get(person, {}).values())

    # --- activities ---------------------------------------------------------------------------

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        return sum(
            entry.minutes
            for entry in self._own(person)
            if entry.day == day and entry.counts and entry.receipt != excluded
        )

    async def activity(self, person: int, receipt: str) -> Activity | None:
        return self._activities.get(person, {}).get(receipt)

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        newest_first = [entry for entry in self._own(person) if first <= entry.day <= last][::-1]
        return tuple(sorted(newest_first, key=lambda entry: entry.day, reverse=True))

    async def activities_page(
        self, person: int, first: dt.date, last: dt.date, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        return (await self.activities_between(person, first, last))[offset : offset + limit]

    async def monthly_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[MonthTotal, ...]:
        months: dict[dt.date, list[Activity]] = {}
        for entry in self._own(person):
            if first <= entry.day <= last:
                months.setdefault(entry.day.replace(day=1), []).append(entry)
        return tuple(
            MonthTotal(
                month,
                sum(entry.counts for entry in months[month]),
                sum(entry.minutes for entry in months[month] if entry.counts),
                len(months[month]),
            )
            for month in sorted(months)
        )

    async def found(
        self, person: int, words: SearchWords, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        found = [entry for entry in self._own(person) if _has(entry, words.plain)][::-1]
        newest_first = sorted(found, key=lambda entry: entry.day, reverse=True)
        exact_first = sorted(newest_first, key=lambda entry: not _has(entry, words.accented))
        return tuple(exact_first[offset : offset + limit])

    async def found_total(self, person: int, words: SearchWords) -> FoundTotal:
        found = [entry for entry in self._own(person) if _has(entry, words.plain)]
        counted = [entry for entry in found if entry.counts]
        last = max((entry.day for entry in counted), default=None)
        return FoundTotal(len(found), len(counted), sum(e.minutes for e in counted), last)

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        days = [entry.day for entry in self._own(person)]
        return (
            max((day for day in days if day < before), default=None),
            min((day for day in days if day > after), default=None),
        )

    async def first_day(self, person: int) -> dt.date | None:
        return min((entry.day for entry in self._own(person) if entry.counts), default=None)

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        counts: Counter[tuple[dt.date, str]] = Counter()
        minutes: Counter[tuple[dt.date, str]] = Counter()
        for entry in self._own(person):
            if entry.counts and first <= entry.day <= last:
                counts[entry.day, entry.type_code] += 1
                minutes[entry.day, entry.type_code] += entry.minutes
        return tuple(DailyTotal(*key, counts[key], minutes[key]) for key in sorted(counts))

    async def latest_activities(self, person: int, limit: int) -> tuple[Activity, ...]:
        counted = [entry for entry in self._own(person) if entry.counts][::-1]
        return tuple(sorted(counted, key=lambda entry: entry.day, reverse=True)[:limit])

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        return self._drafts.get((person, draft_key))

    async def add_activity(
        self, person: Person, draft: Draft, receipt: str, now: dt.datetime
    ) -> str:
        known = self._drafts.get((person.id, draft.key))
        if known is not None:
            return known
        if receipt in self._receipts:
            return ""
        assert draft.type_code is not None
        assert draft.title is not None
        assert draft.day is not None
        assert draft.minutes is not None
        entry = Activity(
            receipt=receipt,
            type_code=draft.type_code,
            title=draft.title,
            day=draft.day,
            minutes=draft.minutes,
            mode=draft.mode,
            provider=draft.provider,
            evidence=len(draft.evidence),
        )
        self._undo.put(self._receipts, receipt, person.id)
        self._undo.put(self._drafts, (person.id, draft.key), receipt)
        self._keep(person.id, entry)
        await self.add_evidence(person.id, receipt, draft.evidence, now)
        return receipt

    async def change_activity(
        self, person: int, before: Activity, after: Activity, now: dt.datetime
    ) -> None:
        self._undo.append(self._changes, (person, before.receipt), before)
        self._keep(person, replace(after, receipt=before.receipt))

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        entry = await self.activity(person, receipt)
        if entry is not None and entry.counts:
            self._keep(person, replace(entry, voided_at=now, void_reason=reason))

    async def restore_activity(self, person: int, entry: Activity, now: dt.datetime) -> None:
        del now
        self._keep(person, replace(entry, voided_at=None, void_reason=None))

    # --- photos and files ---------------------------------------------------------------------

    async def evidence(self, person: int, receipt: str) -> tuple[KeptEvidence, ...]:
        return self._evidence.get((person, receipt), ())

    async def add_evidence(
        self, person: int, receipt: str, items: Sequence[Evidence], now: dt.datetime
    ) -> None:
        del now
        for item in items:
            kept = self._evidence.get((person, receipt), ())
            added = KeptEvidence(len(kept) + 1, item.kind, item.reference)
            self._set_evidence(person, receipt, (*kept, added))

    async def remove_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        self._replace_evidence(person, receipt, replace(item, removed_at=now))

    async def restore_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        del now
        self._replace_evidence(person, receipt, replace(item, removed_at=None))

    def _replace_evidence(self, person: int, receipt: str, item: KeptEvidence) -> None:
        kept = self._evidence.get((person, receipt), ())
        changed = tuple(item if each.id == item.id else each for each in kept)
        self._set_evidence(person, receipt, changed)

    def _set_evidence(self, person: int, receipt: str, items: tuple[KeptEvidence, ...]) -> None:
        self._undo.put(self._evidence, (person, receipt), items)
        entry = self._activities[person][receipt]
        self._keep(person, replace(entry, evidence=sum(not each.removed for each in items)))

    def _keep(self, person: int, entry: Activity) -> None:
        if person not in self._activities:
            self._undo.put(self._activities, person, {})
        self._undo.put(self._activities[person], entry.receipt, entry)

    # --- ratings, goals, pauses ---------------------------------------------------------------

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
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
        self._undo.put(self._ratings, (person, criteria_set, year, indicator), points)

    async def goals(self, person: int) -> tuple[Goal, ...]:
        return self._goals.get(person, ())

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        self._undo.append(self._goals, person, goal)

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        return tuple(each for each in self._pauses.get(person, ()) if each.last >= since)

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        self._undo.append(self._pauses, person, pause)

    async def end_pause(self, person: int, day: dt.date) -> None:
        before = day - dt.timedelta(days=1)
        pauses = self._pauses.get(person, ())
        ended = tuple(replace(each, last=before) if each.holds(day) else each for each in pauses)
        self._undo.put(self._pauses, person, ended)

    def forget(self, person: int) -> None:
        """Delete a person's activities."""
        for receipt in list(self._activities.get(person, {})):
            self._undo.drop(self._receipts, receipt)
            self._undo.drop(self._changes, (person, receipt))
        for key in [key for key in self._drafts if key[0] == person]:
            self._undo.drop(self._drafts, key)
        self._undo.drop(self._activities, person)
