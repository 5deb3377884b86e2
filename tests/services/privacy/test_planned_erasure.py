"""An erasure that waits: carried out once at its hour, or not at all."""

from __future__ import annotations

import datetime as dt

from bot.services.people.erasing import EraseMe
from bot.services.privacy.planned_erasure import DELAY, KeepNotebook, PlanErasure, erase_due
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.services.running_commands import NOW, REFERENCE_DATA, Doer, doer
from tests.storage.stores import Store

REQUESTS = "SELECT kind, outcome, person_id IS NULL FROM data_request"
PEOPLE = "SELECT count(*) FROM person"
LAST_WORDS = "SELECT external_id, person_id, state, kind FROM outbox"


async def tick(store: Store, at: dt.datetime) -> int:
    """Carry out what is due at a time."""

    async def job(work: SqlUnitOfWork) -> int:
        return await erase_due(work, at, REFERENCE_DATA.request_rules)

    return await store.transact(job)


async def test_it_is_carried_out_at_its_hour_and_once(somebody: Doer, store: Store) -> None:
    await somebody.does(PlanErasure())
    assert await tick(store, NOW + DELAY - dt.timedelta(seconds=1)) == 0
    assert await somebody.rows(REQUESTS) == [("erase", None, False)]
    assert await tick(store, NOW + DELAY) == 1
    assert await tick(store, NOW + DELAY) == 0
    assert await somebody.rows(PEOPLE) == [(0,)]
    assert await somebody.rows(REQUESTS) == [("erase", "done", True)]
    assert await somebody.rows(LAST_WORDS) == [("1", None, "planned", "reply")]
    assert await somebody.rows(
        "SELECT count(*) FROM erasure JOIN data_request ON erasure.number = data_request.number"
    ) == [(1,)]


async def test_until_then_it_can_be_dropped(somebody: Doer, store: Store) -> None:
    await somebody.does(PlanErasure())
    await somebody.does(KeepNotebook())
    await somebody.does(KeepNotebook())
    assert await tick(store, NOW + 2 * DELAY) == 0
    assert await somebody.rows(PEOPLE) == [(1,)]
    assert await somebody.rows(REQUESTS) == [("erase", "cancelled", False)]


async def test_planning_again_keeps_the_first_hour(somebody: Doer, store: Store) -> None:
    await somebody.does(PlanErasure())
    somebody.now = NOW + dt.timedelta(hours=20)
    await somebody.does(PlanErasure())
    assert await tick(store, NOW + DELAY) == 1
    assert await somebody.rows(REQUESTS) == [("erase", "done", True)]


async def test_who_erases_at_once_meanwhile_is_told_nothing_later(
    somebody: Doer, store: Store
) -> None:
    await somebody.does(PlanErasure())
    somebody.random_below = lambda _below: 1
    await somebody.does(EraseMe())
    assert await tick(store, NOW + DELAY) == 0
    assert await somebody.rows(LAST_WORDS) == []


async def test_nobody_without_a_notebook_plans_one(store: Store, database_url: str) -> None:
    newcomer = await doer(store, database_url, joined=False)
    assert await newcomer.is_refused(PlanErasure()) == "consent_missing"
