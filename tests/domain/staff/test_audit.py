"""The chain of the audit trail: a change anywhere is seen, an erased part breaks nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.staff.audit import (
    BEGINNING,
    AuditEntry,
    AuditPart,
    ChainFault,
    chain_fault,
    entry_hash,
)

AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def chain(length: int) -> list[AuditEntry]:
    """Entries that follow one another, each with the part of an actor."""
    before, entries = BEGINNING, []
    for number in range(1, length + 1):
        part = AuditPart("actor", f"{number:032x}", 7, {"name": "An"})
        at_ms = round(AT.timestamp() * 1000)
        wards = frozenset({"00070", "00226"})
        told = entry_hash(before, number, at_ms, "invited", {"role": "officer"}, wards,
                          (part.digest,))  # fmt: skip
        entries.append(
            AuditEntry(
                number, AT, "invited", {"role": "officer"}, wards, (part.digest,), told, (part,)
            )
        )
        before = told
    return entries


@given(st.integers(0, 5))
def test_a_whole_chain_verifies_and_tells_its_end(length: int) -> None:
    entries = chain(length)
    fault, last, following = chain_fault(entries, BEGINNING, 1)
    assert fault is None
    assert following == length + 1
    assert last == (entries[-1].hash if entries else BEGINNING)


@given(st.integers(0, 3))
def test_a_chain_without_the_parts_of_erased_people_verifies(erased: int) -> None:
    entries = chain(4)
    entries[erased] = replace(entries[erased], parts=())
    assert chain_fault(entries, BEGINNING, 1)[0] is None


CHANGES = {
    "the action": lambda e: replace(e, action="removed"),
    "a fact": lambda e: replace(e, facts={"role": "admin"}),
    "the moment": lambda e: replace(e, at=e.at + dt.timedelta(seconds=1)),
    "the wards": lambda e: replace(e, wards=frozenset({"00070"})),
    "every ward": lambda e: replace(e, wards=None),
    "a digest": lambda e: replace(e, digests=("0" * 64,), parts=()),
    "the hash": lambda e: replace(e, hash="0" * 64),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_change_of_an_entry_is_seen(change: str, place: int) -> None:
    entries = chain(3)
    entries[place] = CHANGES[change](entries[place])
    assert chain_fault(entries, BEGINNING, 1)[0] == ChainFault(place + 1, "changed")


def test_a_changed_part_is_seen() -> None:
    entries = chain(3)
    other = replace(entries[1].parts[0], person=8)
    entries[1] = replace(entries[1], parts=(other,))
    assert chain_fault(entries, BEGINNING, 1)[0] == ChainFault(2, "part changed")


def test_an_entry_that_is_gone_is_seen() -> None:
    entries = chain(3)
    assert chain_fault([entries[0], entries[2]], BEGINNING, 1)[0] == ChainFault(2, "missing")
