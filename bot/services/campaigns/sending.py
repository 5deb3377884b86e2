"""Sending: a campaign that is approved begins its runs; staff begin, pause, resume, cancel them.

A run begins when somebody says so, or at its moment, by the clock. Whoever wrote the campaign must
still hold the role then; if not, the campaign is stopped, and its author and the admins hear of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from bot.domain.campaigns.audience import MIN_PEOPLE
from bot.domain.campaigns.campaign import Campaign, CampaignStage, check_version
from bot.domain.campaigns.content import useful_until
from bot.domain.campaigns.occasions import ONCE, moment_due, weekly_occasion
from bot.domain.campaigns.runs import OVER, Run, RunnableCampaign
from bot.domain.campaigns.timing import AtMoment, Weekly, WhenTold
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES
from bot.domain.people.persons import LOCALES, Purpose
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.phrases.staff.campaigns import campaign_say
from bot.services.campaigns.audiences import check_endless, is_endless
from bot.services.campaigns.correcting import checked_purpose
from bot.services.campaigns.drafting import note
from bot.services.campaigns.following import follow_run
from bot.services.campaigns.running import cancel_run, pause_run, resume_run, start_run
from bot.services.ports.campaigns.drafts import CampaignEventName
from bot.services.ports.campaigns.runs import DueCampaign
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain


class StartCampaign(StaffCommand, frozen=True):
    """Begin to send a version that is approved; `run` is the key of the new run."""

    access: ClassVar[Access] = "write"

    key: str
    version: int
    run: str


class PauseCampaign(StaffCommand, frozen=True):
    """Let nothing more of a campaign out for now."""

    access: ClassVar[Access] = "write"

    key: str


class ResumeCampaign(StaffCommand, frozen=True):
    """Go on with a campaign that was paused."""

    access: ClassVar[Access] = "write"

    key: str


class CancelCampaign(StaffCommand, frozen=True):
    """Let nothing more of a campaign out, for good."""

    access: ClassVar[Access] = "write"

    key: str


async def start_campaign(command: StartCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `campaign_changed`, and what `start_run` does."""
    campaign = await controlled(command.key, work, out)
    check_version(campaign, command.version)
    if not campaign.approved:
        raise Refusal("not_approved")
    if campaign.stage != "approved" or not isinstance(campaign.content.timing, WhenTold):
        raise Refusal("begun_already")
    await check_endless(campaign.key, campaign.content.audience, work)
    purpose = await checked_purpose(work, campaign, out.now)
    due = due_campaign(campaign, ONCE, out.now, purpose)
    run = await start_run(work, command.run, due, out.now)
    await _to_stage(campaign, "sending", "started", work, out)
    await follow_run(work, run, out.dialog.person.id, campaign.content.title, out.now)


async def pause_campaign(command: PauseCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_over`, `run_state`."""
    campaign = await controlled(command.key, work, out)
    await pause_run(work, (await _open_run(campaign, work)).key, out.now)
    await _to_stage(campaign, "paused", "paused", work, out)


async def resume_campaign(command: ResumeCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_over`, `run_state`."""
    campaign = await controlled(command.key, work, out)
    await resume_run(work, (await _open_run(campaign, work)).key, out.now)
    await _to_stage(campaign, "sending", "resumed", work, out)


async def cancel_campaign(command: CancelCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_over`."""
    campaign = await controlled(command.key, work, out)
    await cancel_run(work, (await _open_run(campaign, work)).key, out.now)
    await _to_stage(campaign, "cancelled", "cancelled", work, out)


async def controlled(key: str, work: UnitOfWork, out: CommandContext) -> Campaign:
    """A campaign, locked; this person may write in all its wards now."""
    campaign = await work.campaigns.lock_campaign(key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    wards = campaign.content.audience.wards
    await require(work, out.dialog.person.id, "write", wards, out.now)
    return campaign


async def _open_run(campaign: Campaign, work: UnitOfWork) -> Run:
    """The newest run that has not come to its end. Refuses `run_over`, `run_unknown`."""
    runs = await work.runs.runs_of(campaign.key)
    if not runs:
        raise Refusal("run_unknown")
    if runs[-1].state in OVER:
        raise Refusal("run_over")
    return runs[-1]


async def _to_stage(
    campaign: Campaign,
    stage: CampaignStage,
    what: CampaignEventName,
    work: UnitOfWork,
    out: CommandContext,
) -> None:
    after = replace(campaign, stage=stage)
    if not await work.campaigns.save_campaign(campaign, after, out.now):
        raise Refusal("campaign_changed")
    await note(after, what, work, out)


# --- by the clock ---------------------------------------------------------------------------------


def due_campaign(
    campaign: Campaign, occasion: str, now: dt.datetime, purpose: Purpose | None = None
) -> DueCampaign:
    """What a run needs of a campaign, with its texts as they are rendered now (local).

    `purpose` is that of what a correction corrects.
    """
    content = campaign.content
    wards = content.audience.wards
    runnable = RunnableCampaign(
        campaign.key,
        campaign.version,
        campaign.approved_version,
        content.kind,
        purpose or CAMPAIGN_CLASSES[content.kind].purpose,
        campaign.author,
        wards,
        content.audience,
        useful_until(content, now).astimezone(dt.UTC),
        campaign.corrects,
    )
    says = {ward: campaign_say(content, ward, campaign.key) for ward in wards}
    texts = {(locale, ward): say for ward, say in says.items() for locale in LOCALES}
    return DueCampaign(runnable, texts, occasion)


async def due_campaigns(work: UnitOfWork, now: dt.datetime) -> Sequence[DueCampaign]:
    """The approved campaigns whose moment has come; one whose author lost the role is stopped.

    `now` is local. It runs inside the transaction in which the runs begin.
    """
    found: list[DueCampaign] = []
    for campaign in await work.campaigns.approved_campaigns():
        occasion = _occasion(campaign, await _approved_at(campaign, work), now)
        if occasion is None:
            await _end_of_weekly(campaign, work, now)
            continue
        runs = await work.runs.runs_of(campaign.key)
        if any(run.occasion == occasion for run in runs):
            continue
        if not await may_still_send(work, campaign, now):
            await stop_campaign(work, campaign, "not_allowed", now)
            continue
        if await is_endless(campaign, work):
            await stop_campaign(work, campaign, "endless", now)
            continue
        try:
            purpose = await checked_purpose(work, campaign, now)
        except Refusal as refusal:
            if refusal.code != "correct_running":
                await stop_campaign(work, campaign, refusal.code, now)
            continue
        found.append(due_campaign(campaign, occasion, now, purpose))
        if isinstance(campaign.content.timing, AtMoment):
            await _by_clock(work, campaign, "sending", "started", now)
    return found


def _occasion(campaign: Campaign, approved: dt.datetime, now: dt.datetime) -> str | None:
    match campaign.content.timing:
        case AtMoment(day, minute):
            return ONCE if moment_due(day, minute, now) else None
        case Weekly(weekday, minute, until):
            return weekly_occasion(weekday, minute, until, approved, now)
        case _:
            return None


async def _approved_at(campaign: Campaign, work: UnitOfWork) -> dt.datetime:
    events = await work.campaigns.campaign_events(campaign.key, 1_000)
    return max(
        (each.at for each in events if each.what == "approved"),
        default=dt.datetime.min.replace(tzinfo=dt.UTC),
    )


async def _end_of_weekly(campaign: Campaign, work: UnitOfWork, now: dt.datetime) -> None:
    timing = campaign.content.timing
    if isinstance(timing, Weekly) and timing.until < now.date():
        await _by_clock(work, campaign, "ended", None, now)


async def may_still_send(work: UnitOfWork, campaign: Campaign, now: dt.datetime) -> bool:
    """Whether who wrote a campaign may write for all its wards now."""
    if campaign.author is None:
        return False
    roles = await work.staff.lock_roles(campaign.author)
    return roles.may_in_all("write", campaign.content.audience.wards, now)


async def refuse_campaign(work: UnitOfWork, due: DueCampaign, code: str, now: dt.datetime) -> None:
    """Stop a campaign that may not begin, and tell its author and the admins."""
    campaign = await work.campaigns.lock_campaign(due.campaign.key)
    if campaign is not None and campaign.stage in ("approved", "sending"):
        await stop_campaign(work, campaign, code, now)


async def stop_campaign(work: UnitOfWork, campaign: Campaign, code: str, now: dt.datetime) -> None:
    """Stop a campaign that must not be sent any more, and tell its author and the admins."""
    await _by_clock(work, campaign, "stopped", "stopped", now, code)
    title = plain(campaign.content.title)
    lines = (
        _("This campaign was stopped before it was sent: {title}", title=title),
        *_why_stopped(code),
        _("Please look at it, copy it if it is still wanted, and ask for a new approval."),
    )
    rows = ((Choice(f"/campaigns {campaign.key}", _("Open")),),)
    wards = campaign.content.audience.wards
    told = {
        role.person
        for role in await work.staff.active_roles(now)
        if role.name == "admin" and (role.wards is None or role.wards & wards)
    }
    if campaign.author is not None:
        told.add(campaign.author)
    for person in sorted(told):
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
        case _:
            return ()


async def run_settled(work: UnitOfWork, run: Run, now: dt.datetime) -> None:
    """Note at a campaign that its run came to its end; a weekly one waits for the next."""
    campaign = await work.campaigns.lock_campaign(run.campaign)
    if campaign is not None and run.why == "audience_small":
        await stop_campaign(work, campaign, run.why, now)
        return
    if campaign is None or isinstance(campaign.content.timing, Weekly):
        return
    stage: CampaignStage = "ended"
    if run.state in ("cancelled", "stopped"):
        stage = run.state
    if campaign.stage in ("sending", "paused") and campaign.stage != stage:
        await _by_clock(work, campaign, stage, None, now)


async def _by_clock(
    work: UnitOfWork,
    campaign: Campaign,
    stage: CampaignStage,
    what: CampaignEventName | None,
    now: dt.datetime,
    why: str = "",
) -> None:
    """Store what the clock did with a campaign, and its entry in the audit trail."""
    await work.campaigns.save_campaign(campaign, replace(campaign, stage=stage), now)
    if what is None:
        return
    facts: dict[str, str | int] = {"campaign": campaign.key, "version": campaign.version}
    if why:
        facts["why"] = why
    wards = campaign.content.audience.wards
    await work.audit.append(None, f"campaign_{what}", facts, {}, now, wards=wards or None)
