"""Stopped: a campaign that must not be sent any more; its author and the admins are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from bot.domain.campaigns.audience import MIN_PEOPLE
from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.campaigns.runs import Run
from bot.domain.campaigns.timing import Weekly
from bot.services.ports.campaigns.drafts import CampaignEventName
from bot.services.ports.campaigns.runs import DueCampaign
from bot.services.ports.messages import NotStored
from bot.services.ports.unit_of_work import UnitOfWork
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain


async def refuse_campaign(work: UnitOfWork, due: DueCampaign, code: str, now: dt.datetime) -> None:
    """Stop a campaign that may not begin, and tell its author and the admins."""
    campaign = await work.campaigns.lock_campaign(due.campaign.key)
    if campaign is not None and campaign.stage in ("approved", "sending"):
        await stop_campaign(work, campaign, code, now)


async def stop_campaign(work: UnitOfWork, campaign: Campaign, code: str, now: dt.datetime) -> None:
    """Stop a campaign that must not be sent any more, and tell its author and the admins."""
    await note_by_clock(work, campaign, "stopped", "stopped", now, code)
    title = plain(campaign.content.title)
    lines = (
        _("This campaign was stopped before it was sent: {title}", title=title),
        *_why_stopped(code),
        _("Please look at it, copy it if it is still wanted, and ask for a new approval."),
    )
    await _tell(work, campaign, lines, {campaign.author}, now)


async def note_stopped_run(
    work: UnitOfWork, campaign: Campaign, run: Run, now: dt.datetime
) -> None:
    """Stop the campaign of a run that was stopped, and tell its author and the admins.

    A weekly campaign goes on: its next run is decided about at its time.
    """
    code = run.why or ""
    if code == "audience_small":
        await stop_campaign(work, campaign, code, now)
        return
    weekly = isinstance(campaign.content.timing, Weekly)
    stage = campaign.stage if weekly else "stopped"
    await note_by_clock(work, campaign, stage, "stopped", now, code)
    title = plain(campaign.content.title)
    lines = (
        _("This campaign was stopped while it was being sent: {title}", title=title),
        *_why_stopped(code),
        _("What was sent stays sent; the rest is not sent."),
    )
    await _tell(work, campaign, lines, {campaign.author, run.author}, now)


async def _tell(
    work: UnitOfWork,
    campaign: Campaign,
    lines: tuple[Line, ...],
    authors: Collection[int | None],
    now: dt.datetime,
) -> None:
    rows = ((Choice(f"/campaigns {campaign.key}", _("Open")),),)
    wards = campaign.content.audience.wards
    told = {
        role.person
        for role in await work.staff.active_roles(now)
        if role.name == "admin" and (role.wards is None or role.wards & wards)
    }
    for person in sorted(told.union(each for each in authors if each is not None)):
        await work.outbox.notify(person, Say(lines, rows, "nothing", "duty"), now)


def _why_stopped(code: str) -> tuple[Line, ...]:
    match code:
        case "audience_small":
            return (
                _(
                    "Its rule tells something about people, and fewer than {number} were found. "
                    "Please choose a wider rule.",
                    number=MIN_PEOPLE,
                ),
            )
        case "endless":
            return (_("It was for those who answer it, so it would never end."),)
        case "not_allowed":
            return (_("Who wrote it may not write to all of its wards any more."),)
        case "missed":
            return (_("Its time passed while nothing could be sent."),)
        case "expired":
            return (_("It was paused until its last useful day was over."),)
        case _:
            return ()


async def note_by_clock(
    work: UnitOfWork,
    campaign: Campaign,
    stage: CampaignStage,
    what: CampaignEventName | None,
    now: dt.datetime,
    why: str = "",
) -> None:
    """Store what the clock or an operator did with a campaign, and its entry in the audit trail.

    Raises `NotStored` where somebody changed it since it was read: the clock looks again.
    """
    if not await work.campaigns.save_campaign(campaign, replace(campaign, stage=stage), now):
        raise NotStored("the campaign was changed meanwhile")
    if what is None:
        return
    facts: dict[str, str | int] = {"campaign": campaign.key, "version": campaign.version}
    if why:
        facts["why"] = why
    wards = campaign.content.audience.wards
    await work.audit.append(None, f"campaign_{what}", facts, {}, now, wards=wards or None)
