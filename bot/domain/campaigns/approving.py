"""Who may approve a campaign: somebody who is, as far as we can know, another person.

The rule (docs/adr/0031). An approver

1. did not write or change any version of it, and has not approved this version before;
2. has the right to approve in every ward of its audience, now;
3. shares no address and no name with a writer or with another approver;
4. does not owe the role to a writer alone: a chain of invitations leads from the approver to the
   command line that passes no writer. So two who were invited by each other alone cannot approve
   each other.

Where somebody who wrote a version was erased, nobody knows any more whether an approver is another
person: then nobody may approve. A copy is the version of who copied it.

An emergency notice needs two approvers, of whom one is an admin. An invitation names a real person,
so no sequence of edits, roles, addresses and invitations lets one person alone send.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignKind
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import StaffRoles
from bot.domain.text.normalizing import fold


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody with roles, as the rule needs them.

    `addresses` are all addresses of the person, as any texts that can be compared.
    """

    person: int
    roles: StaffRoles
    addresses: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The names in the invitations, normalized."""
        return frozenset(name for role in self.roles.roles if (name := fold(role.called)))

    @property
    def inviters(self) -> frozenset[int | None]:
        """Who invited the person; None: the command line."""
        return frozenset(role.invited_by for role in self.roles.roles)


def approvals_needed(kind: CampaignKind) -> int:
    """How many approvers a campaign of this kind needs."""
    return 2 if kind == "emergency" else 1


def check_approver(
    campaign: Campaign, approver: int, staff: Mapping[int, StaffMember], now: dt.datetime
) -> None:
    """Whether somebody may approve this version now.

    `staff` has the writers, the approvers so far, this approver and all who invited them, and who
    invited these. Refuses `approve_own`, `approved_already`, `approve_erased`, `audience_empty`,
    `not_allowed`, `approve_same_person`, `approve_invited`, `approve_inviter_gone` (who invited the
    approver was erased), `approve_admin`.
    """
    if approver in campaign.writers or approver == campaign.author:
        raise Refusal("approve_own")
    if approver in campaign.approvers:
        raise Refusal("approved_already")
    if campaign.writer_erased:
        raise Refusal("approve_erased")
    wards = campaign.content.audience.wards
    if not wards:
        raise Refusal("audience_empty")
    member = staff.get(approver)
    if member is None or not all(member.roles.may("approve", ward, now) for ward in wards):
        raise Refusal("not_allowed")
    writers = campaign.writers
    if campaign.author is not None:
        writers |= {campaign.author}
    for other in writers | campaign.approvers:
        if (known := staff.get(other)) is not None and _same(member, known):
            raise Refusal("approve_same_person")
    if not is_rooted(approver, writers, staff):
        if _all_inviters(approver, staff) & writers:
            raise Refusal("approve_invited")
        raise Refusal("approve_inviter_gone")
    if campaign.content.kind == "emergency" and campaign.approvers:
        both = (member, *(staff[each] for each in campaign.approvers if each in staff))
        if not any(_is_admin(each, wards, now) for each in both):
            raise Refusal("approve_admin")


def is_rooted(person: int, without: Collection[int], staff: Mapping[int, StaffMember]) -> bool:
    """Whether a chain of invitations leads to the command line that passes none of `without`."""
    seen, open_ = {person}, [person]
    while open_:
        member = staff.get(open_.pop())
        if member is None:
            continue
        for inviter in member.inviters:
            if inviter is None:
                return True
            if inviter not in seen and inviter not in without:
                seen.add(inviter)
                open_.append(inviter)
    return False


def _all_inviters(person: int, staff: Mapping[int, StaffMember]) -> frozenset[int]:
    """Who invited somebody, who invited these, and so on."""
    found: set[int] = set()
    open_ = [person]
    while open_:
        member = staff.get(open_.pop())
        new = {each for each in member.inviters if each is not None} - found if member else set()
        found |= new
        open_ += new
    return frozenset(found)


def _same(one: StaffMember, other: StaffMember) -> bool:
    """Whether the two may be one person at another address, or in another role."""
    return bool(one.addresses & other.addresses or one.names & other.names)


def _is_admin(member: StaffMember, wards: frozenset[str], now: dt.datetime) -> bool:
    return all(member.roles.may("admin", ward, now) for ward in wards)
