"""People of two wards, and a campaign to them that can be begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.runs import Run, RunnableCampaign
from bot.domain.people.persons import PURPOSES, Person
from bot.services.campaigns.running import plan_slice, start_run
from bot.services.ports.campaigns.runs import DueCampaign
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.storage.stores import Store, update

FRIDAY = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
WEEK_LATER = FRIDAY + dt.timedelta(days=7)
WARDS = ("00070", "00190")
CHANNEL = "buttons"


async def settle_people(
    store: Store,
    count: int,
    channel: str = CHANNEL,
    *,
    first: int = 1,
    addresses: Sequence[str] = (),
    **more: Any,
) -> list[Person]:
    """People who joined and agreed to everything, in turns of one ward and the other."""

    async def job(work: SqlUnitOfWork) -> list[Person]:
        people = []
        for number in range(first, first + count):
            address = addresses[number - first] if addresses else str(number)
            dialog = await work.dialogs.open_dialog(
                update(address=address, channel=channel), FRIDAY
            )
            profile: dict[str, Any] = {
                "ward": WARDS[number % 2],
                "group": "resident",
                "age_band": "60+",
                "joined_at": FRIDAY,
                "consents": frozenset(PURPOSES),
            }
            person = replace(dialog.person, **(profile | more))
            await work.people.save_person(person, FRIDAY)
            here = replace(dialog, person=person, channel=channel, address=address)
            await work.dialogs.save_dialog(here, FRIDAY)
            people.append(person)
        return people

    return await store.transact(job)


def campaign(key: str = "c1", **more: Any) -> RunnableCampaign:
    """An approved notice to both wards."""
    wards = frozenset(more.pop("wards", WARDS))
    values: dict[str, Any] = {
        "version": 3,
        "approved_version": 3,
        "kind": "notice",
        "purpose": "campaigns",
        "author": None,
        "wards": wards,
        "audience": CampaignAudience(wards=wards),
        "useful_until": WEEK_LATER.astimezone(dt.UTC),
    }
    return RunnableCampaign(key, **(values | more))


def says_of(wards: Sequence[str] = WARDS, text: str = "Lớp học") -> Mapping[tuple[str, str], Say]:
    """A text for each ward, in both languages."""
    return {
        (locale, ward): Say((plain(f"{text} {ward} {locale}"),), kind="campaign")
        for locale in ("vi", "en")
        for ward in wards
    }


def due(key: str = "c1", occasion: str = "once", text: str = "Lớp học", **more: Any) -> DueCampaign:
    """A campaign whose moment has come."""
    what = campaign(key, **more)
    return DueCampaign(what, says_of(sorted(what.wards), text), occasion)


async def begin(
    store: Store, what: DueCampaign | None = None, now: dt.datetime = FRIDAY, key: str = "r1"
) -> Run:
    """Begin a run; nothing is planned yet."""
    return await store.transact(lambda work: start_run(work, key, what or due(), now))


async def plan_all(store: Store, run: Run, now: dt.datetime = FRIDAY, limit: int = 500) -> Run:
    """Plan every row of a run."""
    while run.state == "planning":
        run = await store.transact(partial(plan_slice, key=run.key, limit=limit, now=now))
    return run


async def begun_and_planned(
    store: Store, what: DueCampaign | None = None, now: dt.datetime = FRIDAY, key: str = "r1"
) -> Run:
    """Begin a run and plan every row of it."""
    return await plan_all(store, await begin(store, what, now, key), now)
