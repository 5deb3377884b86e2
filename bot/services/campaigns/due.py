"""Due: which campaigns begin a run at this minute, and what became of one that ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.campaigns.content import useful_until
from bot.domain.campaigns.occasions import ONCE, moment_due, moment_missed, weekly_occasion
from bot.domain.campaigns.runs import Run, RunnableCampaign, open_runs
from bot.domain.campaigns.timing import AtMoment, Weekly
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES
from bot.domain.people.persons import LOCALES, Purpose
from bot.domain.refusals import Refusal
from bot.phrases.staff.campaigns import campaign_say
from bot.services.campaigns.audiences import is_endless
from bot.services.campaigns.results.correcting import checked_purpose
from bot.services.campaigns.stopped import note_by_clock, note_stopped_run, stop_campaign
from bot.services.ports.campaigns.runs import DueCampaign
from bot.services.ports.unit_of_work import UnitOfWork


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
    return DueCampaign(runnable, texts, occasion, content.buttons)


async def due_campaigns(work: UnitOfWork, now: dt.datetime) -> Sequence[DueCampaign]:
    """The approved campaigns whose moment has come; one whose author lost the role is stopped.

    `now` is local. It runs inside the transaction in which the runs begin.
    """
    found: list[DueCampaign] = []
    for campaign in await work.campaigns.approved_campaigns():
        occasion = _occasion(campaign, await _approved_at(campaign, work), now)
        if occasion is None:
            await _end_unbegun(campaign, work, now)
            continue
        runs = await work.runs.runs_of(campaign.key)
        if any(run.occasion == occasion for run in runs):
            continue
        # Somebody may change or discard it at this moment: what they commit counts.
        if await work.campaigns.lock_campaign(campaign.key) != campaign:
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
            await note_by_clock(work, campaign, "sending", "started", now)
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


async def _end_unbegun(campaign: Campaign, work: UnitOfWork, now: dt.datetime) -> None:
    """End a weekly campaign after its last day; stop one whose moment was missed."""
    match campaign.content.timing:
        case Weekly(_weekday, _minute, until) if until < now.date():
            if open_runs(await work.runs.runs_of(campaign.key)):
                return  # it can still be paused, and discarded
            await note_by_clock(work, campaign, "ended", None, now)
        case AtMoment(day, minute) if moment_missed(day, minute, now):
            await stop_campaign(work, campaign, "missed", now)
        case _:
            pass


async def may_still_send(work: UnitOfWork, campaign: Campaign, now: dt.datetime) -> bool:
    """Whether who wrote a campaign may write for all its wards now."""
    if campaign.author is None:
        return False
    roles = await work.staff.lock_roles(campaign.author)
    return roles.may_in_all("write", campaign.content.audience.wards, now)


async def run_settled(work: UnitOfWork, run: Run, now: dt.datetime) -> None:
    """Note at a campaign that its run came to its end; a weekly one waits for the next."""
    campaign = await work.campaigns.lock_campaign(run.campaign)
    if campaign is not None and run.state == "stopped":
        await note_stopped_run(work, campaign, run, now)
        return
    if campaign is None or isinstance(campaign.content.timing, Weekly):
        return
    stage: CampaignStage = "cancelled" if run.state == "cancelled" else "ended"
    if campaign.stage in ("sending", "paused") and campaign.stage != stage:
        await note_by_clock(work, campaign, stage, None, now)
