"""What the use cases read and write about campaigns, from the draft to the result."""

from __future__ import annotations

from typing import Protocol

from bot.services.ports.campaign_drafts import CampaignDraftQueries, CampaignDraftRepository


class CampaignQueries(CampaignDraftQueries, Protocol):
    """What conversations may read about campaigns."""


class CampaignRepository(CampaignDraftRepository, CampaignQueries, Protocol):
    """Campaigns."""
