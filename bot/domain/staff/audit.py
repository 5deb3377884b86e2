"""The audit trail: what staff did, each entry chained to the one before by its hash.

An entry holds nothing of a person itself. Who did it, and to whom, lies in parts beside it. A part
can be erased; the entry keeps a salted digest of it, so the chain still verifies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Fact: TypeAlias = str | int

PartKind: TypeAlias = Literal["actor", "subject"]
"""Whose part it is: of the person who did it, or of the person to whom it was done."""

BEGINNING = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True)
class AuditPart:
    """The personal part of an entry: a person's number, and words about them."""

    kind: PartKind
    salt: str
    person: int
    words: Mapping[str, str]

    @property
    def digest(self) -> str:
        """What the entry keeps of the part: 64 hexadecimal digits; the salt keeps it secret."""
        return _hash([self.salt, self.kind, self.person, dict(self.words)])


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `wards` None: it concerns no ward in particular; `parts` are those still there."""

    id: int
    at: dt.datetime
    action: str
    facts: Mapping[str, Fact]
    wards: frozenset[str] | None
    digests: tuple[str, ...]
    hash: str
    parts: tuple[AuditPart, ...] = ()

    def part(self, kind: PartKind) -> AuditPart | None:
        """The part of this kind, unless there never was one or it was erased."""
        return next((part for part in self.parts if part.kind == kind), None)


def entry_hash(
    before: str,
    number: int,
    at_ms: int,
    action: str,
    facts: Mapping[str, Fact],
    wards: frozenset[str] | None,
    digests: Sequence[str],
) -> str:
    """The hash of an entry: 64 hexadecimal digits over everything in it and the hash before."""
    listed = None if wards is None else sorted(wards)
    return _hash([before, number, at_ms, action, dict(facts), listed, list(digests)])


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first entry that does not fit into the chain, and why."""

    id: int
    why: Literal["missing", "changed", "part changed", "end missing"]


def chain_fault(
    entries: Iterable[AuditEntry], before: str, expected: int
) -> tuple[ChainFault | None, str, int]:
    """The first fault of entries that follow one another; then the last hash and the next number.

    `before` is the hash of the entry before them, `expected` the number of the first.
    """
    for entry in entries:
        if entry.id != expected:
            return ChainFault(expected, "missing"), before, expected
        at_ms = round(entry.at.timestamp() * 1000)
        told = entry_hash(
            before, entry.id, at_ms, entry.action, entry.facts, entry.wards, entry.digests
        )
        if told != entry.hash:
            return ChainFault(entry.id, "changed"), before, expected
        if any(part.digest not in entry.digests for part in entry.parts):
            return ChainFault(entry.id, "part changed"), before, expected
        before, expected = entry.hash, expected + 1
    return None, before, expected


def _hash(told: list[Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
