"""The menu, and home: the conversation when no other is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.receipts import read_receipt
from bot.domain.notifications.plans import read_plan
from bot.domain.notifications.reminder_wishes import read_request
from bot.domain.quick_log.splitting import read_quick_logs
from bot.domain.text.answers import read_answer
from bot.phrases.staff.roles import role_said
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, ListedCommand, Turn
from bot.talk.events import Edited, Event, Opened, Returned, Said, Sent, SentOther
from bot.talk.steps import Choice, PassiveState, Say, Step
from bot.talk.text import Fact, Line, SayLine, _
from handlers import phrases
from handlers.lookups import asked_for
from handlers.phrases import not_understood, unread


class Idle(PassiveState, frozen=True, tag="Idle"):
    """No conversation is open."""


States: TypeAlias = Idle


@dataclass(frozen=True, slots=True)
class Facts:
    """The local day and time at which the text was written.

    Recording asks for the same reading, which is kept: a text is read once a turn.
    """

    today: dt.date
    at: dt.time | None = None
    staff: tuple[ListedCommand, ...] = ()
    """The commands of staff that the person may use."""
    roles: tuple[Line, ...] = ()
    """The roles of the person, in words."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """The facts come from the turn alone."""
    del queries
    staff = tuple(each for each in turn.commands if each.access != "resident")
    roles = tuple(role_said(role) for role in turn.roles.active(turn.now))
    return Facts(turn.today, turn.written_at, staff, roles)


def _menu(facts: Facts, *before: Line) -> Step[States]:
    lines: tuple[SayLine, ...] = (
        *before,
        *(Fact(_("Your role"), role) for role in facts.roles),
        _("What would you like to do?"),
        _("You can also just write what you learnt, for example: today read a book 30 minutes"),
    )
    choices = (
        (phrases.LOG,),
        (phrases.MY_LOG, phrases.PROGRESS),
        (phrases.CHECK,),
        (phrases.CITIZEN,),
        (phrases.REMIND, phrases.WEEK),
        (Choice("/language", _("🌐 Tiếng Việt / English")), phrases.HELP),
        *((Choice(f"/{each.command}", each.description),) for each in facts.staff),
    )
    return Step(Idle(), (Say(lines, choices, "nothing"),))


def _acknowledge() -> Step[States]:
    """A yes or a no that answers nothing is only politeness; it gets no list of everything."""
    line = _("All right. When you have learnt something, just write it here.")
    return Step(
        Idle(), (Say((line,), ((phrases.LOG, phrases.MY_LOG), (phrases.MENU,)), "nothing"),)
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the menu."""
    del opened
    return _menu(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Read a text at home: a receipt number, a wish for a reminder, an activity, or none."""
    del state
    match event:
        case Said(text) if (receipt := read_receipt(text)) is not None:
            return Step(None, then=Opened("entry", receipt))
        case Said(text) if read_request(text, facts.today) is not None:
            return Step(None, then=Opened("remind", text))
        case Said(text) if (opened := asked_for(text, facts.today, facts.at)) is not None:
            return Step(None, then=opened)
        case Said(text) if (opened := _on_learning(text, facts)) is not None:
            return Step(None, then=opened)
        case Said(text) if read_answer(text).answers:
            return _acknowledge()
        case Said():
            return unread(_menu(facts, *not_understood(event)), event)
        case Sent(_kind, _reference, "") if not event.forwarded:
            return Step(None, then=Opened("attach", sent=event))
        case Sent(_kind, _reference, caption):
            return Step(None, then=Opened("log", caption, event))
        case SentOther("edited") | Edited():
            return _menu(
                facts,
                _(
                    "I saw that you edited a message. What is recorded does not change by that: "
                    "please correct it in your notebook."
                ),
            )
        case Returned():
            return _menu(facts, _("Welcome back! Your notebook is as you left it."))
        case _:
            return _menu(facts)


def _on_learning(text: str, facts: Facts) -> Opened | None:
    """A text that tells an activity, or a plan; where its day and length are open, a plan."""
    logs = read_quick_logs(text, facts.today, facts.at)
    if any(each.day is not None or each.minutes is not None for each in logs):
        return Opened("log", text)
    if read_plan(text, facts.today, facts.at or dt.time()) is not None:
        return Opened("remind", text)
    return Opened("log", text) if logs else None


CONVERSATION = Conversation(
    name="menu",
    triggers=("menu", "danh mục", "bắt đầu lại", "home"),
    description=_("See the menu"),
    global_command=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
