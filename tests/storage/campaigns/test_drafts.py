"""Campaigns in the database: versions, who wrote and approved, and what an erasure leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign, approved_by, changed, returned, submitted
from bot.domain.campaigns.content import CampaignContent
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignEventName
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.sealed import rows_of
from tests.storage.stores import NOW, Store, meet

LATER = NOW + dt.timedelta(hours=1)
CONTENT = CampaignContent(text_vi="Lớp học", audience=CampaignAudience(frozenset({"00190"})))


async def added(work: SqlUnitOfWork, person: int, key: str = "a" * 20) -> Campaign:
    """A campaign that this person wrote."""
    campaign = Campaign(key, person, CONTENT, writers=frozenset({person}))
    assert await work.campaigns.add_campaign(campaign, NOW)
    await noted(work, campaign, "written", person)
    return campaign


async def noted(
    work: SqlUnitOfWork, campaign: Campaign, what: CampaignEventName, person: int
) -> None:
    await work.campaigns.add_campaign_event(
        campaign.key, CampaignEvent(what, campaign.version, NOW, person)
    )


async def test_of_two_changes_of_one_version_the_second_is_not_stored(store: Store) -> None:
    person = (await meet(store, "1")).person.id

    async def job(work: SqlUnitOfWork) -> None:
        first = await added(work, person)
        one = changed(first, structs.replace(CONTENT, text_vi="Một"), person)
        two = changed(first, structs.replace(CONTENT, text_vi="Hai"), person)
        assert await work.campaigns.save_campaign(first, one, LATER)
        assert not await work.campaigns.save_campaign(first, two, LATER)
        stored = await work.campaigns.campaign(first.key)
        assert stored is not None
        assert (stored.content.text_vi, stored.version) == ("Một", 2)

    await store.transact(job)


async def test_an_approval_counts_for_its_version_until_a_return(store: Store) -> None:
    writer = (await meet(store, "1")).person.id
    approver = (await meet(store, "2")).person.id

    async def job(work: SqlUnitOfWork) -> None:
        draft = await added(work, writer)
        waiting = submitted(draft)
        assert await work.campaigns.save_campaign(draft, waiting, NOW)
        once = approved_by(waiting, approver, 2)
        assert await work.campaigns.save_campaign(waiting, once, NOW)
        await noted(work, once, "approved", approver)
        assert await work.campaigns.campaign(draft.key) == once
        back = returned(once)
        assert await work.campaigns.save_campaign(once, back, NOW)
        await noted(work, back, "returned", approver)
        assert await work.campaigns.campaign(draft.key) == back
        again = changed(back, CONTENT, writer)
        assert await work.campaigns.save_campaign(back, again, NOW)
        await noted(work, again, "changed", writer)
        assert await work.campaigns.campaign(draft.key) == again

    await store.transact(job)


async def test_staff_find_the_campaigns_of_their_wards_and_their_own(store: Store) -> None:
    writer = (await meet(store, "1")).person.id
    other = (await meet(store, "2")).person.id

    async def job(work: SqlUnitOfWork) -> None:
        campaign = await added(work, writer)
        assert await work.campaigns.campaigns_of(frozenset({"00190"}), other, 9) == (campaign,)
        assert await work.campaigns.campaigns_of(frozenset({"00199"}), other, 9) == ()
        assert await work.campaigns.campaigns_of(frozenset(), writer, 9) == (campaign,)
        moved = changed(campaign, structs.replace(CONTENT, audience=CampaignAudience()), writer)
        assert await work.campaigns.save_campaign(campaign, moved, NOW)
        assert await work.campaigns.campaigns_of(frozenset({"00190"}), other, 9) == ()
        gone = replace(moved, stage="cancelled")
        assert await work.campaigns.save_campaign(moved, gone, NOW)
        assert await work.campaigns.campaigns_of(None, writer, 9) == ()

    await store.transact(job)


async def test_a_writer_who_is_erased_leaves_the_campaign_without_a_name(
    store: Store, database_url: str
) -> None:
    writer = (await meet(store, "1")).person.id

    async def job(work: SqlUnitOfWork) -> None:
        await added(work, writer)
        await work.privacy.forget_person(writer, NOW)
        stored = await work.campaigns.campaign("a" * 20)
        assert stored is not None
        assert (stored.author, stored.writers) == (None, frozenset())
        assert stored.writer_erased

    await store.transact(job)
    assert await rows_of(database_url, "SELECT count(*) FROM campaign_event") == [(0,)]


@pytest.mark.parametrize("erased", ["the author", "who changed it", "who read it"])
async def test_a_writer_who_is_erased_is_missed_whatever_others_wrote(
    store: Store, erased: str
) -> None:
    people = {
        name: (await meet(store, str(place))).person.id
        for place, name in enumerate(("the author", "who changed it", "who read it"), 1)
    }

    async def job(work: SqlUnitOfWork) -> None:
        first = await added(work, people["the author"])
        second = changed(first, CONTENT, people["who changed it"])
        assert await work.campaigns.save_campaign(first, second, NOW)
        await noted(work, second, "changed", people["who changed it"])
        await noted(work, second, "tried", people["who read it"])
        third = changed(second, CONTENT, people["the author"])
        assert await work.campaigns.save_campaign(second, third, NOW)
        await noted(work, third, "changed", people["the author"])
        assert await work.campaigns.campaign(first.key) == third
        await work.privacy.forget_person(people[erased], NOW)
        stored = await work.campaigns.campaign(first.key)
        assert stored is not None
        assert stored.writer_erased == (erased != "who read it")

    await store.transact(job)
