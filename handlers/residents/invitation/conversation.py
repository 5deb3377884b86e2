"""An invitation is accepted: whoever has its code gets the role that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.recovery_codes import read_recovery_code
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.staff.inviting import AcceptInvitation
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import CommandsDone, Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.phrases import not_understood, unread


class AwaitingCode(State, frozen=True, tag="AwaitingCode"):
    """The code of the invitation is expected."""


States: TypeAlias = AwaitingCode


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing has to be known."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries, turn
    return Facts()


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Take the code that came with the link, or ask for it."""
    del facts
    code = read_recovery_code(opened.rest)
    return _take(code) if code else _ask()


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Take the code, or ask again."""
    del state, facts
    match event:
        case CommandsDone():
            return _accepted()
        case Refused(refusal):
            return _ask(phrases.why(refusal))
        case Said(text) if (code := read_recovery_code(text)) is not None:
            return _take(code)
        case Said() | Pressed():
            return unread(_ask(*not_understood(event)), event)
        case _:
            return _ask()


def _ask(*before: Line) -> Step[States]:
    lines = (
        *before,
        _("Please type the code of your invitation, for example: 7K3M-92AB-QRST-4567"),
        _("You get it from the administrator of your ward. It is good once, for 24 hours."),
    )
    return Step(AwaitingCode(), (Say(lines, ((phrases.CANCEL,),), "text"),))


def _take(code: str) -> Step[States]:
    return Step(AwaitingCode(), (), (AcceptInvitation(code),))


def _accepted() -> Step[States]:
    lines = (
        _("Welcome! You are ward staff now, on every channel where your notebook is open."),
        _("To see your role, choose the button below, or type: staff"),
    )
    rows = ((Choice("/staff", _("Ward staff")),), (phrases.MENU,))
    return Step(None, (Say(lines, rows, "nothing"),))


CONVERSATION = Conversation(
    name="invitation",
    triggers=("invitation", "lời mời", "mã mời", "mã lời mời"),
    without_joining=True,
    takes_code=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
