"""Wishing: a person's own word about what they did not ask for, when and how much of it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.unasked import QuietHours, check_wishes
from bot.services.work import CarriedOut, Work
from bot.talk.steps import Command


class SetWeeklyMost(Command, frozen=True):
    """So many messages a week at most; None: as is usual."""

    most: int | None


class SetQuietHours(Command, frozen=True):
    """Nothing between these minutes of the day (the same twice: no quiet); None: as is usual."""

    between: tuple[int, int] | None


async def set_weekly_most(command: SetWeeklyMost, work: Work, out: CarriedOut) -> None:
    """Refuses `weekly_unknown`."""
    person = out.place.person.id
    wishes = replace(await work.wishes(person), weekly_most=command.most)
    check_wishes(wishes)
    await work.save_wishes(person, wishes)


async def set_quiet_hours(command: SetQuietHours, work: Work, out: CarriedOut) -> None:
    """Refuses `quiet_unknown`."""
    person = out.place.person.id
    quiet = None if command.between is None else QuietHours(*command.between)
    wishes = replace(await work.wishes(person), quiet=quiet)
    check_wishes(wishes)
    await work.save_wishes(person, wishes)
