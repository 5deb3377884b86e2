"""Campaigns in the database, from the draft to the result."""

from __future__ import annotations

from bot.services.ports.campaigns import CampaignRepository
from bot.storage.campaigns.draft_queries import SqlCampaignDrafts


class SqlCampaignRepository(SqlCampaignDrafts, CampaignRepository):
    """`CampaignRepository` over a session."""
