"""Ratings: a person's own points for the indicators of the Learning Citizen year."""

from __future__ import annotations

from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class RateIndicator(Command, frozen=True):
    """Give an indicator of this year's criteria set points; the last rating counts."""

    criteria_set: str
    indicator: str
    points: int


async def rate_indicator(command: RateIndicator, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `indicator_unknown`, `points_unknown`. The year is that of the turn."""
    criteria = out.reference_data.criteria
    indicator = criteria.indicator(command.indicator)
    if criteria.id != command.criteria_set or indicator is None:
        raise Refusal("indicator_unknown")
    if not 0 <= command.points <= indicator.points:
        raise Refusal("points_unknown")
    await work.learning.add_rating(
        out.dialog.person.id, criteria.id, out.now.year, indicator.id, command.points, out.now
    )
