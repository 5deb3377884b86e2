"""The notebook in the database: entries of days by pages, sums of months, entries by words."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.activity import Activity
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.searching import MAX_SEARCH_WORDS, SearchWords
from bot.storage.engine.repository import Repository
from bot.storage.learning import notebook_statements as statements
from bot.storage.learning.activity_rows import activity_of


def _padded(name: str, words: tuple[str, ...]) -> dict[str, str]:
    """One parameter for each word; those that are left are a space, which stands everywhere."""
    values = (f" {word}" for word in words)
    return {f"{name}{number}": next(values, " ") for number in range(MAX_SEARCH_WORDS)}


class SqlNotebook(Repository):
    """The part of `LearningRepository` that pages and searches."""

    async def activities_page(
        self, person: int, first: dt.date, last: dt.date, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        rows = await self._session.rows(
            statements.ACTIVITIES_PAGE,
            person=person,
            first=first.isoformat(),
            last=last.isoformat(),
            limit=limit,
            offset=offset,
        )
        return tuple(activity_of(row) for row in rows)

    async def monthly_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[MonthTotal, ...]:
        rows = await self._session.rows(
            statements.MONTHLY_TOTALS, person=person, first=first.isoformat(), last=last.isoformat()
        )
        return tuple(
            MonthTotal(dt.date.fromisoformat(f"{month}-01"), int(count), int(minutes), int(entries))
            for month, count, minutes, entries in rows
        )

    async def found(
        self, person: int, words: SearchWords, limit: int, offset: int
    ) -> tuple[Activity, ...]:
        rows = await self._session.rows(
            statements.FOUND,
            person=person,
            limit=limit,
            offset=offset,
            **_padded("plain", words.plain),
            **_padded("accented", words.accented),
        )
        return tuple(activity_of(row) for row in rows)

    async def found_total(self, person: int, words: SearchWords) -> FoundTotal:
        ((entries, count, minutes, last),) = await self._session.rows(
            statements.FOUND_TOTAL, person=person, **_padded("plain", words.plain)
        )
        day = None if last is None else dt.date.fromisoformat(last)
        return FoundTotal(int(entries), int(count), int(minutes), day)
