"""Requests about one's data: how each stands, and a new one in the person's own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.privacy.requests import DataRequest
from bot.phrases.requests import KINDS
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.privacy.requests import AskAboutData
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import CommandsDone, Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Item, Line, SayLine, Title, _, plain
from handlers import phrases

_SHOWN = 5
"""So many requests are shown, the newest first."""

_ASKS = {"hoi ve du lieu", "phan anh ve du lieu", "khieu nai ve du lieu", "ask"}
"""What opens the question at once, normalized."""


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The requests are shown."""


class AskWish(State, frozen=True, tag="AskWish"):
    """The question or complaint is asked for."""


States: TypeAlias = Shown | AskWish


@dataclass(frozen=True, slots=True)
class Facts:
    """The latest requests, and by when a new one will be answered."""

    requests: tuple[DataRequest, ...]
    due: dt.date
    now: dt.datetime
    admin: bool = False


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the latest requests."""
    return Facts(
        await queries.requests.of_person(turn.person.id, _SHOWN),
        turn.reference_data.request_rules.due("ask", turn.now.date()),
        turn.now,
        turn.roles.may("admin", None, turn.now),
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the requests, or ask at once."""
    return _ask() if {opened.word, opened.rest} & _ASKS else _show(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show, ask, or take the wish."""
    match state, event:
        case _state, Pressed("ask"):
            return _ask()
        case _state, Pressed("back"):
            return Step(None, then=Opened("data"))
        case AskWish(), CommandsDone(number):
            return _received(number, facts)
        case AskWish(), Refused(code):
            return _ask(phrases.why(code))
        case AskWish(), Said(text):
            return Step(AskWish(), (), (AskAboutData(text),))
        case AskWish(), _event:
            return _ask()
        case Shown(), Said():
            return Step(None, then=event)
        case Shown(), _event:
            return _show(facts)


_OF_RESIDENTS = Choice("/wardrequests", _("Requests of residents"))
_ASK = Choice("ask", _("Ask or complain about my data"))


def _show(facts: Facts) -> Step[States]:
    lines: list[SayLine] = [Title(_("Your requests about your data"))]
    if facts.requests:
        lines += [Item(_line(each, facts)) for each in facts.requests]
    else:
        lines.append(_("No request yet."))
    of_residents = ((_OF_RESIDENTS,),) if facts.admin else ()
    rows = ((_ASK,), *of_residents, (phrases.BACK, phrases.MENU))
    return Step(Shown(), (Say(tuple(lines), rows, "nothing"),))


def _line(request: DataRequest, facts: Facts) -> Line:
    number, what = plain(request.number), KINDS[request.kind]
    if request.done is None:
        return _("{number}, {what}: waits, until {day} at the latest",
                 number=number, what=what, day=Day(request.due))  # fmt: skip
    day = Day(request.done.astimezone(facts.now.tzinfo).date())
    if request.outcome == "refused":
        return _("{number}, {what}: not met, on {day}", number=number, what=what, day=day)
    if request.outcome == "cancelled":
        return _("{number}, {what}: taken back, on {day}", number=number, what=what, day=day)
    return _("{number}, {what}: done, on {day}", number=number, what=what, day=day)


def _ask(*before: Line) -> Step[States]:
    lines = (
        *before,
        _("What would you like to ask or complain about?"),
        _("Please write it in one message, without your name and your telephone number."),
    )
    return Step(AskWish(), (Say(lines, ((phrases.BACK, phrases.CANCEL),), "free"),))


def _received(number: str, facts: Facts) -> Step[States]:
    lines = (
        _("Received. The number of your request: {number}.", number=plain(number)),
        _("You will be answered here, on {day} at the latest.", day=Day(facts.due)),
    )
    rows = ((Choice("/requests", _("My requests")),), (phrases.MENU,))
    return Step(None, (Say(lines, rows, "nothing"),))


CONVERSATION = Conversation(
    name="requests",
    triggers=(
        "requests", "yêu cầu của tôi", "yêu cầu về dữ liệu",
        "hỏi về dữ liệu", "phản ánh về dữ liệu", "khiếu nại về dữ liệu",
    ),
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
