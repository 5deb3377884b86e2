"""The recovery code: made, renewed or dropped by its owner, and typed by who lost the phone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.recovery_codes import read_recovery_code, recovery_code_of
from bot.services.people.recovering import OfferRecovery, Recover, WithdrawRecovery
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Line, Title, _, plain
from handlers import phrases
from handlers.phrases import not_understood, unread


class Shown(PassiveState, frozen=True, tag="Shown"):
    """It is shown whether there is a code."""


class AwaitingCode(State, frozen=True, tag="AwaitingCode"):
    """The code from paper is expected."""


States: TypeAlias = Shown | AwaitingCode


@dataclass(frozen=True, slots=True)
class Facts:
    """Whether this address has a notebook, since when a code, and a key for a new one."""

    joined: bool
    since: dt.date | None
    new_key: str


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read whether there is a code."""
    since = await queries.people.recovery_since(turn.person.id)
    day = None if since is None else since.astimezone(turn.now.tzinfo).date()
    return Facts(turn.person.joined, day, turn.new_key)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """With a notebook, show its code; without one, take the typed code or ask for it."""
    code = read_recovery_code(opened.rest)
    if facts.joined:
        return _show(facts, phrases.why("recover_joined")) if code else _show(facts)
    return _take(code) if code else _ask()


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Make, renew or drop the code; or take the one that is typed."""
    match state, event:
        case _state, Pressed("make") if facts.joined:
            return _made(facts)
        case _state, Pressed("drop") if facts.joined:
            dropped = Say((_("Done. That code opens nothing any more."),))
            return Step(None, (dropped,), (WithdrawRecovery(),), then=Opened("data"))
        case _state, Pressed("back") if facts.joined:
            return Step(None, then=Opened("data"))
        case Shown(), Said():
            return Step(None, then=event)
        case _state, _event if facts.joined:
            return _show(facts)
        case _state, Refused(refusal):
            return _ask(phrases.why(refusal))
        case _state, Said(text) if (code := read_recovery_code(text)) is not None:
            return _take(code)
        case _state, (Said() | Pressed()):
            return unread(_ask(*not_understood(event)), event)
        case _:
            return _ask()


def _show(facts: Facts, *before: Line) -> Step[States]:
    lines: tuple[Line | Title, ...] = (
        *before,
        Title(_("Recovery code")),
        _("A lost phone, or a new one? With this code you open your notebook there."),
    )
    rows: tuple[tuple[Choice, ...], ...]
    if facts.since is None:
        rows = ((Choice("make", _("Make a recovery code")),), (phrases.BACK, phrases.MENU))
    else:
        lines = (*lines, _("You have a code since {day}. It cannot be shown again.",
                           day=Day(facts.since)))  # fmt: skip
        rows = (
            (Choice("make", _("Make a new code")), Choice("drop", _("Drop the code"))),
            (phrases.BACK, phrases.MENU),
        )
    return Step(Shown(), (Say(lines, rows, "nothing"),))


def _made(facts: Facts) -> Step[States]:
    code = recovery_code_of(facts.new_key)
    lines: list[Line] = [
        _("Your recovery code:"),
        plain(code),  # whole on a line of its own
        _("Please write it on paper and keep it well. It is shown only this once."),
        _("On a new phone or channel, type: recover my notebook. Then type this code."),
        _("Whoever has the code opens your notebook, so please give it to nobody."),
    ]
    if facts.since is not None:
        lines.append(_("The earlier code opens nothing any more."))
    say = Say(tuple(lines), ((phrases.MENU,),), "nothing", secret=True)
    return Step(None, (say,), (OfferRecovery(code),))


def _ask(*before: Line) -> Step[States]:
    lines = (
        *before,
        _("Please type your recovery code, four groups, for example: 7K3M-92AB-QRST-4567"),
        _("Is the notebook open on another channel? Then type there: link"),
    )
    new = Choice("/start", _("I have no notebook yet"))
    return Step(AwaitingCode(), (Say(lines, ((new,), (phrases.CANCEL,)), "text"),))


def _take(code: str) -> Step[States]:
    done = Say(
        (
            _("Your notebook is open here again."),
            _("The code is used up. Please make a new one."),
        ),
        ((Choice("/recover", _("Make a new code")),), (phrases.MENU,)),
        "nothing",
    )
    return Step(None, (done,), (Recover(code),))


CONVERSATION = Conversation(
    name="recover",
    triggers=(
        "recover", "lấy lại sổ", "mã lấy lại sổ", "mở lại sổ",
        "tôi mất điện thoại", "mất điện thoại", "mất máy", "đổi điện thoại", "đổi máy",
        "máy mới", "điện thoại mới", "recover my notebook", "new phone", "lost phone",
    ),
    without_joining=True,
    takes_code=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
