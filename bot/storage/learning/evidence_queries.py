"""Evidence in the database: the photos and files of an activity, and what became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.learning.activity import Evidence, KeptEvidence
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.learning import evidence_statements as statements
from bot.storage.learning.changes import note_change

_FIELD = "evidence"
"""The field under which photos and files stand in the history of an activity."""


class SqlEvidence(Repository):
    """The part of `LearningRepository` that is about photos and files."""

    async def evidence(self, person: int, receipt: str) -> tuple[KeptEvidence, ...]:
        rows = await self._session.rows(statements.EVIDENCE_OF, person=person, receipt_=receipt)
        return tuple(
            KeptEvidence(int(row), kind, reference, None if removed is None else from_ms(removed))
            for row, kind, reference, removed in rows
        )

    async def add_items(self, activity: int, items: Sequence[Evidence], now: dt.datetime) -> None:
        """Store the photos and files of an activity by its row."""
        for item in items:
            await self._session.rows(
                statements.ADD_EVIDENCE,
                activity_id=activity,
                kind=item.kind,
                reference=item.reference,
                now=to_ms(now),
            )

    async def add_evidence(
        self, person: int, receipt: str, items: Sequence[Evidence], now: dt.datetime
    ) -> None:
        rows = await self._session.rows(statements.ACTIVITY_ID, person=person, receipt_=receipt)
        for (activity,) in rows:
            await self.add_items(int(activity), items, now)
            for item in items:
                await note_change(self._session, int(activity), _FIELD, None, item.reference, now)

    async def remove_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        rows = await self._session.rows(
            statements.REMOVE_EVIDENCE,
            person=person,
            receipt_=receipt,
            item=item.id,
            now=to_ms(now),
        )
        for (activity,) in rows:
            await note_change(self._session, int(activity), _FIELD, item.reference, None, now)

    async def restore_evidence(
        self, person: int, receipt: str, item: KeptEvidence, now: dt.datetime
    ) -> None:
        rows = await self._session.rows(
            statements.RESTORE_EVIDENCE, person=person, receipt_=receipt, item=item.id
        )
        for (activity,) in rows:
            await note_change(self._session, int(activity), _FIELD, None, item.reference, now)
