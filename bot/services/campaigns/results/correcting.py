"""Correcting: a campaign that was wrong is put right, once, for exactly those who may have it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

from bot.domain.campaigns.campaign import Campaign, correction_of
from bot.domain.people.persons import Purpose
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.drafting import check_wards, note
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand

CORRECTED_FOR: Final = dt.timedelta(days=29)
"""A campaign can be corrected for so long after it began: after 30 days it is not known any more at
which addresses it arrived (`RETENTION`, words)."""


class CorrectCampaign(StaffCommand, frozen=True):
    """Make a draft, under a new key, that puts right what a campaign said."""

    access: ClassVar[Access] = "write"

    key: str
    copy_key: str


async def correct_campaign(command: CorrectCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown`, `not_allowed`, `ward_lost`, and what `check_correctable` does.

    Also `correct_twice` where somebody writes one already.
    """
    wrong = await work.campaigns.lock_campaign(command.key)
    if wrong is None:
        raise Refusal("campaign_unknown")
    me = out.dialog.person.id
    await check_correctable(work, wrong.key, out.now)
    if await work.campaigns.correction_of(wrong.key) is not None:
        raise Refusal("correct_twice")
    runs = await work.runs.runs_of(wrong.key)
    wards = frozenset[str]().union(*(run.wards for run in runs))
    draft = correction_of(wrong, command.copy_key, me, wards)
    await check_wards(draft.content, work, out)
    if await work.campaigns.add_campaign(draft, out.now):
        await note(draft, "written", work, out)


async def check_correctable(work: UnitOfWork, key: str, now: dt.datetime) -> None:
    """Whether a campaign can be corrected now; nobody else begins a correction meanwhile.

    Refuses `correct_nothing`, `correct_running` (wait for its end, or cancel it), `correct_twice`,
    `correct_late`.
    """
    await work.campaigns.lock_campaign(key)
    runs = await work.runs.runs_of(key)
    if not runs:
        raise Refusal("correct_nothing")
    if any(run.settled_at is None for run in runs):
        raise Refusal("correct_running")
    if await work.runs.was_corrected(key):
        raise Refusal("correct_twice")
    if min(run.begun for run in runs) < now - CORRECTED_FOR:
        raise Refusal("correct_late")


async def checked_purpose(work: UnitOfWork, campaign: Campaign, now: dt.datetime) -> Purpose | None:
    """For what a correction is sent: as what it corrects; None for any other campaign.

    Refuses what `check_correctable` refuses.
    """
    if campaign.corrects is None:
        return None
    await check_correctable(work, campaign.corrects, now)
    return await work.runs.purpose_of(campaign.corrects)
