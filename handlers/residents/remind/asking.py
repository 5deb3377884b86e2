"""What follows from the answers to the questions about days, hours and moments.

A typed time of night is asked back before it is set. What a button names is set at once.
"""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.reminder_wishes import possible_minutes, read_wish
from bot.domain.notifications.reminders import EVERY_DAY, OneOff, Times
from bot.domain.notifications.weekly_times import (
    read_clock,
    read_days,
    read_times_on,
    times_on,
)
from bot.talk.events import Event, Pressed, Said
from bot.talk.steps import Say, Step
from bot.talk.text import _
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.remind import once, setting, typed
from handlers.residents.remind.phrases import USUAL_DAYS
from handlers.residents.remind.states import (
    About,
    Confirming,
    Days,
    Facts,
    Hour,
    OnceConfirming,
    OnceHour,
    Planned,
    States,
    Weekend,
)

_DAY_MINUTES = 24 * 60
_DAY_NUMBERS = range(2, 8)
"""The weekdays that have a number: "thứ 2" is Monday."""

Asking = Days | Hour | Confirming | OnceHour | OnceConfirming | Weekend


def on_setting(state: Asking, event: Event, facts: Facts) -> Step[States]:
    """One turn about the days, the hour, or whether it shall be so."""
    about = About(state.purpose, state.topic, state.key)
    match state:
        case Days():
            return _on_days(about, event, facts)
        case Hour(_purpose, days):
            return _on_hour(about, frozenset(days), event, facts)
        case Confirming(_purpose, days, minute):
            return _on_confirming(about, Times(frozenset(days), minute), event, facts)
        case OnceHour():
            return _on_once_hour(about, state, event, facts)
        case OnceConfirming():
            return _on_once_confirming(about, state, event, facts)
        case Weekend():
            return _on_weekend(about, state, event, facts)


# --- weekly ---------------------------------------------------------------------------------------


def _on_days(about: About, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back") if about.key:
            return Step(None, then=setting.SHOWN)
        case Pressed("back"):
            return setting.ask_purpose()
        case Pressed("tomorrow"):
            return once.ask_hour(about, facts.now.date() + dt.timedelta(days=1), "day", facts)
        case Pressed(key) if key[2:] in USUAL_DAYS:
            _name, days = USUAL_DAYS[key[2:]]
            return setting.ask_hour(about, days)
        case Said(text) if (wish := read_wish(text, facts.today)) is not None and wish.once:
            return typed.on_wish(about, wish, facts)
        case Said(text) if (days_ := read_days(text)) is not None:
            return setting.ask_hour(about, days_)
        case Said(text) if (times := read_times_on(EVERY_DAY, text)) is not None:
            return setting.set_or_ask(about, times, facts)
        case Said(text) if (step := typed.from_words(about, text, facts)) is not None:
            return step
        case Said(text) if minutes := _hours_without_days(text):
            if len(minutes) > 1:
                return setting.ask_which_hour(about, EVERY_DAY, minutes)
            return setting.confirm(about, times_on(EVERY_DAY, minutes[0]))
        case _:
            return unread(setting.ask_days(about, *not_understood(event)), event)


def _hours_without_days(text: str) -> tuple[int, ...]:
    """The hours of a text at the question for days; "3" may be Tuesday and is none."""
    minutes = possible_minutes(text)
    bare = len(minutes) == 2
    return () if bare and minutes[0] // 60 in _DAY_NUMBERS else minutes


def _on_hour(about: About, days: frozenset[int], event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return setting.ask_days(about)
        case Pressed(key) if (minute := _pressed_minute(key)) is not None:
            times = times_on(days, minute)
            # Midnight is on the day that follows, which the button did not name.
            set_or_ask = setting.set_times if minute < _DAY_MINUTES else setting.set_or_ask
            return set_or_ask(about, times, facts)
        case Said(text) if (step := _typed_hour(about, days, text, facts)) is not None:
            return step
        case _:
            return unread(setting.ask_hour(about, days, *not_understood(event)), event)


def _pressed_minute(key: str) -> int | None:
    if key[:2] != "h:" or not key[2:].isdecimal() or len(key) > 6:
        return None
    minute = int(key[2:])
    return minute if minute <= _DAY_MINUTES else None


def _typed_hour(about: About, days: frozenset[int], text: str, facts: Facts) -> Step[States] | None:
    """What follows from a typed time; days in it take the place of those before."""
    times = read_times_on(days, text)
    if times is not None:
        return setting.set_or_ask(about, times, facts)
    match possible_minutes(text):
        case ():
            return typed.from_words(about, text, facts)
        case (minute,):
            return setting.set_or_ask(about, times_on(days, minute), facts)
        case minutes:
            return setting.ask_which_hour(about, days, minutes)


def _on_confirming(about: About, times: Times, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("yes"):
            return setting.set_times(about, times, facts)
        case Pressed("hour"):
            return setting.ask_hour(about, times.days)
        case Pressed("days"):
            return setting.ask_days(about)
        case Said(text) if (step := _typed_hour(about, times.days, text, facts)) is not None:
            return step
        case _:
            return unread(setting.confirm(about, times, *not_understood(event)), event)


# --- once -----------------------------------------------------------------------------------------


def _on_once_hour(about: About, state: OnceHour, event: Event, facts: Facts) -> Step[States]:
    day, repeats = state.day, state.repeats
    match event:
        case Pressed("back"):
            return setting.ask_days(about)
        case Pressed(key) if (minute := _pressed_minute(key)) is not None:
            return once.on_minutes(about, day, repeats, (minute,), facts)
        case Said(text) if (step := _typed_once(about, day, state, text, facts)) is not None:
            return step
        case _:
            asked = once.ask_hour(about, day, repeats, facts, *not_understood(event))
            return unread(asked, event)


def _typed_once(
    about: About, day: dt.date, state: OnceHour | OnceConfirming, text: str, facts: Facts
) -> Step[States] | None:
    """What follows from a typed time of one day; a day in it takes the place of that one."""
    minute = read_clock(text)
    minutes = (minute,) if minute is not None else possible_minutes(text)
    if not minutes:
        return typed.from_words(about, text, facts)
    return once.on_minutes(about, day, state.repeats, minutes, facts)


def _on_once_confirming(
    about: About, state: OnceConfirming, event: Event, facts: Facts
) -> Step[States]:
    moment = OneOff(state.day, state.minute)
    match event:
        case Pressed("yes"):
            return once.set_once(about, moment, facts)
        case Pressed("hour"):
            return once.ask_hour(about, state.day, state.repeats, facts)
        case Pressed("days"):
            return setting.ask_days(about)
        case Said(text) if (step := _typed_once(about, state.day, state, text, facts)) is not None:
            return step
        case _:
            asked = once.confirm(about, moment, state.repeats, *not_understood(event))
            return unread(asked, event)


def _on_weekend(about: About, state: Weekend, event: Event, facts: Facts) -> Step[States]:
    saturday, sunday = once.days_of_weekend(state.saturday, facts)
    match event:
        case Pressed("back"):
            return setting.ask_days(about)
        case Pressed("saturday"):
            return once.on_minutes(about, saturday, "week", state.minutes, facts)
        case Pressed("sunday"):
            return once.on_minutes(about, sunday, "week", state.minutes, facts)
        case Pressed("both"):
            return typed.on_days(about, frozenset((5, 6)), state.minutes, facts)
        case Said(text) if (
            (days := read_days(text)) is not None and len(days) == 1 and days < {5, 6}
        ):
            day = saturday if 5 in days else sunday
            return once.on_minutes(about, day, "week", state.minutes, facts)
        case Said(text) if (step := _typed_weekend(about, state, text, facts)) is not None:
            return step
        case _:
            asked = once.ask_weekend(
                about, state.saturday, state.minutes, facts, *not_understood(event)
            )
            return unread(asked, event)


def _typed_weekend(about: About, state: Weekend, text: str, facts: Facts) -> Step[States] | None:
    """A time before the day is kept, and the day is asked again; other words are read anew."""
    minute = read_clock(text)
    if minute is not None:
        return once.ask_weekend(about, state.saturday, (minute,), facts)
    return typed.from_words(about, text, facts)


# --- a plan ---------------------------------------------------------------------------------------


def on_planned(state: Planned, event: Event, facts: Facts) -> Step[States]:
    """One turn about the reminder that was offered for a plan."""
    match event:
        case Pressed("yes") if (step := typed.accepted(state.words, facts)) is not None:
            return step
        case Pressed("no"):
            line = _("All right. When you have learnt it, write it in one sentence.")
            return Step(None, (Say((line,), ((phrases.MENU,),), "nothing"),))
        case Said(text) if (other := typed.offered(text, facts)) is not None:
            return other
        case Said():
            asked = typed.offered(state.words, facts, *not_understood(event))
            return Step(None, then=event) if asked is None else unread(asked, event)
        case _:
            asked = typed.offered(state.words, facts)
            return Step(None, then=setting.SHOWN) if asked is None else asked
