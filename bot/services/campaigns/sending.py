"""Sending: a campaign that is approved begins its runs; staff begin, pause, resume, cancel them.

A run begins when somebody says so, or at its moment, by the clock. Whoever wrote the campaign must
still hold the role then; if not, the campaign is stopped, and its author and the admins hear of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from bot.domain.campaigns.campaign import Campaign, CampaignStage, check_version
from bot.domain.campaigns.occasions import ONCE
from bot.domain.campaigns.runs import Run, open_runs
from bot.domain.campaigns.timing import Weekly, WhenTold
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.audiences import check_endless
from bot.services.campaigns.drafting import note
from bot.services.campaigns.due import due_campaign
from bot.services.campaigns.locking import controlled
from bot.services.campaigns.results.correcting import checked_purpose
from bot.services.campaigns.results.following import follow_run
from bot.services.campaigns.running import (
    cancel_open_runs,
    cancel_run,
    pause_run,
    resume_run,
    start_run,
)
from bot.services.campaigns.stopped import note_by_clock
from bot.services.ports.campaigns.drafts import CampaignEventName
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand

OrderedAct: TypeAlias = Literal["pause", "resume", "cancel"]
"""What an operator can ask of a run."""

_ORDERED: Mapping[
    OrderedAct, tuple[Callable[..., Awaitable[Run]], CampaignStage, CampaignEventName]
] = MappingProxyType(
    {
        "pause": (pause_run, "paused", "paused"),
        "resume": (resume_run, "sending", "resumed"),
        "cancel": (cancel_run, "cancelled", "cancelled"),
    }
)


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
    """Refuses `not_allowed`, `campaign_unknown`, `run_unknown`, `run_over`, `run_state`."""
    campaign = await controlled(command.key, work, out)
    going = [run for run in await _open_runs(campaign, work) if run.state != "paused"]
    if not going:
        raise Refusal("run_state")
    for run in going:
        await pause_run(work, run.key, out.now)
    await _to_stage(campaign, "paused", "paused", work, out)


async def resume_campaign(command: ResumeCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_unknown`, `run_over`, `run_state`."""
    campaign = await controlled(command.key, work, out)
    paused = [run for run in await _open_runs(campaign, work) if run.state == "paused"]
    if not paused:
        raise Refusal("run_state")
    for run in paused:
        await resume_run(work, run.key, out.now)
    await _to_stage(campaign, "sending", "resumed", work, out)


async def cancel_campaign(command: CancelCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_unknown`, `run_over`."""
    campaign = await controlled(command.key, work, out)
    await _open_runs(campaign, work)
    await cancel_open_runs(work, campaign.key, out.now)
    await _to_stage(campaign, "cancelled", "cancelled", work, out)


async def order_run(work: UnitOfWork, act: OrderedAct, key: str, now: dt.datetime) -> None:
    """Carry out what an operator asked of a run at the command line; nobody's role is asked.

    The campaign and the audit trail have it as from the chat. Refuses `run_unknown`, `run_over`,
    `run_state`.
    """
    run = await work.runs.run(key)
    if run is None:
        raise Refusal("run_unknown")
    campaign = await work.campaigns.lock_campaign(run.campaign)
    change, stage, what = _ORDERED[act]
    await change(work, key, now)
    if campaign is not None:
        weekly = isinstance(campaign.content.timing, Weekly)
        await note_by_clock(work, campaign, campaign.stage if weekly else stage, what, now)


async def _open_runs(campaign: Campaign, work: UnitOfWork) -> Sequence[Run]:
    """The runs that have not come to their end. Refuses `run_over`, `run_unknown`."""
    runs = await work.runs.runs_of(campaign.key)
    if not runs:
        raise Refusal("run_unknown")
    if not (found := open_runs(runs)):
        raise Refusal("run_over")
    return found


async def _to_stage(
    campaign: Campaign,
    stage: CampaignStage,
    what: CampaignEventName,
    work: UnitOfWork,
    out: CommandContext,
) -> None:
    """Store the stage, and note what happened.

    A weekly campaign keeps its stage: what happens to one run of it does not touch the next one.
    """
    weekly = isinstance(campaign.content.timing, Weekly)
    after = campaign if weekly else replace(campaign, stage=stage)
    if not await work.campaigns.save_campaign(campaign, after, out.now):
        raise Refusal("campaign_changed")
    await note(after, what, work, out)
