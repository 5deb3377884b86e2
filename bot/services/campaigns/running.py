"""Running a campaign: begin a run, plan it, pause, resume and cancel it, decide what is unsure.

Every function takes the lock of the run first. The claim of its rows takes it too: after the commit
of a pause no row is claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.domain.campaigns.runs import Run, RunAct, check_startable, is_past, next_state, open_runs
from bot.domain.refusals import Refusal
from bot.services.ports.campaigns.runs import DueCampaign, RunRepository

EXPIRED = "expired"
"""Why a run was stopped that was paused until it was of no use any more."""

MAX_SLICE = 500
"""Maximum people or rows in one transaction, so that turns can run between two slices."""


class RunWork(Protocol):
    """What running a campaign needs of a unit of work."""

    @property
    def runs(self) -> RunRepository:
        """The runs of campaigns."""


async def start_run(work: RunWork, key: str, due: DueCampaign, now: dt.datetime) -> Run:
    """Begin a run; its rows are planned by the clock.

    The audience is resolved once: people who come later are not in it. Refuses what
    `check_startable` refuses, `begun_already` (the occasion has its run, or the campaign was
    corrected before) and `texts_missing` (a ward of the campaign has no text).
    """
    check_startable(due.campaign, now)
    if {ward for _locale, ward in due.says} != due.campaign.wards:
        raise Refusal("texts_missing")
    corrects = due.campaign.corrects
    if corrects is not None and await work.runs.was_corrected(corrects):
        raise Refusal("begun_already")
    begun = await work.runs.begin_run(key, due, now)
    if begun is None:
        raise Refusal("begun_already")
    return begun


async def _change(
    work: RunWork, key: str, act: RunAct, now: dt.datetime, why: str | None = None
) -> Run:
    """Lock a run and change its state; refuses `run_unknown`, and what `next_state` refuses."""
    run = await _locked(work, key)
    state = next_state(run.state, act, planned=run.planned_at is not None)
    await work.runs.save_state(run, state, now, why)
    return await _locked(work, key)


async def _locked(work: RunWork, key: str) -> Run:
    run = await work.runs.lock_run(key)
    if run is None:
        raise Refusal("run_unknown")
    return run


async def pause_run(work: RunWork, key: str, now: dt.datetime) -> Run:
    """Let nothing more of a run out; what is on the wire ends within two seconds."""
    return await _change(work, key, "pause", now)


async def resume_run(work: RunWork, key: str, now: dt.datetime) -> Run:
    """Go on where a run was paused."""
    return await _change(work, key, "resume", now)


async def cancel_run(work: RunWork, key: str, now: dt.datetime) -> Run:
    """Let nothing more of a run out, for good; the clock brings its planned rows to their end."""
    return await _change(work, key, "cancel", now)


async def cancel_open_runs(work: RunWork, campaign: str, now: dt.datetime) -> int:
    """Let nothing more of any run of a campaign out, for good; how many runs that ended."""
    running = open_runs(await work.runs.runs_of(campaign))
    for run in running:
        await cancel_run(work, run.key, now)
    return len(running)


async def stop_run(work: RunWork, key: str, why: str, now: dt.datetime) -> Run:
    """Stop a run that must not go on, for the reason `why` (at most 64 characters)."""
    return await _change(work, key, "stop", now, why)


async def plan_slice(work: RunWork, key: str, limit: int, now: dt.datetime) -> Run:
    """Plan a run for the next people; its state says whether there are more.

    How far it is commits with the rows: after a kill it goes on there. A person has a run once,
    also when several clocks plan it.
    """
    run = await _locked(work, key)
    return await work.runs.plan_slice(run, limit, now) if run.state == "planning" else run


async def sweep_slice(work: RunWork, key: str, limit: int, now: dt.datetime) -> int:
    """Bring the next planned rows of a run that is over to their end; how many.

    It was cancelled or stopped, or is of no use any more. A paused one is stopped then: nobody went
    on with it in time.
    """
    run = await _locked(work, key)
    if run.state == "paused" and is_past(run, now):
        run = await stop_run(work, key, EXPIRED, now)
    if run.state in ("cancelled", "stopped"):
        return await work.runs.cancel_slice(run, limit, now)
    if run.state == "sending" and is_past(run, now):
        return await work.runs.expire_slice(run, limit, now)
    return 0


async def send_unsure_again(work: RunWork, key: str, rows: Sequence[int], now: dt.datetime) -> int:
    """Send rows again of which nobody knows whether they were sent; how many.

    Refuses `run_over` where the run was cancelled or stopped, `useful_past`, and `corrected` where
    a correction of the campaign began: who gets it again would read what is wrong last.
    """
    run = await _locked(work, key)
    if await work.runs.was_corrected(run.campaign):
        raise Refusal("corrected")
    if run.until <= now.astimezone(dt.UTC):
        raise Refusal("useful_past")
    if run.state == "ended":
        await work.runs.save_state(run, next_state(run.state, "send_again"), now)
    elif run.state not in ("sending", "paused"):
        raise Refusal("run_over")
    return await work.runs.send_again(run, rows, now)


async def leave_unsure(work: RunWork, key: str, rows: Sequence[int]) -> int:
    """Leave unsure rows as they are, decided: they are not asked about any more; how many."""
    return await work.runs.leave(await _locked(work, key), rows)


async def answer_run(work: RunWork, key: str, person: int, button: int, now: dt.datetime) -> None:
    """Keep the answer of a resident, in place of an earlier one: each person counts once.

    Refuses `run_unknown`, also for somebody who did not get the campaign.
    """
    run = await work.runs.run(key)
    if run is None or not await work.runs.received(run, person):
        raise Refusal("run_unknown")
    await work.runs.save_answer(run, person, button, now)
