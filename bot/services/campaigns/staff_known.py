"""What the approval rule needs to know of the staff around a campaign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.domain.campaigns.approving import StaffMember, check_approver
from bot.domain.campaigns.campaign import Campaign
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import UnitOfWork

MOST_TOLD = 20
"""So many approvers hear of a campaign that waits for them."""


async def staff_around(work: UnitOfWork, people: Iterable[int]) -> dict[int, StaffMember]:
    """These people, all who invited them, and who invited these."""
    known: dict[int, StaffMember] = {}
    waiting = list(people)
    while waiting:
        person = waiting.pop()
        if person in known:
            continue
        roles = await work.staff.roles_of(person)
        member = StaffMember(person, roles, await work.campaigns.addresses_of(person))
        known[person] = member
        waiting += [each for each in member.inviters if each is not None]
    return known


async def around(work: UnitOfWork, campaign: Campaign, *more: int) -> dict[int, StaffMember]:
    """The staff around a campaign: its writers, its approvers, and these people."""
    return await staff_around(work, {*campaign.writers, *campaign.approvers, *more})


async def possible_approvers(
    work: UnitOfWork, campaign: Campaign, now: dt.datetime
) -> tuple[int, ...]:
    """Who may approve this version now."""
    wards = campaign.content.audience.wards
    people = {
        role.person
        for role in await work.staff.active_roles(now)
        if role.gives("approve") and (role.wards is None or role.wards & wards)
    }
    staff = await around(work, campaign, *people)
    return tuple(each for each in sorted(people) if _may(campaign, each, staff, now))


def _may(campaign: Campaign, person: int, staff: dict[int, StaffMember], now: dt.datetime) -> bool:
    try:
        check_approver(campaign, person, staff, now)
    except Refusal:
        return False
    return True
