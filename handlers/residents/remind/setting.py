"""A weekly reminder is set, or what is not clear of it is asked back."""

from __future__ import annotations

from bot.domain.notifications.reminders import Times, is_at_night
from bot.services.notifications.reminders import SetReminder
from bot.talk.events import Opened
from bot.talk.steps import Command, Say, Step
from bot.talk.text import Line
from handlers.residents.remind import questions
from handlers.residents.remind.phrases import set_said
from handlers.residents.remind.states import (
    About,
    Choosing,
    Confirming,
    Days,
    Facts,
    Hour,
    States,
)

SHOWN = Opened("remind")
"""The event that shows the reminders."""


def done(said: Line, *commands: Command) -> Step[States]:
    """Carry out commands, then show the reminders."""
    return Step(None, (Say((said,)),), commands, then=SHOWN)


def ask_purpose(*before: Line) -> Step[States]:
    """Ask what the new reminder is for."""
    return Step(Choosing(), (questions.ask_purpose(*before),))


def ask_days(about: About, *before: Line) -> Step[States]:
    """Ask for the days."""
    state = Days(about.purpose, about.topic, about.key)
    return Step(state, (questions.ask_days(*before),))


def ask_hour(about: About, days: frozenset[int], *before: Line) -> Step[States]:
    """Ask for the time of these days."""
    return Step(_hour(about, days), (questions.ask_hour(*before),))


def ask_which_hour(
    about: About, days: frozenset[int], minutes: tuple[int, ...], *before: Line
) -> Step[States]:
    """Ask which of some times is meant."""
    return Step(_hour(about, days), (questions.ask_which_hour(minutes, *before),))


def _hour(about: About, days: frozenset[int]) -> Hour:
    return Hour(about.purpose, tuple(sorted(days)), about.topic, about.key)


def set_times(about: About, times: Times, facts: Facts) -> Step[States]:
    """Set a weekly reminder."""
    days, key = tuple(sorted(times.days)), about.key or facts.new_key
    command = SetReminder(key, about.purpose, days, times.minute, about.topic)
    return done(set_said(about, times), command)


def set_or_ask(about: About, times: Times, facts: Facts) -> Step[States]:
    """Set typed times, but ask first about a time of night."""
    return confirm(about, times) if is_at_night(times) else set_times(about, times, facts)


def confirm(about: About, times: Times, *before: Line) -> Step[States]:
    """Ask whether it shall be set so."""
    state = Confirming(
        about.purpose, tuple(sorted(times.days)), times.minute, about.topic, about.key
    )
    return Step(state, (questions.ask_whether(times, *before),))
