"""The audit trail in the database: in one chain with any number of writers, and what is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.staff.audit import ChainFault
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import NOW, Store, meet, open_store
from tests.storage.stores import query as change


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open database: the test runs on both kinds."""
    async with open_store(database_url) as opened:
        yield opened


async def append(store: Store, person: int, wards: frozenset[str] | None = None) -> None:
    """One entry of a person."""

    async def job(work: SqlUnitOfWork) -> None:
        await work.audit.append(person, "invited", {}, {"name": "An"}, NOW, wards=wards)

    await store.transact(job, str(person))


async def fault(store: Store) -> ChainFault | None:
    """What is wrong with the chain."""
    return await store.transact(lambda work: work.audit.fault())


async def test_many_writers_make_one_chain(store: Store) -> None:
    people = [(await meet(store, str(number))).person.id for number in range(6)]
    await asyncio.gather(*(append(store, person) for person in people * 3))
    assert await fault(store) is None
    page = await store.transact(lambda work: work.audit.page(None, None, 50))
    assert [entry.id for entry in page] == list(range(18, 0, -1))


async def test_an_admin_of_a_ward_reads_what_concerns_the_ward(store: Store) -> None:
    person = (await meet(store)).person.id
    for wards in (None, frozenset({"00070"}), frozenset({"00226"}), frozenset({"00070", "00226"})):
        await append(store, person, wards)

    async def read(wards: frozenset[str] | None) -> list[int]:
        page = await store.transact(lambda work: work.audit.page(wards, None, 50))
        return [entry.id for entry in page]

    assert await read(None) == [4, 3, 2, 1]
    assert await read(frozenset({"00070"})) == [4, 2]
    assert await read(frozenset({"00004"})) == []
    assert await read(frozenset()) == []


async def test_who_is_erased_is_gone_and_the_chain_verifies(store: Store) -> None:
    gone, stays = (await meet(store, "1")).person.id, (await meet(store, "2")).person.id
    await append(store, gone)
    await append(store, stays)
    await store.transact(lambda work: work.privacy.forget_person(gone, NOW))
    assert await fault(store) is None
    page = await store.transact(lambda work: work.audit.page(None, None, 50))
    assert [[part.person for part in entry.parts] for entry in page] == [[stays], []]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE audit SET action = 'removed' WHERE id = 2", ChainFault(2, "changed")),
        ("DELETE FROM audit WHERE id = 2", ChainFault(2, "missing")),
        ("DELETE FROM audit WHERE id = 3", ChainFault(3, "end missing")),
        ("UPDATE audit_part SET salt = 'x' WHERE audit_id = 1", ChainFault(1, "part changed")),
    ],
)
async def test_what_somebody_changes_past_the_service_is_seen(
    store: Store, database_url: str, sql: str, expected: ChainFault
) -> None:
    person = (await meet(store)).person.id
    for _entry in range(3):
        await append(store, person)
    await change(database_url, sql)
    assert await fault(store) == expected
