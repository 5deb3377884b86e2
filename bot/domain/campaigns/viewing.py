"""What staff see and write of a campaign: the roles of now decide, also for who wrote it.

Who has a right in each of its wards sees everything: history, counts, sums. Who has a role in some
of them sees the text, and figures of their own wards. The author keeps a draft after losing one of
its wards, so that the ward can be taken out of it; everything else of it needs the roles.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.staff.roles import Right, StaffRoles

_OPEN_TO_AUTHOR: Final[tuple[CampaignStage, ...]] = ("draft", "returned")
_SEES_ALL: Final[tuple[Right, ...]] = ("write", "read", "approve")


def may_write(campaign: Campaign, person: int, roles: StaffRoles, now: dt.datetime) -> bool:
    """Whether somebody may change it: a right in all its wards, or a draft of one's own."""
    wards = campaign.content.audience.wards
    if campaign.author == person and (not wards or campaign.stage in _OPEN_TO_AUTHOR):
        return roles.may("write", None, now)
    return bool(wards) and roles.may_in_all("write", wards, now)


def may_see(campaign: Campaign, person: int, roles: StaffRoles, now: dt.datetime) -> bool:
    """Whether somebody may see its text: a role in one of its wards, or who may change it."""
    wards = campaign.content.audience.wards
    return any(roles.may("staff", each, now) for each in wards) or may_write(
        campaign, person, roles, now
    )


def may_see_all(campaign: Campaign, person: int, roles: StaffRoles, now: dt.datetime) -> bool:
    """Whether somebody may see its history and what concerns all its wards together."""
    wards = campaign.content.audience.wards
    if not wards:
        return may_write(campaign, person, roles, now)
    return any(roles.may_in_all(right, wards, now) for right in _SEES_ALL)
