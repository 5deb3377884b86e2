"""The notebook in the database: entries of days by pages, sums of months, entries by words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.learning.activity import Activity
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.searching import SearchWords
from bot.storage.engine.json_text import to_json
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.learning import notebook_statements as statements
from bot.storage.learning.activity_rows import activity_of


def _has(searchable: str, words: tuple[str, ...]) -> bool:
    """True where every word begins one of the searched words; a typed % is a letter like others."""
    return all(f" {word}" in searchable for word in words)


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
        found = [row for row in await self._searchable(person) if _has(row[1], words.plain)]
        # Sorted keeps the order of days within each half.
        found = sorted(found, key=lambda row: not _has(row[1], words.accented))
        ids = [row[0] for row in found[offset : offset + limit]]
        rows = await self._session.rows(
            statements.ACTIVITIES_BY_ID, person=person, ids=to_json(ids)
        )
        entries = {row[0]: activity_of(row[1:]) for row in rows}
        return tuple(entries[number] for number in ids)

    async def found_total(self, person: int, words: SearchWords) -> FoundTotal:
        found = [row for row in await self._searchable(person) if _has(row[1], words.plain)]
        counting = [(day, int(minutes)) for _id, _words, day, minutes, counts in found if counts]
        last = max((day for day, _minutes in counting), default=None)
        return FoundTotal(
            len(found),
            len(counting),
            sum(minutes for _day, minutes in counting),
            None if last is None else dt.date.fromisoformat(last),
        )

    async def _searchable(self, person: int) -> Sequence[Row]:
        """The words of each entry, newest day first, with what is summed of it."""
        return await self._session.rows(statements.SEARCHABLE, person=person)
