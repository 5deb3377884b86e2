"""Answering a campaign: a resident presses one of its buttons."""

from __future__ import annotations

from bot.domain.campaigns.runs import Run
from bot.domain.refusals import Refusal
from bot.services.campaigns.running import answer_run
from bot.services.ports.campaigns.runs import RunQueries
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class AnswerCampaign(Command, frozen=True):
    """Answer a campaign with its button of this place, counted from 0."""

    campaign: str
    button: int


async def answer_campaign(command: AnswerCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """The newest run that the person got is answered. Refuses `run_unknown` without one."""
    person = out.dialog.person.id
    run = await newest_received(work.runs, command.campaign, person)
    if run is None:
        raise Refusal("run_unknown")
    await answer_run(work, run.key, person, command.button, out.now)


async def newest_received(runs: RunQueries, campaign: str, person: int) -> Run | None:
    """The newest run of a campaign that a person got, or may have got."""
    for run in reversed(await runs.runs_of(campaign)):
        if await runs.received(run, person):
            return run
    return None
