"""Who is planned is who was counted: one rule, whatever the people and the rule are."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.counting import CampaignLimits
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.people.persons import PURPOSES
from bot.services.campaigns.running import plan_slice, start_run
from bot.services.ports.campaigns.runs import DueCampaign
from bot.storage.campaigns.counting import StoredAudienceCounting
from bot.storage.reading.snapshots import Snapshots
from bot.storage.runs.tables import campaign_answer, campaign_run
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.announcements.planning import Rows, insert
from tests.sealed import SEALER
from tests.storage.campaigns.campaign_people import campaign, says_of
from tests.storage.campaigns.people import (
    AT,
    AUDIENCES,
    EARLIER,
    HERE,
    PEOPLE,
    THERE,
    Sort,
    fill,
    run_row,
)
from tests.storage.campaigns.test_audience_sql import dialect_of, told_by_sql
from tests.storage.stores import open_store, query

RUN = "planned"
NO_LIMITS = CampaignLimits(None, None, None)


def due(audience: CampaignAudience) -> DueCampaign:
    """A campaign to this audience, which may begin at `AT`."""
    what = campaign(
        "third",
        wards=audience.wards,
        audience=audience,
        useful_until=(AT + dt.timedelta(days=1)).astimezone(dt.UTC),
    )
    return DueCampaign(what, says_of(sorted(audience.wards)), "once")


async def planned(url: str, audience: CampaignAudience, meanwhile: Rows | None = None) -> set[int]:
    """The people for whom a run to this audience plans a row; `meanwhile` comes after its begin."""

    async def begin(work: SqlUnitOfWork) -> None:
        await start_run(work, RUN, due(audience), AT)

    async with open_store(url) as store:
        await store.transact(begin)
        await insert(url, meanwhile or [])
        state = "planning"
        while state == "planning":
            run = await store.transact(partial(plan_slice, key=RUN, limit=3, now=AT))
            state = run.state
    rows = await query(url, f"SELECT person_id FROM outbox WHERE source = 'campaign:{RUN}'")
    await query(url, f"DELETE FROM outbox WHERE source = 'campaign:{RUN}'")
    await query(url, "DELETE FROM message_text")
    await query(url, f"DELETE FROM campaign_run WHERE run_key = '{RUN}'")
    assert len(rows) == run.planned
    return {number for (number,) in rows}


async def counted(url: str, audience: CampaignAudience) -> int:
    """How many people the officer is told to reach."""
    snapshots = Snapshots(url, sealer=SEALER)
    try:
        counting = StoredAudienceCounting(snapshots, dialect_of(url), ("buttons", "plain"))
        found = await counting.count(
            audience, "campaigns", own_wards=frozenset({HERE, THERE}), runs=EARLIER, at=AT,
            limits=NO_LIMITS,
        )  # fmt: skip
    finally:
        await snapshots.close()
    return found.reached


@settings(max_examples=20)
@given(PEOPLE, st.lists(AUDIENCES.filter(lambda it: bool(it.wards)), min_size=1, max_size=3))
def test_the_people_who_are_planned_are_those_who_were_counted(
    url: str, sorts: list[Sort], audiences: list[CampaignAudience]
) -> None:
    async def run() -> None:
        await fill(url, sorts)
        for audience in audiences:
            told = await told_by_sql(url, audience, "noted")
            reached = {number for number, why in told.items() if why is None}
            number = await counted(url, audience)
            assert await planned(url, audience) == reached
            assert number == len(reached)

    asyncio.run(run())


MEMBER = Sort(
    ward=HERE, group="worker", age="60+", joined=True, consents=frozenset(PURPOSES),
    address="theirs", channel="buttons", entries=(("I2", 40, False),), checks=(1,),
    runs=frozenset({"run1", "run3"}), answers=(("run1", 1),),
    preferences=NotificationPreferences(), got=(),
)  # fmt: skip
EVERYTHING = CampaignAudience(
    frozenset({HERE}), frozenset({"worker"}), frozenset({"60+"}), frozenset({"I2"}), 30, "1",
    ("first", 1), "second", frozenset({"buttons"}),
)  # fmt: skip
OTHERS: dict[str, dict[str, Any]] = {
    "ward": {"ward": THERE},
    "group": {"group": "resident"},
    "age": {"age": "16-24"},
    "kinds": {"entries": (("F1", 40, False),)},
    "void": {"entries": (("I2", 40, True),)},
    "days": {"entries": (("I2", 29, False),)},
    "band": {"checks": (1, 4)},
    "button": {"answers": (("run1", 0),)},
    "answered": {"answers": (("run1", 1), ("run3", 0))},
    "not sent": {"runs": frozenset({"run1"})},
    "channel": {"channel": "plain"},
    "consent": {"consents": frozenset({"log"})},
    "blocked": {"address": "blocked"},
    "moved": {"address": "of another"},
    "not joined": {"joined": False},
}


@pytest.mark.parametrize("other", OTHERS)
def test_each_part_of_a_rule_is_asked_when_it_is_planned(url: str, other: str) -> None:
    asyncio.run(fill(url, [MEMBER, replace(MEMBER, **OTHERS[other])]))
    assert asyncio.run(planned(url, EVERYTHING)) == {1}
    assert asyncio.run(counted(url, EVERYTHING)) == 1


def test_a_run_that_began_later_changes_no_plan(url: str) -> None:
    asyncio.run(fill(url, [MEMBER]))
    answer = {"run_id": 10**6, "person_id": 1, "button": 0, "at_ms": 1}
    later = [(campaign_run, run_row(10**6, "late", "first")), (campaign_answer, answer)]
    audience = structs.replace(EVERYTHING, answered=("first", 0))
    assert asyncio.run(planned(url, audience, later)) == set()


@pytest.mark.parametrize("field", ["no_log_days", "check_band", "kinds_learnt"])
def test_a_rule_that_matches_nobody_plans_nobody(url: str, field: str) -> None:
    asyncio.run(fill(url, []))
    fields = {"no_log_days": 3, "check_band": "1", "kinds_learnt": frozenset({"I2"})}
    audience = CampaignAudience(frozenset({HERE, THERE}), **{field: fields[field]})  # type: ignore[arg-type]
    assert asyncio.run(planned(url, audience)) == set()
