"""Runs on both databases: planned once for each person, claimed by run, ended, counted."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from functools import partial

import pytest

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.results import AnswerCount
from bot.domain.campaigns.runs import Run
from bot.domain.notifications.policy import NotificationPolicy
from bot.domain.people.persons import Person
from bot.domain.refusals import Refusal
from bot.services.campaigns.running import (
    answer_run,
    cancel_run,
    leave_unsure,
    pause_run,
    plan_slice,
    resume_run,
    send_unsure_again,
    start_run,
    sweep_slice,
)
from bot.services.ports.messages import DeliveryResult, OutboxMessage, OutboxState
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.engine.session import Session
from bot.storage.outbox.operating.held import hold_open_messages, release_held
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.campaigns.campaign_people import (
    CHANNEL,
    FRIDAY,
    WARDS,
    begin,
    begun_and_planned,
    campaign,
    due,
    plan_all,
    settle_people,
)
from tests.storage.stores import Store, one, query

SATURDAY = FRIDAY + dt.timedelta(days=1)


def outbox_of(store: Store) -> StoredOutbox:
    return StoredOutbox(store, NotificationPolicy)


async def claimed(
    store: Store, now: dt.datetime = FRIDAY, limit: int = 100
) -> tuple[OutboxMessage, ...]:
    """What a worker gets of everything that is due."""
    return (await outbox_of(store).claim(CHANNEL, now, limit)).rows


async def mark(
    store: Store, rows: Collection[OutboxMessage], state: OutboxState, now: dt.datetime = FRIDAY
) -> None:
    results = [DeliveryResult(row.id, state, now, 1) for row in rows]
    await outbox_of(store).mark(results)


async def states(url: str) -> Counter[str]:
    found = await query(url, "SELECT state, count(*) FROM outbox GROUP BY state")
    return Counter({str(state): int(count) for state, count in found})


# --- planning -------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 500])
async def test_everybody_of_the_audience_is_planned_once(
    store: Store, database_url: str, limit: int
) -> None:
    await settle_people(store, 7)
    await settle_people(store, 2, first=8, ward="00004")
    await settle_people(store, 1, first=10, consents=frozenset(("log",)))
    await settle_people(store, 1, first=11, joined_at=None)
    run = await plan_all(store, await begin(store), limit=limit)
    assert (run.state, run.planned) == ("sending", 7)
    people = await query(database_url, "SELECT person_id FROM outbox ORDER BY person_id")
    assert people == [(number,) for number in range(1, 8)]


async def test_who_comes_after_the_begin_is_not_in_the_audience(store: Store) -> None:
    await settle_people(store, 2)
    run = await begin(store)
    await settle_people(store, 2, first=3)
    assert (await plan_all(store, run)).planned == 2


async def test_two_clocks_plan_a_run_once(store: Store, database_url: str) -> None:
    await settle_people(store, 9)
    await begin(store)
    for _round in range(6):
        await asyncio.gather(
            *(store.transact(partial(plan_slice, key="r1", limit=2, now=FRIDAY)) for _n in range(2))
        )
    assert await one(database_url, "SELECT count(*) FROM outbox") == 9
    assert await one(database_url, "SELECT planned FROM campaign_run") == 9


@pytest.mark.parametrize(
    ("audience", "count"),
    [
        (CampaignAudience(wards=frozenset(WARDS[:1])), 2),
        (CampaignAudience(), 0),
        (CampaignAudience(frozenset(WARDS), groups=frozenset(("official",))), 0),
        (CampaignAudience(frozenset(WARDS), frozenset(("resident",)), frozenset(("60+",))), 5),
        (CampaignAudience(frozenset(WARDS), channels=frozenset(("numbers",))), 0),
    ],
)
async def test_the_rule_of_the_audience_decides_who_is_planned(
    store: Store, audience: CampaignAudience, count: int
) -> None:
    await settle_people(store, 5)
    run = await begun_and_planned(store, due(audience=audience))
    assert run.planned == count
    assert run.state == "sending"


async def test_each_person_reads_the_text_of_their_ward_and_language(store: Store) -> None:
    await settle_people(store, 2)
    await settle_people(store, 1, first=3, locale="en")
    await begun_and_planned(store)
    told = {row.address: str(row.say.lines[0]) for row in await claimed(store)}
    assert "00190 vi" in told["1"]
    assert "00070 vi" in told["2"]
    assert "00190 en" in told["3"]


async def test_an_occasion_has_one_run(store: Store) -> None:
    await settle_people(store, 1)
    await begin(store)
    with pytest.raises(Refusal, match="begun_already"):
        await begin(store, key="r2")
    later = await begin(store, due(occasion="2026-11-27"), key="r3")
    assert later.state == "planning"


async def test_without_the_approval_of_this_version_nothing_begins(
    store: Store, database_url: str
) -> None:
    for approved in (None, 2):
        with pytest.raises(Refusal, match="not_approved"):
            await begin(store, due(approved_version=approved))
    with pytest.raises(Refusal, match="useful_past"):
        await begin(store, now=FRIDAY + dt.timedelta(days=8))
    endless = CampaignAudience(answered=("c1", None))
    with pytest.raises(Refusal, match="endless"):
        await begin(store, due(audience=endless))
    half = replace(due(), campaign=campaign(wards=(*WARDS, "00004")))
    with pytest.raises(Refusal, match="texts_missing"):
        await begin(store, half)
    assert await one(database_url, "SELECT count(*) FROM campaign_run") == 0


# --- pause, resume, cancel ------------------------------------------------------------------------


async def test_nothing_of_a_paused_run_is_claimed(store: Store) -> None:
    await settle_people(store, 6)
    run = await begun_and_planned(store)
    first = await claimed(store, limit=2)
    assert len(first) == 2
    assert {row.run for row in first} == {run.number}
    await store.transact(lambda work: pause_run(work, "r1", FRIDAY))
    assert await claimed(store) == ()
    assert await outbox_of(store).sending_runs([run.number]) == frozenset()
    await store.transact(lambda work: resume_run(work, "r1", FRIDAY))
    assert len(await claimed(store)) == 4


async def test_a_pause_of_the_planning_goes_on_where_it_was(store: Store) -> None:
    await settle_people(store, 6)
    await begin(store)
    await store.transact(partial(plan_slice, key="r1", limit=2, now=FRIDAY))
    paused = await store.transact(lambda work: pause_run(work, "r1", FRIDAY))
    assert paused.planned == 2
    still = await store.transact(partial(plan_slice, key="r1", limit=2, now=FRIDAY))
    assert (still.state, still.planned) == ("paused", 2)
    resumed = await store.transact(lambda work: resume_run(work, "r1", FRIDAY))
    assert resumed.state == "planning"
    assert (await plan_all(store, resumed)).planned == 6


async def test_a_cancelled_run_ends_what_was_not_claimed(store: Store, database_url: str) -> None:
    await settle_people(store, 6)
    await begun_and_planned(store)
    rows = await claimed(store, limit=2)
    await store.transact(lambda work: cancel_run(work, "r1", FRIDAY))
    while await store.transact(lambda work: sweep_slice(work, "r1", 3, FRIDAY)):
        pass
    await mark(store, rows, "sent")
    assert await states(database_url) == Counter(cancelled=4, sent=2)
    with pytest.raises(Refusal, match="run_over"):
        await store.transact(lambda work: resume_run(work, "r1", FRIDAY))


async def test_a_half_sent_row_of_a_cancelled_run_is_unsure(
    store: Store, database_url: str
) -> None:
    await settle_people(store, 1)
    await begun_and_planned(store)
    (row,) = await claimed(store)
    result = DeliveryResult(row.id, "planned", FRIDAY, 1, parts_sent=1)
    await outbox_of(store).mark([result])
    await store.transact(lambda work: cancel_run(work, "r1", FRIDAY))
    await store.transact(lambda work: sweep_slice(work, "r1", 3, FRIDAY))
    assert await query(database_url, "SELECT state, why FROM outbox") == [("unsure", "half_sent")]


async def test_a_run_whose_sender_lost_the_role_is_stopped_at_the_claim(
    store: Store, database_url: str
) -> None:
    await settle_people(store, 4)
    await begun_and_planned(store, due(author=1))
    officers = {1}

    async def may_send(
        _session: Session, author: int | None, wards: Collection[str], _now: dt.datetime
    ) -> bool:
        assert set(wards) == set(WARDS)
        return author in officers

    outbox = StoredOutbox(store, NotificationPolicy, may_send=may_send)
    assert len((await outbox.claim(CHANNEL, FRIDAY, 2)).rows) == 2
    officers.clear()
    assert (await outbox.claim(CHANNEL, FRIDAY, 2)).rows == ()
    assert await query(database_url, "SELECT state, why FROM campaign_run") == [
        ("stopped", "not_allowed")
    ]
    await store.transact(lambda work: sweep_slice(work, "r1", 9, FRIDAY))
    assert await states(database_url) == Counter(claimed=2, cancelled=2)


async def test_claims_of_a_worker_that_is_gone_are_unsure(store: Store, database_url: str) -> None:
    await settle_people(store, 3)
    await begun_and_planned(store)
    await claimed(store, limit=2)
    store.worker = "another"
    assert await outbox_of(store).recover(CHANNEL, FRIDAY) == (0, 2)
    assert await states(database_url) == Counter(unsure=2, planned=1)


# --- the gate -------------------------------------------------------------------------------------


async def test_a_consent_withdrawn_after_the_planning_is_honoured(
    store: Store, database_url: str
) -> None:
    (first, second) = await settle_people(store, 2)
    await begun_and_planned(store)
    without = replace(first, consents=frozenset(("log",)))
    await store.transact(lambda work: work.people.save_person(without, FRIDAY))
    assert [row.address for row in await claimed(store)] == ["2"]
    assert await query(database_url, "SELECT person_id, state, why FROM outbox ORDER BY id") == [
        (first.id, "skipped", "no_consent"),
        (second.id, "claimed", None),
    ]


@pytest.mark.parametrize(
    ("kind", "needs"), [("promotion", "promotion"), ("emergency", "emergency")]
)
async def test_each_kind_needs_its_own_consent(store: Store, kind: str, needs: str) -> None:
    await settle_people(store, 1, consents=frozenset(("log", "campaigns")))
    await settle_people(store, 1, first=2, consents=frozenset(("log", needs)))
    run = await begun_and_planned(store, due(kind=kind, purpose=needs))
    assert run.planned == 1
    assert [row.address for row in await claimed(store)] == ["2"]


async def test_the_second_of_a_day_waits_and_the_third_of_a_week_expires(
    store: Store, database_url: str
) -> None:
    await settle_people(store, 1)
    for number in range(3):
        await begun_and_planned(store, due(f"c{number}"), key=f"r{number}")
    (first,) = await claimed(store)
    await mark(store, [first], "sent")
    assert await claimed(store) == ()
    (second,) = await claimed(store, SATURDAY)
    await mark(store, [second], "sent", SATURDAY)
    assert await claimed(store, SATURDAY) == ()
    (third,) = await claimed(store, FRIDAY + dt.timedelta(days=3))
    assert (first.run, second.run, third.run) == (1, 2, 3)
    await mark(store, [third], "planned", FRIDAY)
    assert await claimed(store, FRIDAY + dt.timedelta(days=8)) == ()
    assert await query(database_url, "SELECT state, why FROM outbox WHERE id = 3") == [
        ("skipped", "expired")
    ]


async def test_an_emergency_goes_first_also_at_night(store: Store) -> None:
    await settle_people(store, 2)
    night = FRIDAY.replace(hour=23)
    await begun_and_planned(store, due("c1"), key="r1")
    await begun_and_planned(store, due("c2", kind="emergency", purpose="emergency"), key="r2")
    rows = await claimed(store, night)
    assert [row.run for row in rows] == [2, 2]


# --- results --------------------------------------------------------------------------------------


async def result_of(store: Store, run: Run) -> Counter[tuple[str, str]]:
    counted = await StoredRunReadings(store).counted(run, FRIDAY)
    await store.transact(lambda work: work.runs.keep_counts(run, counted, FRIDAY))
    result = await store.transact(lambda work: work.runs.result(run))
    assert result.planned == sum(each.count for each in result.counts)
    return Counter({(each.ward, each.state): each.count for each in result.counts})


async def test_what_was_planned_is_the_sum_of_the_ends_by_ward(store: Store) -> None:
    people = await settle_people(store, 6)
    run = await begun_and_planned(store)
    rows = await claimed(store)
    await mark(store, rows[:3], "sent")
    await mark(store, rows[3:4], "unsure")

    async def forget(work: SqlUnitOfWork, person: Person) -> None:
        await work.privacy.forget_person(person.id, FRIDAY)

    await store.transact(partial(forget, person=people[5]))
    (run,) = await store.transact(lambda work: work.runs.runs_of("c1"))
    assert await result_of(store, run) == Counter({
        ("00070", "sent"): 1, ("00190", "sent"): 2, ("00070", "unsure"): 1,
        ("00190", "claimed"): 1, ("", "erased"): 1,
    })  # fmt: skip


async def undecided(store: Store, run: Run) -> list[int]:
    rows = await store.transact(lambda work: work.runs.unsure_rows(run, 10))
    return [each.row for each in rows]


async def test_unsure_rows_are_sent_again_or_left(store: Store, database_url: str) -> None:
    await settle_people(store, 3)
    run = await begun_and_planned(store)
    await mark(store, await claimed(store), "unsure")
    unsure = await undecided(store, run)
    assert len(unsure) == 3
    again = await store.transact(lambda work: send_unsure_again(work, "r1", unsure[:1], FRIDAY))
    left = await store.transact(lambda work: leave_unsure(work, "r1", unsure[1:2]))
    assert (again, left) == (1, 1)
    assert await undecided(store, run) == unsure[2:]
    assert [row.id for row in await claimed(store)] == [unsure[0]]
    assert await states(database_url) == Counter(unsure=2, claimed=1)


async def test_a_person_answers_once_and_may_change_it(store: Store) -> None:
    people = await settle_people(store, 3)
    await begun_and_planned(store)
    await mark(store, await claimed(store), "sent")
    for person, button in ((0, 0), (1, 1), (0, 1), (0, 1)):
        await store.transact(
            partial(answer_run, key="r1", person=people[person].id, button=button, now=FRIDAY)
        )
    (one_ward, other) = await StoredRunReadings(store).answers("c1")
    assert (one_ward, other) == (AnswerCount("00070", 1, 1), AnswerCount("00190", 1, 1))


async def test_who_did_not_get_it_cannot_answer(store: Store) -> None:
    await settle_people(store, 1)
    (stranger,) = await settle_people(store, 1, first=2, ward="00004")
    await begun_and_planned(store)
    for key, person in (("r1", stranger.id), ("r1", 1), ("r9", 1)):
        with pytest.raises(Refusal, match="run_unknown"):
            await store.transact(partial(answer_run, key=key, person=person, button=0, now=FRIDAY))


async def test_a_correction_goes_to_exactly_those_that_may_have_it(store: Store) -> None:
    people = await settle_people(store, 5)
    await begun_and_planned(store)
    rows = await claimed(store)
    for row, state in zip(rows, ("sent", "unsure", "failed", "skipped", "sent"), strict=True):
        await mark(store, [row], state)  # type: ignore[arg-type]  # a state each
    elsewhere = replace(people[4], ward="00004")
    await store.transact(lambda work: work.people.save_person(elsewhere, FRIDAY))
    wrong = due("c2", text="Đính chính", kind="correction", corrects="c1")
    run = await begun_and_planned(store, wrong, key="r2")
    assert run.planned == 3
    told = await claimed(store)
    assert sorted(row.address for row in told) == ["1", "2", "5"]
    assert all("Đính chính" in str(row.say.lines[0]) for row in told)
    again = due("c3", kind="correction", corrects="c1")
    with pytest.raises(Refusal, match="begun_already"):
        await store.transact(lambda work: start_run(work, "r3", again, FRIDAY))


# --- a restore ------------------------------------------------------------------------------------


async def test_a_restored_campaign_goes_on_when_somebody_resumes_it(
    store: Store, database_url: str
) -> None:
    await settle_people(store, 4)
    await begun_and_planned(store)
    (row, *_more) = await claimed(store, limit=1)
    await mark(store, [row], "sent")
    assert await hold_open_messages(store, FRIDAY) == ((CHANNEL, "campaign", 3),)
    assert await states(database_url) == Counter(sent=1, held=3)
    assert await claimed(store) == ()
    assert await release_held(store) == 3
    assert await claimed(store) == ()
    await store.transact(lambda work: resume_run(work, "r1", FRIDAY))
    assert len(await claimed(store)) == 3
