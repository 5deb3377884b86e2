"""Drafting: an officer writes a campaign, changes it, copies it, or discards it.

Every save names the version that was shown. Where somebody else saved meanwhile, also on another
channel, it is refused: nothing is overwritten unseen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from bot.domain.campaigns.campaign import (
    Campaign,
    changed,
    check_correction,
    check_version,
    copied,
    discarded,
)
from bot.domain.campaigns.content import CampaignContent, check_content
from bot.domain.campaigns.runs import open_runs
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.audiences import check_audience
from bot.services.campaigns.running import cancel_open_runs
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignEventName
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require


class SaveCampaign(StaffCommand, frozen=True):
    """Store the content under its key; `version` is the one that was shown, 0 for a new one."""

    access: ClassVar[Access] = "write"

    key: str
    version: int
    content: CampaignContent


class CopyCampaign(StaffCommand, frozen=True):
    """Make a new draft, under a new key, of what a campaign says and for whom it is."""

    access: ClassVar[Access] = "write"

    key: str
    copy_key: str


class DiscardCampaign(StaffCommand, frozen=True):
    """Let a campaign that has not begun never be sent, and a weekly one never again."""

    access: ClassVar[Access] = "write"

    key: str
    version: int


async def save_campaign(command: SaveCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown`, `campaign_changed`, `campaign_begun`, `not_allowed`, `ward_lost`.

    Refuses `campaign_running` where a run goes on: it has the text as it was. Also what
    `check_content`, `check_audience` and `check_correction` refuse.
    """
    content = check_content(command.content)
    await check_audience(command.key, content.audience, work, out)
    if command.version == 0:
        check_correction(None, content, content)
        await check_wards(content, work, out)
        await _add(command.key, content, work, out)
        return
    before = await campaign_for_writing(command.key, command.version, work, out)
    if open_runs(await work.runs.runs_of(before.key)):
        raise Refusal("campaign_running")
    check_correction(before.corrects, before.content, content)
    await check_wards(content, work, out)
    after = changed(before, content, out.dialog.person.id)
    await store(before, after, "changed", work, out)


async def copy_campaign(command: CopyCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown`, `not_allowed`. Wards that the person may not write for go."""
    campaign = await work.campaigns.campaign(command.key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    me = out.dialog.person.id
    if campaign.author != me:
        await require(work, me, "staff", campaign.content.audience.wards, out.now)
    roles = await work.staff.roles_of(me)
    wards = {w for w in campaign.content.audience.wards if roles.may("write", w, out.now)}
    content = copied(campaign.content, frozenset(wards))
    await check_wards(content, work, out)
    await _add(command.copy_key, content, work, out)


async def discard_campaign(command: DiscardCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown`, `campaign_changed`, `campaign_begun`, `not_allowed`.

    Of a weekly campaign nothing more of a run that goes on is sent.
    """
    before = await campaign_for_writing(command.key, command.version, work, out)
    after = discarded(before)
    if await work.runs.runs_of(before.key):
        # What came of it stays in the list.
        after = replace(after, approved_version=before.approved_version)
    await store(before, after, "discarded", work, out)
    await cancel_open_runs(work, before.key, out.now)


# --- for the other commands of campaigns ----------------------------------------------------------


async def campaign_for_writing(
    key: str, version: int, work: UnitOfWork, out: CommandContext
) -> Campaign:
    """The campaign of this version, locked; its author may write it, and who may in its wards."""
    campaign = await work.campaigns.lock_campaign(key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    me, wards = out.dialog.person.id, campaign.content.audience.wards
    if campaign.author == me:
        await require(work, me, "write", (), out.now)
    elif wards:
        await require(work, me, "write", wards, out.now)
    else:
        raise Refusal("not_allowed")
    check_version(campaign, version)
    return campaign


async def check_wards(content: CampaignContent, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, and `ward_lost` for a ward that the person may not write for now."""
    me = out.dialog.person.id
    await require(work, me, "write", (), out.now)
    roles = await work.staff.roles_of(me)
    if not all(roles.may("write", ward, out.now) for ward in content.audience.wards):
        raise Refusal("ward_lost")


async def store(
    before: Campaign,
    after: Campaign,
    what: CampaignEventName,
    work: UnitOfWork,
    out: CommandContext,
    word: str = "",
) -> None:
    """Store a change with its event and its entry in the audit trail."""
    if not await work.campaigns.save_campaign(before, after, out.now):
        raise Refusal("campaign_changed")
    await note(after, what, work, out, word)


async def note(
    campaign: Campaign,
    what: CampaignEventName,
    work: UnitOfWork,
    out: CommandContext,
    word: str = "",
) -> None:
    """Store what happened to a campaign, for its history and in the audit trail."""
    me = out.dialog.person.id
    event = CampaignEvent(what, campaign.version, out.now, me, word)
    await work.campaigns.add_campaign_event(campaign.key, event)
    await work.audit.append(
        me,
        f"campaign_{what}",
        {"campaign": campaign.key, "version": campaign.version, "kind": campaign.content.kind},
        {"word": word} if word else {},
        out.now,
        wards=campaign.content.audience.wards or None,
    )


async def _add(key: str, content: CampaignContent, work: UnitOfWork, out: CommandContext) -> None:
    me = out.dialog.person.id
    campaign = Campaign(key, me, content, writers=frozenset({me}))
    if not await work.campaigns.add_campaign(campaign, out.now):
        return  # the same press came twice
    await note(campaign, "written", work, out)
