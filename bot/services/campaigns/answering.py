"""Answering a campaign: a resident presses one of its buttons."""

from __future__ import annotations

from bot.domain.refusals import Refusal
from bot.services.campaigns.running import answer_run
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class AnswerCampaign(Command, frozen=True):
    """Answer a campaign with its button of this place, counted from 0."""

    campaign: str
    button: int


async def answer_campaign(command: AnswerCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """The newest run that the person got is answered. Refuses `run_unknown` without one."""
    person = out.dialog.person.id
    for run in reversed(await work.runs.runs_of(command.campaign)):
        if await work.runs.received(run, person):
            await answer_run(work, run.key, person, command.button, out.now)
            return
    raise Refusal("run_unknown")
