"""Goals: minutes of learning in a week, and pauses."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.progress import Goal, LearningPause, check_goal, check_pause
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class SetGoal(Command, frozen=True):
    """Set a weekly goal in minutes from now on; 0 removes it."""

    minutes: int


class PauseLearning(Command, frozen=True):
    """Pause from today until a day, that day included."""

    until: dt.date


class ResumeLearning(Command, frozen=True):
    """Continue learning from today."""


async def set_goal(command: SetGoal, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `goal_small`, `goal_large`."""
    if command.minutes:
        check_goal(command.minutes)
    await work.learning.add_goal(
        out.dialog.person.id, Goal(out.now.date(), command.minutes), out.now
    )


async def pause_learning(command: PauseLearning, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `pause_past`, `pause_long`. An earlier pause ends the day before the new one."""
    today = out.now.date()
    pause = LearningPause(today, command.until)
    check_pause(pause, today)
    await work.learning.end_pause(out.dialog.person.id, today)
    await work.learning.add_pause(out.dialog.person.id, pause, out.now)


async def resume_learning(command: ResumeLearning, work: UnitOfWork, out: CommandContext) -> None:
    """Never refuses; without a pause nothing changes."""
    del command
    await work.learning.end_pause(out.dialog.person.id, out.now.date())
