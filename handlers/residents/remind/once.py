"""A reminder that comes once is set; a past moment and a time of night are asked back."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.days_ahead import DayAhead, Repeats, day_again
from bot.domain.notifications.reminders import (
    MAX_AHEAD,
    OneOff,
    due_after,
    is_at_night,
)
from bot.services.notifications.reminders import SetOneOff
from bot.talk.steps import Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.residents.remind import once_questions as questions
from handlers.residents.remind import setting
from handlers.residents.remind.phrases import set_once_said
from handlers.residents.remind.states import (
    About,
    Facts,
    OnceConfirming,
    OnceHour,
    States,
    Weekend,
)

_DAY_MINUTES = 24 * 60
_OVER = _("That moment is over.")


def on_day(about: About, once: DayAhead, minutes: tuple[int, ...], facts: Facts) -> Step[States]:
    """Set a one-off on a named day, or ask for what is missing."""
    if once.minutes is not None:
        at = facts.written + dt.timedelta(minutes=once.minutes)
        return set_once(about, OneOff(at.date(), at.hour * 60 + at.minute), facts)
    if once.weekend:
        return ask_weekend(about, once.day, minutes, facts)
    return on_minutes(about, once.day, once.repeats, minutes, facts)


def on_minutes(
    about: About, day: dt.date, repeats: Repeats, minutes: tuple[int, ...], facts: Facts
) -> Step[States]:
    """What follows from the times that may be meant on one day."""
    left = tuple(minute for minute in minutes if not _is_over(_once(day, minute), facts))
    match minutes, left:
        case (), _left:
            if _is_over(OneOff(day, _DAY_MINUTES - 1), facts):
                return ask_hour(about, _again(day, repeats, facts), repeats, facts, _OVER)
            return ask_hour(about, day, repeats, facts)
        case (minute,), _left:
            return settle(about, _once(day, minute), repeats, facts)
        case _minutes, ():
            later = _again(day, repeats, facts)
            return _which(about, later, repeats, minutes, _OVER)
        case _minutes, (minute,):
            return confirm(about, _once(day, minute), repeats)
        case _:
            return _which(about, day, repeats, left)


def settle(about: About, once: OneOff, repeats: Repeats, facts: Facts) -> Step[States]:
    """Set a clear moment; one that is over, far ahead or at night is asked back."""
    if _is_over(once, facts):
        return confirm(about, OneOff(_again(once.day, repeats, facts, once.minute), once.minute),
                       repeats, _OVER)  # fmt: skip
    if once.day - facts.now.date() > MAX_AHEAD:
        return setting.ask_days(about, phrases.why("moment_far"))
    if is_at_night(once):
        return confirm(about, once, repeats)
    return set_once(about, once, facts)


def set_once(about: About, once: OneOff, facts: Facts) -> Step[States]:
    """Set a one-off."""
    key = about.key or facts.new_key
    command = SetOneOff(key, about.purpose, once.day, once.minute, about.topic)
    return setting.done(set_once_said(about, once), command)


def confirm(about: About, once: OneOff, repeats: Repeats, *before: Line) -> Step[States]:
    """Ask whether it shall come at this moment."""
    state = OnceConfirming(about.purpose, once.day, once.minute, repeats, about.topic, about.key)
    return Step(state, (questions.ask_whether(once, *before),))


def ask_hour(
    about: About, day: dt.date, repeats: Repeats, facts: Facts, *before: Line
) -> Step[States]:
    """Ask for the time of one day; of today only those ahead are offered."""
    state = OnceHour(about.purpose, day, repeats, about.topic, about.key)
    return Step(state, (questions.ask_hour(day, facts.now, *before),))


def ask_weekend(
    about: About, saturday: dt.date, minutes: tuple[int, ...], facts: Facts, *before: Line
) -> Step[States]:
    """Ask whether Saturday, Sunday or every weekend is meant."""
    state = Weekend(about.purpose, saturday, minutes, about.topic, about.key)
    return Step(state, (questions.ask_weekend(*days_of_weekend(saturday, facts), *before),))


def days_of_weekend(saturday: dt.date, facts: Facts) -> tuple[dt.date, dt.date]:
    """The Saturday and the Sunday of a weekend; a day that is over is that of the next one."""
    week, today = dt.timedelta(weeks=1), facts.now.date()
    sunday = saturday + dt.timedelta(days=1)
    return (
        saturday if saturday >= today else saturday + week,
        sunday if sunday >= today else sunday + week,
    )


def _which(
    about: About, day: dt.date, repeats: Repeats, minutes: tuple[int, ...], *before: Line
) -> Step[States]:
    state = OnceHour(about.purpose, day, repeats, about.topic, about.key)
    return Step(state, (questions.ask_which_hour(day, minutes, *before),))


def _once(day: dt.date, minute: int) -> OneOff:
    """From 24 * 60 minutes on it is on the day that follows."""
    days, minute = divmod(minute, _DAY_MINUTES)
    return OneOff(day + dt.timedelta(days=days), minute)


def _is_over(once: OneOff, facts: Facts) -> bool:
    return due_after(once, facts.now) is None


def _again(day: dt.date, repeats: Repeats, facts: Facts, minute: int = 0) -> dt.date:
    """The next day of the same name on which this minute is ahead."""
    today = facts.now.date()
    ahead = minute > facts.now.hour * 60 + facts.now.minute
    return day_again(day, repeats, today if ahead else today + dt.timedelta(days=1))
