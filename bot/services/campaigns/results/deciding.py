"""Deciding about unsure messages: each is sent again, or left, once, by somebody who may send."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import ClassVar, TypeAlias

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.runs import Run
from bot.domain.campaigns.timing import Weekly
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.locking import controlled
from bot.services.campaigns.running import leave_unsure, send_unsure_again
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand

Decided: TypeAlias = tuple[int, int]
"""A row, and when it became unsure, in milliseconds: a later time needs a decision of its own."""


class SendUnsureAgain(StaffCommand, frozen=True):
    """Send unsure messages of a run again; some people may get them twice."""

    access: ClassVar[Access] = "write"

    key: str
    run: str
    rows: tuple[Decided, ...]


class LeaveUnsure(StaffCommand, frozen=True):
    """Leave unsure messages of a run as they are; some people may never get them."""

    access: ClassVar[Access] = "write"

    key: str
    run: str
    rows: tuple[Decided, ...]


async def send_unsure(command: SendUnsureAgain, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_unknown`, `unsure_decided`.

    Also what `send_unsure_again` refuses.
    """
    campaign = await controlled(command.key, work, out)
    run, rows = await _undecided(command.run, campaign, command.rows, work)
    await send_unsure_again(work, run.key, rows, out.now)
    if campaign.stage == "ended" and not isinstance(campaign.content.timing, Weekly):
        await work.campaigns.save_campaign(campaign, replace(campaign, stage="sending"), out.now)
    await _note("unsure_resent", campaign, run, rows, work, out)


async def leave_unsure_rows(command: LeaveUnsure, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `campaign_unknown`, `run_unknown`, `unsure_decided`."""
    campaign = await controlled(command.key, work, out)
    run, rows = await _undecided(command.run, campaign, command.rows, work)
    await leave_unsure(work, run.key, rows)
    await _note("unsure_left", campaign, run, rows, work, out)


async def _undecided(
    key: str, campaign: Campaign, decided: tuple[Decided, ...], work: UnitOfWork
) -> tuple[Run, list[int]]:
    """The run, locked, and those of the rows that nobody decided about since they were shown."""
    run = await work.runs.lock_run(key)
    if run is None or run.campaign != campaign.key:
        raise Refusal("run_unknown")
    when = dict(decided)
    found = await work.runs.unsure_of(run, tuple(when))
    rows = [each.row for each in found if unsure_ms(each.at) == when[each.row]]
    if not rows:
        raise Refusal("unsure_decided")
    return run, rows


def unsure_ms(at: dt.datetime) -> int:
    """When a row became unsure, as a decision names it."""
    return (at - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(milliseconds=1)


async def _note(
    action: str,
    campaign: Campaign,
    run: Run,
    rows: list[int],
    work: UnitOfWork,
    out: CommandContext,
) -> None:
    """A decision is kept with the numbers of its messages; these tell nothing of a person."""
    facts: dict[str, str | int] = {"campaign": campaign.key, "run": run.key, "count": len(rows),
             "rows": ",".join(map(str, rows))}  # fmt: skip
    await work.audit.append(
        out.dialog.person.id, action, facts, {}, out.now,
        wards=campaign.content.audience.wards or None,
    )  # fmt: skip
