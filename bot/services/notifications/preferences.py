"""Preferences: a person's own weekly limit and quiet hours for notifications."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.notifications.policy import QuietHours, check_preferences
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class SetWeeklyLimit(Command, frozen=True):
    """Set the maximum of messages a week; None: the default."""

    limit: int | None


class SetQuietHours(Command, frozen=True):
    """Set quiet hours in minutes of the day (equal minutes: none); None: the default."""

    between: tuple[int, int] | None


async def set_weekly_limit(command: SetWeeklyLimit, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `weekly_unknown`."""
    person = out.dialog.person.id
    preferences = replace(await work.notifications.preferences(person), weekly_most=command.limit)
    check_preferences(preferences)
    await work.notifications.save_preferences(person, preferences)


async def set_quiet_hours(command: SetQuietHours, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `quiet_unknown`."""
    person = out.dialog.person.id
    quiet = None if command.between is None else QuietHours(*command.between)
    preferences = replace(await work.notifications.preferences(person), quiet=quiet)
    check_preferences(preferences)
    await work.notifications.save_preferences(person, preferences)
