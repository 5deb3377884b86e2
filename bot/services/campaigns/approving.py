"""Approving: a campaign is submitted, and another person approves or returns it.

Who may approve is decided by `bot/domain/campaigns/approving.py` in the transaction that approves,
so that whoever lost a role in between is refused.
"""

from __future__ import annotations

from typing import ClassVar

from bot.domain.campaigns.approving import approvals_needed, check_approver
from bot.domain.campaigns.campaign import (
    Campaign,
    approved_by,
    check_version,
    check_word,
    returned,
    submitted,
)
from bot.domain.campaigns.content import check_ready
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.audiences import check_audience
from bot.services.campaigns.drafting import campaign_for_writing, check_wards, store
from bot.services.campaigns.staff_known import MOST_TOLD, around, possible_approvers
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain


class SubmitCampaign(StaffCommand, frozen=True):
    """Ask for the approval of a version."""

    access: ClassVar[Access] = "write"

    key: str
    version: int


class ApproveCampaign(StaffCommand, frozen=True):
    """Approve a version."""

    access: ClassVar[Access] = "approve"

    key: str
    version: int


class ReturnCampaign(StaffCommand, frozen=True):
    """Give a version back to who wrote it, with a word."""

    access: ClassVar[Access] = "approve"

    key: str
    version: int
    word: str


async def submit_campaign(command: SubmitCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses what `check_ready` and `submitted` refuse, `ward_lost`, and `approver_none`."""
    before = await campaign_for_writing(command.key, command.version, work, out)
    await check_wards(before.content, work, out)
    check_ready(before.content, out.now)
    await check_audience(before.key, before.content.audience, work, out)
    after = submitted(before)
    approvers = await possible_approvers(work, after, out.now)
    if len(approvers) < approvals_needed(after.content.kind):
        raise Refusal("approver_none")
    await store(before, after, "submitted", work, out)
    for person in approvers[:MOST_TOLD]:
        line = _("A campaign waits for your approval: {title}", title=plain(after.content.title))
        await work.outbox.notify(person, _say(after, line), out.now)


async def approve_campaign(command: ApproveCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses what the approval rule refuses, and a campaign that could not be sent any more."""
    before = await _waiting(command.key, command.version, work, out)
    me = out.dialog.person.id
    check_approver(before, me, await around(work, before, me), out.now)
    check_ready(before.content, out.now)
    after = approved_by(before, me, approvals_needed(before.content.kind))
    await store(before, after, "approved", work, out)
    line = _("Your campaign was approved: {title}", title=plain(after.content.title))
    if not after.approved:
        line = _("Your campaign has its first approval and waits for a second one: {title}",
                 title=plain(after.content.title))  # fmt: skip
    await _tell_author(after, line, work=work, out=out)


async def return_campaign(command: ReturnCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `word_empty`, `word_long`, `campaign_not_submitted`, `approve_own`, `not_allowed`."""
    word = check_word(command.word)
    before = await _waiting(command.key, command.version, work, out)
    if out.dialog.person.id in before.writers:
        raise Refusal("approve_own")
    await store(before, returned(before), "returned", work, out, word)
    line = _("Your campaign came back: {title}", title=plain(before.content.title))
    await _tell_author(before, line, plain(word), work=work, out=out)


async def _waiting(key: str, version: int, work: UnitOfWork, out: CommandContext) -> Campaign:
    """A campaign that waits for an approval, locked; this person may approve in its wards."""
    campaign = await work.campaigns.lock_campaign(key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    me, wards = out.dialog.person.id, campaign.content.audience.wards
    await require(work, me, "approve", wards, out.now)
    check_version(campaign, version)
    if campaign.stage != "submitted":
        raise Refusal("campaign_not_submitted")
    return campaign


async def _tell_author(
    campaign: Campaign, *lines: Line, work: UnitOfWork, out: CommandContext
) -> None:
    if campaign.author is not None:
        await work.outbox.notify(campaign.author, _say(campaign, *lines), out.now)


def _say(campaign: Campaign, *lines: Line) -> Say:
    """What staff are told: it keeps quiet hours, but an emergency does not wait for the morning."""
    rows = ((Choice(f"/campaigns {campaign.key}", _("Open")),),)
    keeps = CAMPAIGN_CLASSES[campaign.content.kind].keeps_hours
    return Say(lines, rows, "nothing", "duty" if keeps else "reply")
