"""A reminder is set: its purpose, its days and its hour; what is not clear is asked back.

A typed time of night is asked back before it is set. What a button names is set at once.
"""

from __future__ import annotations

from bot.domain.notifications.reminder_wishes import ReminderWish, possible_minutes, read_wish
from bot.domain.notifications.reminders import EVERY_DAY, ReminderPurpose, Times, is_at_night
from bot.domain.notifications.weekly_times import read_days, read_times, read_times_on, times_on
from bot.services.notifications.reminders import SetReminder
from bot.talk.events import Event, Opened, Pressed, Said
from bot.talk.steps import Command, Say, Step
from bot.talk.text import Line, _
from handlers.phrases import not_understood, unread
from handlers.residents.remind import questions
from handlers.residents.remind.phrases import USUAL_DAYS, set_said
from handlers.residents.remind.states import Choosing, Confirming, Days, Facts, Hour, States

_DAY_MINUTES = 24 * 60
_DAY_NUMBERS = range(2, 8)
"""The weekdays that have a number: "thứ 2" is Monday."""
_WEEKLY = _("The notebook reminds by days of the week, not on one day only.")


def done(said: Line, *commands: Command) -> Step[States]:
    """Carry out commands, then show the reminders."""
    return Step(None, (Say((said,)),), commands, then=Opened("remind"))


def ask_purpose(*before: Line) -> Step[States]:
    """Ask what the new reminder is for."""
    return Step(Choosing(), (questions.ask_purpose(*before),))


def ask_days(purpose: ReminderPurpose, *before: Line) -> Step[States]:
    """Ask for the days."""
    return Step(Days(purpose), (questions.ask_days(*before),))


def from_words(purpose: ReminderPurpose, text: str, facts: Facts) -> Step[States] | None:
    """What follows from words that tell days and hour, or ask for a reminder; None for others."""
    if (times := read_times(text)) is not None:
        return _set_or_ask(purpose, times, facts)
    wish = read_wish(text, facts.now.date())
    return None if wish is None else _on_wish(purpose, wish, facts)


def on_setting(state: Days | Hour | Confirming, event: Event, facts: Facts) -> Step[States]:
    """One turn about the days, the hour, or whether it shall be so."""
    match state, event:
        case Days(purpose), _event:
            return _on_days(purpose, event, facts)
        case Hour(), _event:
            return _on_hour(state, event, facts)
        case Confirming(), _event:
            return _on_confirming(state, event, facts)


def _set(purpose: ReminderPurpose, times: Times, facts: Facts) -> Step[States]:
    command = SetReminder(facts.new_key, purpose, tuple(sorted(times.days)), times.minute)
    return done(set_said(purpose, times), command)


def _set_or_ask(purpose: ReminderPurpose, times: Times, facts: Facts) -> Step[States]:
    """Set typed times, but ask first about a time of night."""
    return _confirm(purpose, times) if is_at_night(times) else _set(purpose, times, facts)


def _confirm(purpose: ReminderPurpose, times: Times, *before: Line) -> Step[States]:
    state = Confirming(purpose, tuple(sorted(times.days)), times.minute)
    return Step(state, (questions.ask_whether(times, *before),))


def _ask_hour(state: Hour, *before: Line) -> Step[States]:
    return Step(state, (questions.ask_hour(*before),))


def _on_wish(purpose: ReminderPurpose, wish: ReminderWish, facts: Facts) -> Step[States]:
    """Set what is clear, and ask for what is not; one day only is offered as its weekday."""
    before = (_WEEKLY,) if wish.once else ()
    match wish.days, wish.minutes:
        case None, (minute,):
            return _confirm(purpose, times_on(EVERY_DAY, minute))
        case None, _minutes:
            return ask_days(purpose)
        case days, (minute,) if wish.once:
            return _confirm(purpose, times_on(days, minute), *before)
        case days, (minute,):
            return _set_or_ask(purpose, times_on(days, minute), facts)
        case days, minutes:
            hour = Hour(purpose, tuple(sorted(days)))
            return _which(hour, minutes, *before) if minutes else _ask_hour(hour, *before)


def _which(state: Hour, minutes: tuple[int, ...], *before: Line) -> Step[States]:
    """Ask which of some times is meant."""
    return Step(state, (questions.ask_which_hour(minutes, *before),))


def _on_days(purpose: ReminderPurpose, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return ask_purpose()
        case Pressed(key) if key[2:] in USUAL_DAYS:
            _name, days = USUAL_DAYS[key[2:]]
            return _ask_hour(Hour(purpose, tuple(sorted(days))))
        case Said(text) if (days_ := read_days(text)) is not None:
            return _ask_hour(Hour(purpose, tuple(sorted(days_))))
        case Said(text) if (times := read_times_on(EVERY_DAY, text)) is not None:
            return _set_or_ask(purpose, times, facts)
        case Said(text) if (step := from_words(purpose, text, facts)) is not None:
            return step
        case Said(text) if minutes := _hours_without_days(text):
            if len(minutes) > 1:
                return _which(Hour(purpose, tuple(sorted(EVERY_DAY))), minutes)
            return _confirm(purpose, times_on(EVERY_DAY, minutes[0]))
        case _:
            return unread(ask_days(purpose, *not_understood(event)), event)


def _hours_without_days(text: str) -> tuple[int, ...]:
    """The hours of a text at the question for days; "3" may be Tuesday and is none."""
    minutes = possible_minutes(text)
    bare = len(minutes) == 2
    return () if bare and minutes[0] // 60 in _DAY_NUMBERS else minutes


def _on_hour(state: Hour, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return ask_days(state.purpose)
        case Pressed(key) if (minute := _pressed_minute(key)) is not None:
            times = times_on(frozenset(state.days), minute)
            # Midnight is on the day that follows, which the button did not name.
            set_or_ask = _set if minute < _DAY_MINUTES else _set_or_ask
            return set_or_ask(state.purpose, times, facts)
        case Said(text) if (step := _on_typed_hour(state, text, facts)) is not None:
            return step
        case _:
            return unread(_ask_hour(state, *not_understood(event)), event)


def _pressed_minute(key: str) -> int | None:
    if key[:2] != "h:" or not key[2:].isdecimal() or len(key) > 6:
        return None
    minute = int(key[2:])
    return minute if minute <= _DAY_MINUTES else None


def _on_typed_hour(state: Hour | Confirming, text: str, facts: Facts) -> Step[States] | None:
    """What follows from a typed time; days in it take the place of those before."""
    times = read_times_on(frozenset(state.days), text)
    if times is not None:
        return _set_or_ask(state.purpose, times, facts)
    match possible_minutes(text):
        case ():
            return from_words(state.purpose, text, facts)
        case (minute,):
            times = times_on(frozenset(state.days), minute)
            return _set_or_ask(state.purpose, times, facts)
        case minutes:
            return _which(Hour(state.purpose, state.days), minutes)


def _on_confirming(state: Confirming, event: Event, facts: Facts) -> Step[States]:
    times = Times(frozenset(state.days), state.minute)
    match event:
        case Pressed("yes"):
            return _set(state.purpose, times, facts)
        case Pressed("hour"):
            return _ask_hour(Hour(state.purpose, state.days))
        case Pressed("days"):
            return ask_days(state.purpose)
        case Said(text) if (step := _on_typed_hour(state, text, facts)) is not None:
            return step
        case _:
            return unread(_confirm(state.purpose, times, *not_understood(event)), event)
