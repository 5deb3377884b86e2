"""The audit trail in the database: entries are added at the end of the chain, and verified."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import cast

from bot.domain.staff.audit import (
    BEGINNING,
    AuditEntry,
    AuditPart,
    ChainFault,
    Fact,
    PartKind,
    chain_fault,
    entry_hash,
)
from bot.services.ports.staff import AuditRepository
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.staff import audit_statements as statements
from bot.storage.staff.queries import wards_of, wards_text

SALT_BYTES = 16
MAX_SLICE = 500

_HEAD = "trail"
_NEWEST = 2**62
"""A number above that of every entry."""


class SqlAuditRepository(Repository, AuditRepository):
    """`AuditRepository` over a session."""

    async def append(
        self,
        actor: int | None,
        action: str,
        facts: Mapping[str, Fact],
        personal: Mapping[str, str],
        now: dt.datetime,
        *,
        wards: frozenset[str] | None = None,
        subject: int | None = None,
    ) -> None:
        parts = _parts(actor, subject, personal)
        last, before = await self._lock_head()
        number, at_ms = last + 1, to_ms(now)
        digests = tuple(part.digest for part in parts)
        told = entry_hash(before, number, at_ms, action, facts, wards, digests)
        await self._session.rows(
            statements.ADD_ENTRY,
            id=number,
            at_ms=at_ms,
            action=action,
            facts=json.dumps(dict(facts), ensure_ascii=False, sort_keys=True),
            wards=wards_text(wards),
            digests=" ".join(digests),
            hash=told,
        )
        for part in parts:
            await self._session.rows(
                statements.ADD_PART,
                audit_id=number,
                kind=part.kind,
                person_id=part.person,
                at_ms=at_ms,
                action=action,
                salt=part.salt,
                words=json.dumps(dict(part.words), ensure_ascii=False),
            )
        await self._session.rows(statements.SET_HEAD, name_=_HEAD, last_id=number, last_hash=told)

    async def _lock_head(self) -> tuple[int, str]:
        """The number and the hash of the last entry; nobody else appends meanwhile."""
        rows = await self._session.rows(statements.LOCK_HEAD, name=_HEAD)
        if not rows:
            await self._session.rows(
                statements.ADD_HEAD, name=_HEAD, last_id=0, last_hash=BEGINNING
            )
            rows = await self._session.rows(statements.LOCK_HEAD, name=_HEAD)
        return int(rows[0][0]), str(rows[0][1])

    async def page(
        self, wards: frozenset[str] | None, before: int | None, limit: int
    ) -> Sequence[AuditEntry]:
        at = _NEWEST if before is None else before
        if wards is None:
            rows = await self._session.rows(statements.ENTRIES_BEFORE, before=at, limit=limit)
        else:
            listed = to_json([[ward] for ward in sorted(wards)])
            rows = await self._session.rows(
                statements.ENTRIES_OF_WARDS, before=at, limit=limit, wards=listed
            )
        return await self._with_parts(rows)

    async def fault(self) -> ChainFault | None:
        # First, so that nobody appends while the entries are read.
        end = await self._lock_head()
        before, expected = BEGINNING, 1
        while True:
            rows = await self._session.rows(
                statements.ENTRIES_AFTER, after=expected - 1, limit=MAX_SLICE
            )
            entries = await self._with_parts(rows)
            found, before, expected = chain_fault(entries, before, expected)
            if found is not None:
                return found
            if len(rows) < MAX_SLICE:
                break
        return None if end == (expected - 1, before) else ChainFault(expected, "end missing")

    async def _with_parts(self, rows: Sequence[Row]) -> list[AuditEntry]:
        if not rows:
            return []
        numbers = [int(row[0]) for row in rows]
        found = await self._session.rows(statements.PARTS_OF, first=min(numbers), last=max(numbers))
        parts: dict[int, list[AuditPart]] = {}
        for number, kind, salt, person, words in found:
            part = AuditPart(cast(PartKind, kind), salt, int(person), json.loads(words))
            parts.setdefault(int(number), []).append(part)
        return [_entry(row, tuple(parts.get(int(row[0]), ()))) for row in rows]


def _parts(
    actor: int | None, subject: int | None, personal: Mapping[str, str]
) -> tuple[AuditPart, ...]:
    whose = actor if subject is None else subject
    assert whose is not None or not personal, "words about nobody could never be erased"
    found = []
    if actor is not None:
        words = personal if subject is None else {}
        found.append(AuditPart("actor", secrets.token_hex(SALT_BYTES), actor, words))
    if subject is not None:
        found.append(AuditPart("subject", secrets.token_hex(SALT_BYTES), subject, personal))
    return tuple(found)


def _entry(row: Row, parts: tuple[AuditPart, ...]) -> AuditEntry:
    number, at_ms, action, facts, wards, digests, told = row
    return AuditEntry(
        int(number),
        from_ms(at_ms),
        action,
        json.loads(facts),
        wards_of(wards),
        tuple(digests.split()),
        told,
        parts,
    )
