"""What is due is begun as it is stored when it begins, not as it was read before."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign, changed, discarded
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.timing import AtMoment, Timing, Weekly
from bot.domain.staff.roles import Right, Role
from bot.services.campaigns.due import due_campaigns
from bot.services.campaigns.running import start_run
from bot.services.campaigns.stopped import note_by_clock
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignEventName
from bot.services.ports.messages import NotStored
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.campaigns.campaign_people import FRIDAY, WARDS, settle_people
from tests.storage.stores import Store, open_store, query, somebody_waits_for_a_lock

KEY = "a" * 20
EARLIER = FRIDAY - dt.timedelta(days=1)
TIMINGS: dict[str, Timing] = {
    "at a moment": AtMoment(FRIDAY.date(), 570),
    "weekly": Weekly(4, 570, FRIDAY.date() + dt.timedelta(days=30)),
}


async def approved(store: Store, timing: Timing) -> Campaign:
    """A campaign whose time has come, approved, of somebody who may write."""
    (writer,) = await settle_people(store, 1)
    content = CampaignContent(
        text_vi="Lớp học", audience=CampaignAudience(frozenset(WARDS)), timing=timing
    )
    campaign = Campaign(KEY, writer.id, content, "approved", 1, 1)

    async def job(work: SqlUnitOfWork) -> Campaign:
        rights: frozenset[Right] = frozenset(("write", "approve"))
        await work.staff.add_role(Role(0, writer.id, "officer", None, rights, EARLIER))
        await work.campaigns.add_campaign(campaign, EARLIER)
        happened: tuple[CampaignEventName, ...] = ("written", "approved")
        for what in happened:
            event = CampaignEvent(what, 1, EARLIER, writer.id)
            await work.campaigns.add_campaign_event(KEY, event)
        stored = await work.campaigns.campaign(KEY)
        assert stored is not None
        return stored

    return await store.transact(job)


async def begins(work: SqlUnitOfWork) -> None:
    """Begin what is due, as the clock does it."""
    for each in await due_campaigns(work, FRIDAY):
        await start_run(work, "r" * 20, each, FRIDAY)


def rewritten(campaign: Campaign) -> Campaign:
    """The campaign with another text, which nobody approved."""
    content = structs.replace(campaign.content, text_vi="Nộp tiền trước.")
    return changed(campaign, content, campaign.author or 0)


@pytest.mark.parametrize("timing", TIMINGS)
async def test_what_is_due_begins(database_url: str, timing: str) -> None:
    async with open_store(database_url) as store:
        await approved(store, TIMINGS[timing])
        await store.transact(begins)
        await store.transact(begins)
        assert await query(database_url, "SELECT campaign FROM campaign_run") == [(KEY,)]


@pytest.mark.parametrize("timing", TIMINGS)
@pytest.mark.parametrize("act", [discarded, rewritten])
async def test_what_somebody_changes_at_that_moment_does_not_begin(
    postgresql_url: str, timing: str, act: type
) -> None:
    async with open_store(postgresql_url) as store, open_store(postgresql_url) as other:
        campaign = await approved(store, TIMINGS[timing])
        after: Campaign = act(campaign)
        holds, go_on = asyncio.Event(), asyncio.Event()

        async def changes(work: SqlUnitOfWork) -> None:
            assert await work.campaigns.lock_campaign(KEY) == campaign
            assert await work.campaigns.save_campaign(campaign, after, FRIDAY)
            holds.set()
            await go_on.wait()

        changing = asyncio.create_task(store.transact(changes))
        await holds.wait()
        beginning = asyncio.create_task(other.transact(begins))
        await somebody_waits_for_a_lock(postgresql_url)
        go_on.set()
        await asyncio.gather(changing, beginning)
        assert await query(postgresql_url, "SELECT count(*) FROM campaign_run") == [(0,)]
        assert await query(postgresql_url, "SELECT stage FROM campaign") == [(after.stage,)]


async def test_the_clock_notes_nothing_at_what_was_changed_meanwhile(database_url: str) -> None:
    async with open_store(database_url) as store:
        campaign = await approved(store, TIMINGS["at a moment"])

        async def job(work: SqlUnitOfWork) -> None:
            assert await work.campaigns.save_campaign(campaign, discarded(campaign), FRIDAY)
            with pytest.raises(NotStored):
                await note_by_clock(work, campaign, "sending", "started", FRIDAY)

        await store.transact(job)
        assert await query(database_url, "SELECT stage FROM campaign") == [("cancelled",)]
