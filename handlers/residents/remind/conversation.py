"""A resident sets reminders of their own, snoozes one, pauses them or stops them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    REMINDER_PURPOSES,
    Reminder,
    ReminderPurpose,
    Times,
)
from bot.domain.notifications.weekly_times import read_clock, read_days, read_times
from bot.services.notifications.reminders import (
    PauseReminders,
    PutOffReminder,
    ResumeReminders,
    SetReminder,
    StopReminders,
)
from bot.services.people.joining import Consent
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Command, PassiveState, Say, State, Step
from bot.talk.text import Day, Line, _
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.remind import questions
from handlers.residents.remind.phrases import USUAL_DAYS, described

_WEEK = dt.timedelta(days=6)
_BUTTONS = ("later", "week", "keep", "stop")
"""The actions of a reminder's buttons; each comes with the reminder's key."""


class Consenting(State, frozen=True, tag="Consenting"):
    """Does the person agree to reminders?"""


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The reminders are shown."""


class Choosing(State, frozen=True, tag="Choosing"):
    """What is the new reminder for?"""


class Days(State, frozen=True, tag="Days"):
    """On which days?"""

    purpose: ReminderPurpose


class Hour(State, frozen=True, tag="Hour"):
    """At what time of these days?"""

    purpose: ReminderPurpose
    days: tuple[int, ...]


class PuttingOff(State, frozen=True, tag="PuttingOff"):
    """Until when is a reminder snoozed?"""

    key: str


class Stopping(State, frozen=True, tag="Stopping"):
    """Which reminder is stopped, or all?"""


States: TypeAlias = Consenting | Shown | Choosing | Days | Hour | PuttingOff | Stopping


@dataclass(frozen=True, slots=True)
class Facts:
    """The time, a key for a new reminder, and the reminders that are set."""

    now: dt.datetime
    new_key: str
    allowed: bool
    reminders: tuple[Reminder, ...]

    @property
    def paused_until(self) -> dt.date | None:
        """The last day of the pause when all reminders are paused today."""
        days = [each.paused_until for each in self.reminders]
        if not days or any(day is None or day < self.now.date() for day in days):
            return None
        return min(day for day in days if day is not None)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the person's reminders."""
    allowed = "reminders" in turn.person.consents
    return Facts(
        turn.now, turn.new_key, allowed, await queries.notifications.reminders(turn.person.id)
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the reminders; a reminder's button or typed times take effect at once."""
    if not facts.allowed:
        return _ask_consent()
    verb, _gap, key = opened.rest.partition(" ")
    if any(each.key == key for each in facts.reminders):
        match verb:
            case "later":
                return _ask_later(key)
            case "week":
                until = facts.now.date() + _WEEK
                return _answered(_("No reminder until {day}.", day=Day(until)),
                                 PauseReminders(until, key))  # fmt: skip
            case "keep":
                return _answered(_("The reminders go on."), ResumeReminders(key))
            case "stop":
                return _answered(_("This reminder is stopped."), StopReminders(key))
    if verb in _BUTTONS and key:
        # The button of a reminder that was stopped meanwhile.
        return _show(facts, phrases.why("reminder_unknown"))
    times = read_times(opened.rest)
    return _set("log", times, facts) if times is not None else _show(facts)


def _answered(said: Line, command: Command) -> Step[States]:
    """The effect of a reminder's button; the open conversation continues."""
    return Step(None, (Say((said,)),), (command,))


def _done(said: Line, *commands: Command) -> Step[States]:
    return Step(None, (Say((said,)),), commands, then=Opened(CONVERSATION.triggers[0]))


def _ask_consent(*before: Line) -> Step[States]:
    return Step(Consenting(), (questions.ask_consent(*before),))


def _show(facts: Facts, *before: Line) -> Step[States]:
    say = questions.show(facts.reminders, facts.now, facts.paused_until, *before)
    return Step(Shown(), (say,))


def _ask_purpose(*before: Line) -> Step[States]:
    return Step(Choosing(), (questions.ask_purpose(*before),))


def _ask_days(purpose: ReminderPurpose, *before: Line) -> Step[States]:
    return Step(Days(purpose), (questions.ask_days(*before),))


def _ask_hour(state: Hour, *before: Line) -> Step[States]:
    return Step(state, (questions.ask_hour(*before),))


def _ask_later(key: str, *before: Line) -> Step[States]:
    return Step(PuttingOff(key), (questions.ask_later(*before),))


def _ask_which(facts: Facts, *before: Line) -> Step[States]:
    return Step(Stopping(), (questions.ask_which(facts.reminders, facts.now, *before),))


def _set(purpose: ReminderPurpose, times: Times, facts: Facts) -> Step[States]:
    reminder = Reminder(facts.new_key, purpose, times)
    command = SetReminder(facts.new_key, purpose, tuple(sorted(times.days)), times.minute)
    said = _("Set: {reminder}", reminder=described(reminder, facts.now))
    return _done(said, command)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn about reminders."""
    match state, event:
        case Consenting(), Pressed("yes"):
            step = _ask_purpose() if not facts.reminders else _show(facts)
            return Step(step.state, step.says, (Consent("reminders", True),))
        case Consenting(), Pressed("no"):
            line = _("Then no reminder is sent. It can be changed here at any time.")
            return Step(None, (Say((line,), ((phrases.MENU,),), "nothing"),))
        case Consenting(), _event:
            return unread(_ask_consent(*not_understood(event)), event)
        case _state, Refused(code):
            return _show(facts, phrases.why(code))
        case Shown(), Pressed(key):
            return _on_shown(key, facts)
        case Shown(), Said(text):
            times = read_times(text)
            return Step(None, then=event) if times is None else _set("log", times, facts)
        case Choosing(), Pressed("back"):
            return _show(facts)
        case Choosing(), Pressed(key) if key[2:] in REMINDER_PURPOSES:
            return _ask_days(next(each for each in REMINDER_PURPOSES if each == key[2:]))
        case Choosing(), _event:
            return unread(_ask_purpose(*not_understood(event)), event)
        case Days(purpose), _event:
            return _on_days(purpose, event, facts)
        case Hour(), _event:
            return _on_hour(state, event, facts)
        case PuttingOff(key), Pressed(("hour" | "evening" | "tomorrow") as until):
            return _answered(_("Put off."), PutOffReminder(key, until))
        case PuttingOff(key), _event:
            return unread(_ask_later(key, *not_understood(event)), event)
        case Stopping(), Pressed(key):
            return _on_stopping(key, facts)
        case Stopping(), _event:
            return unread(_ask_which(facts, *not_understood(event)), event)
        case _:
            return _show(facts)


def _on_shown(key: str, facts: Facts) -> Step[States]:
    match key:
        case "new":
            return _ask_purpose()
        case "pause" if facts.reminders:
            until = facts.now.date() + _WEEK
            return _done(_("No reminder until {day}.", day=Day(until)), PauseReminders(until))
        case "resume" if facts.reminders:
            return _done(_("The reminders go on."), ResumeReminders())
        case "stop" if facts.reminders:
            return _ask_which(facts)
        case _:
            return _show(facts)


def _on_days(purpose: ReminderPurpose, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return _ask_purpose()
        case Pressed(key) if key[2:] in USUAL_DAYS:
            _name, days = USUAL_DAYS[key[2:]]
            return _ask_hour(Hour(purpose, tuple(sorted(days))))
        case Said(text) if (times := read_times(text)) is not None:
            return _set(purpose, times, facts)
        case Said(text) if (days_ := read_days(text)) is not None:
            return _ask_hour(Hour(purpose, tuple(sorted(days_))))
        case Said(text) if (minute := read_clock(text)) is not None:
            return _set(purpose, Times(EVERY_DAY, minute), facts)
        case _:
            return unread(_ask_days(purpose, *not_understood(event)), event)


def _on_hour(state: Hour, event: Event, facts: Facts) -> Step[States]:
    minute: int | None = None
    match event:
        case Pressed("back"):
            return _ask_days(state.purpose)
        case Pressed(key) if key[:2] == "h:" and key[2:].isdecimal() and len(key) < 7:
            minute = int(key[2:])
        case Said(text):
            minute = read_clock(text)
    if minute is None or minute >= 24 * 60:
        return unread(_ask_hour(state, *not_understood(event)), event)
    return _set(state.purpose, Times(frozenset(state.days), minute), facts)


def _on_stopping(key: str, facts: Facts) -> Step[States]:
    if key == "back":
        return _show(facts)
    if key == "all":
        return _done(_("All reminders are stopped."), StopReminders())
    if any(each.key == key[2:] for each in facts.reminders):
        return _done(_("This reminder is stopped."), StopReminders(key[2:]))
    return _ask_which(facts)


CONVERSATION = Conversation(
    name="remind",
    triggers=("remind", "nhắc", "nhắc nhở", "nhắc học", "reminders"),
    description=_("Set reminders"),
    group="messages",
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
