"""Campaigns in memory, for the benchmarks: there are none."""

from __future__ import annotations

import datetime as dt

from bot.domain.campaigns.campaign import Campaign
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignRepository
from bot.talk.steps import Say


class MemoryCampaigns(CampaignRepository):
    """`CampaignRepository` that has no campaign and keeps none."""

    async def campaign(self, key: str) -> Campaign | None:
        return None

    async def lock_campaign(self, key: str) -> Campaign | None:
        return None

    async def campaigns_of(
        self, wards: frozenset[str] | None, author: int, limit: int
    ) -> tuple[Campaign, ...]:
        return ()

    async def correction_of(self, key: str) -> Campaign | None:
        return None

    async def approved_campaigns(self) -> tuple[Campaign, ...]:
        return ()

    async def unapproved_campaigns(self, since: dt.datetime, limit: int) -> tuple[Campaign, ...]:
        return ()

    async def ask_count(self, person: int, campaign: str) -> None:
        """Do nothing: there is nothing to be counted."""

    async def take_count(self, person: int, campaign: str) -> tuple[str | None, int | None] | None:
        return None

    async def campaign_events(self, key: str, limit: int) -> tuple[CampaignEvent, ...]:
        return ()

    async def add_campaign(self, campaign: Campaign, now: dt.datetime) -> bool:
        return False

    async def save_campaign(self, before: Campaign, after: Campaign, now: dt.datetime) -> bool:
        return False

    async def add_campaign_event(self, key: str, event: CampaignEvent) -> None:
        """Keep nothing."""

    async def addresses_of(self, person: int) -> frozenset[str]:
        return frozenset()

    async def post_to_oneself(self, person: int, locale: str, say: Say, now: dt.datetime) -> int:
        return 0
