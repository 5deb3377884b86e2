"""The audience of a campaign, checked whenever it is saved, submitted or about to begin."""

from __future__ import annotations

from bot.domain.campaigns.audience import CampaignAudience, asks_about_itself, problems
from bot.domain.campaigns.campaign import Campaign
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork

MOST_FOLLOWED = 200
"""So many campaigns are looked at for a circle of rules; a longer chain is refused as one."""


async def check_audience(
    key: str, audience: CampaignAudience, work: UnitOfWork, out: CommandContext
) -> None:
    """Refuses a rule that asks for what there is not, contradicts itself, or has no end.

    The codes are `audience_unknown`, `audience_days`, `audience_contradiction` and `endless`. Its
    wards are checked with the roles of who writes it.
    """
    bands = [band.level for band in out.reference_data.self_check.bands]
    found = problems(audience, own_wards=None, bands=bands, channels=audience.channels)
    for problem in found:
        match problem:
            case "audience_days":
                raise Refusal("audience_days")
            case "audience_contradiction":
                raise Refusal("audience_contradiction")
            case "audience_unknown" | "audience_unknown_ward":
                raise Refusal("audience_unknown")
            case _:
                continue
    await check_endless(key, audience, work)


async def check_endless(key: str, audience: CampaignAudience, work: UnitOfWork) -> None:
    """Refuses `endless`: who answers it would get it again, also by way of other campaigns."""
    earlier_of: dict[str, frozenset[str]] = {}
    following = set(audience.earlier) - {key}
    while following and len(earlier_of) < MOST_FOLLOWED:
        one = following.pop()
        campaign = await work.campaigns.campaign(one)
        asked = frozenset[str]() if campaign is None else campaign.content.audience.earlier
        earlier_of[one] = asked
        following |= asked - earlier_of.keys() - {key}
    if following or asks_about_itself(key, audience.earlier, earlier_of):
        raise Refusal("endless")


async def is_endless(campaign: Campaign, work: UnitOfWork) -> bool:
    """Whether `check_endless` refuses a stored campaign."""
    try:
        await check_endless(campaign.key, campaign.content.audience, work)
    except Refusal:
        return True
    return False
