"""A resident sets reminders of their own, snoozes one, pauses them or stops them."""

from __future__ import annotations

import datetime as dt

from msgspec import structs

from bot.domain.notifications.reminders import (
    REMINDER_PURPOSES,
    Reminder,
    evening_is_ahead,
    snooze_until,
)
from bot.services.notifications.reminders import (
    PauseReminders,
    PutOffReminder,
    ResumeReminders,
    StopReminders,
)
from bot.services.people.joining import Consent
from bot.talk.conversations import Conversation
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Command, Say, Step
from bot.talk.text import Day, Line, _
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.remind import asking, questions, setting, typed
from handlers.residents.remind.phrases import again_at, described
from handlers.residents.remind.states import (
    About,
    Choosing,
    Confirming,
    Consenting,
    ConsentingFirst,
    Days,
    Facts,
    Hour,
    Moving,
    OnceConfirming,
    OnceHour,
    Planned,
    PuttingOff,
    Shown,
    States,
    Stopping,
    Weekend,
    gather,
)

_WEEK = dt.timedelta(days=6)
_BUTTONS = ("later", "week", "keep", "stop")
"""The actions of a reminder's buttons; each comes with the reminder's key."""


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the reminders; a reminder's button or typed times take effect at once."""
    if not facts.allowed:
        asked = _from_words(opened.rest, facts)
        return _ask_consent(Consenting() if asked is None else ConsentingFirst(opened.rest))
    verb, _gap, key = opened.rest.partition(" ")
    if facts.came is not None:
        return _ask_later(key, facts)
    if any(each.key == key for each in facts.reminders):
        match verb:
            case "later":
                return _ask_later(key, facts)
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
    step = _from_words(opened.rest, facts)
    return _show(facts) if step is None else step


def _from_words(text: str, facts: Facts) -> Step[States] | None:
    """What follows from a wish or a plan; None for other words."""
    return typed.from_words(About("log"), text, facts) or typed.offered(text, facts)


def _answered(said: Line, command: Command) -> Step[States]:
    """The effect of a reminder's button; the open conversation continues."""
    return Step(None, (Say((said,)),), (command,))


def _ask_consent(state: Consenting | ConsentingFirst, *before: Line) -> Step[States]:
    return Step(state, (questions.ask_consent(*before),))


def _agreed(state: Consenting | ConsentingFirst, facts: Facts) -> Step[States]:
    """Store the consent, then go on with what was asked for, or with the first reminder."""
    words = state.words if isinstance(state, ConsentingFirst) else ""
    step = typed.from_words(About("log"), words, facts) or typed.accepted(words, facts)
    if step is None:
        step = _show(facts) if facts.reminders else setting.ask_purpose()
    return structs.replace(step, commands=(Consent("reminders", True), *step.commands))


def _show(facts: Facts, *before: Line) -> Step[States]:
    say = questions.show(facts.reminders, facts.now, facts.paused_until, *before)
    return Step(Shown(), (say,))


def _ask_later(key: str, facts: Facts, *before: Line) -> Step[States]:
    return Step(PuttingOff(key), (questions.ask_later(facts.now, *before),))


def _ask_which(facts: Facts, *before: Line) -> Step[States]:
    return Step(Stopping(), (questions.ask_which(facts.reminders, facts.now, *before),))


def _ask_which_to_move(facts: Facts, *before: Line) -> Step[States]:
    return Step(Moving(), (questions.ask_which_to_move(facts.reminders, facts.now, *before),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn about reminders."""
    match state, event:
        case ((Consenting() | ConsentingFirst()), Pressed("yes")):
            return _agreed(state, facts)
        case ((Consenting() | ConsentingFirst()), Pressed("no")):
            line = _("Then no reminder is sent. It can be changed here at any time.")
            return Step(None, (Say((line,), ((phrases.MENU,),), "nothing"),))
        case ((Consenting() | ConsentingFirst()), _event):
            return unread(_ask_consent(state, *not_understood(event)), event)
        case _state, Refused(code):
            return _show(facts, phrases.why(code))
        case Shown(), Pressed(key):
            return _on_shown(key, facts)
        case Shown(), Said(text):
            step_ = _from_words(text, facts)
            return Step(None, then=event) if step_ is None else step_
        case Choosing(), Pressed("back"):
            return _show(facts)
        case Choosing(), Pressed(key) if key[2:] in REMINDER_PURPOSES:
            purpose = next(each for each in REMINDER_PURPOSES if each == key[2:])
            return setting.ask_days(About(purpose))
        case Choosing(), Said(text) if (step := typed.as_topic(text, facts)) is not None:
            return step
        case Choosing(), _event:
            return unread(setting.ask_purpose(*not_understood(event)), event)
        case ((Days() | Hour() | Confirming() | OnceHour() | OnceConfirming() | Weekend()), _event):
            return asking.on_setting(state, event, facts)
        case Planned(), _event:
            return asking.on_planned(state, event, facts)
        case Moving(), Pressed(key):
            return _on_moving(key, facts)
        case Moving(), _event:
            return unread(_ask_which_to_move(facts, *not_understood(event)), event)
        case PuttingOff(key), Pressed("evening") if not evening_is_ahead(facts.now):
            line = _("That hour is too near or over. Please choose another time.")
            return _ask_later(key, facts, line)
        case PuttingOff(key), Pressed(("hour" | "evening" | "tomorrow") as until):
            said = again_at(snooze_until(until, facts.now))
            return _answered(said, PutOffReminder(key, until))
        case PuttingOff(key), _event:
            return unread(_ask_later(key, facts, *not_understood(event)), event)
        case Stopping(), Pressed(key):
            return _on_stopping(key, facts)
        case Stopping(), _event:
            return unread(_ask_which(facts, *not_understood(event)), event)
        case _:
            return _show(facts)


def _on_shown(key: str, facts: Facts) -> Step[States]:
    match key:
        case "new":
            return setting.ask_purpose()
        case "pause" if facts.reminders:
            until = facts.now.date() + _WEEK
            return setting.done(
                _("No reminder until {day}.", day=Day(until)), PauseReminders(until)
            )
        case "resume" if facts.reminders:
            return setting.done(_("The reminders go on."), ResumeReminders())
        case "move" if len(facts.reminders) == 1:
            return _move(facts.reminders[0], facts)
        case "move" if facts.reminders:
            return _ask_which_to_move(facts)
        case "stop" if facts.reminders:
            return _ask_which(facts)
        case _:
            return _show(facts)


def _on_moving(key: str, facts: Facts) -> Step[States]:
    if key == "back":
        return _show(facts)
    chosen = [each for each in facts.reminders if each.key == key[2:]]
    return _move(chosen[0], facts) if chosen else _ask_which_to_move(facts)


def _move(each: Reminder, facts: Facts) -> Step[States]:
    """Ask for the other time of a reminder."""
    now = _("Until now: {reminder}", reminder=described(each, facts.now))
    return setting.ask_days(About(each.purpose, each.topic, each.key), now)


def _on_stopping(key: str, facts: Facts) -> Step[States]:
    if key == "back":
        return _show(facts)
    if key == "all":
        return setting.done(_("All reminders are stopped."), StopReminders())
    if any(each.key == key[2:] for each in facts.reminders):
        return setting.done(_("This reminder is stopped."), StopReminders(key[2:]))
    return _ask_which(facts)


CONVERSATION = Conversation(
    name="remind",
    triggers=(
        "remind",
        "nhắc",
        "nhắc nhở",
        "nhắc học",
        "reminders",
        "lời nhắc",
        "đặt lời nhắc",
        "bỏ nhắc",
        "bỏ lời nhắc",
        "tắt nhắc",
        "tắt lời nhắc",
        "dừng nhắc",
        "tạm dừng nhắc",
        "đổi giờ nhắc",
        "đổi lời nhắc",
        "stop reminding",
    ),
    description=_("Set reminders"),
    group="messages",
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
