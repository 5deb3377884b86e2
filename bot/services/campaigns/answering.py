"""Answering a campaign: a resident presses one of its buttons."""

from __future__ import annotations

from bot.services.campaigns.running import answer_run
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class AnswerCampaign(Command, frozen=True):
    """Answer the campaign of a run with its button of this place, counted from 0."""

    run: str
    button: int


async def answer_campaign(command: AnswerCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `run_unknown`."""
    await answer_run(work, command.run, out.dialog.person.id, command.button, out.now)
