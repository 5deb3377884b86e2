"""Audiences are checked when they are saved and again before anything is sent."""

from __future__ import annotations

import pytest
from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from bot.domain.refusals import Refusal
from bot.services.campaigns.audiences import check_endless, is_endless
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import TestApplication

WARD = frozenset({"00190"})


def asking(answered: str | None = None, unanswered: str | None = None) -> CampaignContent:
    """A campaign to those who answered, or did not answer, another."""
    pair = None if answered is None else (answered, None)
    audience = CampaignAudience(WARD, answered=pair, unanswered=unanswered)
    return CampaignContent(text_vi="Lớp học", audience=audience)


ENDLESS: dict[str, dict[str, CampaignContent]] = {
    "itself": {"a": asking("a")},
    "its silence": {"a": asking(unanswered="a")},
    "by another": {"a": asking("b"), "b": asking("a")},
    "by two others": {"a": asking("b"), "b": asking(unanswered="c"), "c": asking("a")},
    "by the second field": {"a": asking("x", "b"), "b": asking("y", "a")},
}
ENDING: dict[str, dict[str, CampaignContent]] = {
    "nobody": {"a": asking()},
    "an earlier one": {"a": asking("b"), "b": asking()},
    "a circle of others": {"a": asking("b"), "b": asking("c"), "c": asking("b")},
    "one that is gone": {"a": asking("gone")},
}


async def stored(house: TestApplication, campaigns: dict[str, CampaignContent]) -> bool:
    """Store these campaigns; whether "a" would go to its own answerers for ever."""
    now = house.clock.at

    async def job(work: SqlUnitOfWork) -> bool:
        for key, content in campaigns.items():
            await work.campaigns.add_campaign(Campaign(key, None, content), now)
        return await is_endless(Campaign("a", None, campaigns["a"]), work)

    return await house.application.database.transact(job)


@pytest.mark.parametrize("case", ENDLESS)
async def test_a_campaign_to_its_own_answerers_is_found(
    sqlite_house: TestApplication, case: str
) -> None:
    assert await stored(sqlite_house, ENDLESS[case])


@pytest.mark.parametrize("case", ENDING)
async def test_a_campaign_to_those_of_another_is_not(
    sqlite_house: TestApplication, case: str
) -> None:
    assert not await stored(sqlite_house, ENDING[case])


async def test_a_chain_without_an_end_in_sight_is_refused(sqlite_house: TestApplication) -> None:
    chain = {f"c{n}": asking(f"c{n + 1}") for n in range(250)}
    await stored(sqlite_house, {"a": asking(), **chain})
    audience = structs.replace(chain["c0"].audience)

    async def job(work: SqlUnitOfWork) -> None:
        await check_endless("a", audience, work)

    with pytest.raises(Refusal, match="endless"):
        await sqlite_house.application.database.transact(job)
