"""What the use cases read and write about learning: activities, ratings, goals, pauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.learning.activity import Activity, Draft, Evidence, KeptEvidence
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.learning.searching import SearchWords
from bot.domain.people.persons import Person


class LearningQueries(Protocol):
    """What conversations may read about a person's learning."""

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        """Minutes recorded for that day, without void entries and the receipt `excluded`."""

    async def activity(self, person: int, receipt: str) -> Activity | None:
        """The person's own entry with this receipt, void or not."""

    async def latest_activities(self, person: int, limit: int) -> tuple[Activity, ...]:
        """The person's entries that count, newest day first, at most so many."""

    async def evidence(self, person: int, receipt: str) -> tuple[KeptEvidence, ...]:
        """The photos and files of the person's own entry, oldest first, removed ones included."""

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        """The person's entries of these days, newest day first, void ones included."""

    async def activities_page(
        self, person: int, first: dt.date, last: dt.date, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        """A part of the person's entries of these days, in the order of `activities_between`."""

    async def monthly_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[MonthTotal, ...]:
        """What the months of these days hold, oldest first, without months that have no entry."""

    async def found(
        self, person: int, words: SearchWords, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        """A part of the person's entries that have all these words in title or place.

        Those that are spelled as it was typed come first, then the newest day; void ones included.
        """

    async def found_total(self, person: int, words: SearchWords) -> FoundTotal:
        """How many entries `found` finds, and what they add up to."""

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        """The last day with an entry before `before`, and the first one after `after`."""

    async def first_day(self, person: int) -> dt.date | None:
        """The first day with an entry that counts."""

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        """What these days hold by day and type, oldest first, without void entries."""

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
        """The person's own points by indicator, the last ones given."""

    async def goals(self, person: int) -> tuple[Goal, ...]:
        """The weekly goals that were set, oldest first."""

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        """The pauses that reach beyond a day, oldest first."""


class LearningRepository(LearningQueries, Protocol):
    """A person's record of learning, and what frames it."""

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        """The receipt that a draft was recorded under, or None."""

    async def add_activity(
        self, person: Person, draft: Draft, receipt: str, now: dt.datetime
    ) -> str:
        """Record one activity; returns its receipt.

        A draft that was recorded before is not recorded again: its first receipt is returned.
        Returns "" when the receipt number is taken by another entry.
        """

    async def change_activity(
        self, person: int, before: Activity, after: Activity, now: dt.datetime
    ) -> None:
        """Correct one entry, and keep what it said before."""

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        """Mark one entry void: it stays in the record and leaves the sums."""

    async def restore_activity(self, person: int, entry: Activity, now: dt.datetime) -> None:
        """Let a void entry count again; when and why it was void stays in its history."""

    async def add_evidence(
        self, person: int, receipt: str, items: Sequence[Evidence], now: dt.datetime
    ) -> None:
        """Add photos and files to one entry; that they came stays in its history."""

    async def remove_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        """Take a photo or a file out of an entry; it stays stored, to be taken back."""

    async def restore_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        """Let a removed photo or file be of its entry again."""

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

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        """Append a weekly goal."""

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        """Append a pause."""

    async def end_pause(self, person: int, day: dt.date) -> None:
        """Let the pauses that hold a day end the day before."""


class LearningOfMany(Protocol):
    """What the scheduler reads about the learning of many people at once."""

    async def daily_totals_of(
        self, people: Sequence[int], first: dt.date, last: dt.date
    ) -> Mapping[int, tuple[DailyTotal, ...]]:
        """What these days hold for each of some people, without void entries."""
