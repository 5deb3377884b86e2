"""Locking: a campaign that staff are about to act on; the right is asked at this moment."""

from __future__ import annotations

from bot.domain.campaigns.campaign import Campaign
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import require


async def controlled(key: str, work: UnitOfWork, out: CommandContext) -> Campaign:
    """A campaign, locked; this person may write in all its wards now."""
    campaign = await work.campaigns.lock_campaign(key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    wards = campaign.content.audience.wards
    await require(work, out.dialog.person.id, "write", wards, out.now)
    return campaign
