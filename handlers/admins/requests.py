"""Requests of residents about their data: an admin sees when each is due, and answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.wards import ward as find_ward
from bot.domain.privacy.requests import RequestOutcome, WaitingRequest, check_answer
from bot.domain.refusals import Refusal
from bot.phrases.requests import request_line
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.staff.answering_requests import AnswerRequest
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Fact, Item, Line, Note, SayLine, Text, Title, _, plain, plural
from handlers import phrases

MOST = 200
"""So many open requests are read, those that are due first."""
PAGE = 6


class Listed(PassiveState, frozen=True, tag="Listed"):
    """A page of the open requests is shown."""

    page: int = 0


class One(PassiveState, frozen=True, tag="One"):
    """One request is shown, by its number."""

    number: str


class Answering(State, frozen=True, tag="Answering"):
    """The words for the resident are asked for."""

    number: str
    outcome: RequestOutcome


class Confirming(State, frozen=True, tag="Confirming"):
    """It is asked whether these words are to be sent: they close the request for good."""

    number: str
    outcome: RequestOutcome
    answer: str


States: TypeAlias = Listed | One | Answering | Confirming

_OUTCOMES: Mapping[str, RequestOutcome] = {"answer": "answered", "refuse": "refused"}


@dataclass(frozen=True, slots=True)
class Facts:
    """The open requests of the wards whose admin the person is."""

    requests: Sequence[WaitingRequest]
    now: dt.datetime

    def request(self, number: str) -> WaitingRequest | None:
        """The open request of this number, if the admin sees it."""
        return next((each for each in self.requests if each.request.number == number), None)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the open requests."""
    wards = turn.roles.wards("admin", turn.now)
    return Facts(await queries.requests.waiting(wards, MOST), turn.now)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the list; after an answer, say that the resident is told."""
    done = (_("Noted. The resident is told."),) if opened.rest == "done" else ()
    return _list(facts, 0, *done)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show the list or one request, or take the words for the resident."""
    match state, event:
        case Listed() | One(), Said():
            return Step(None, then=event)
        case Listed(), Pressed(key) if key[:2] == "q:":
            return _show(key[2:], facts)
        case Listed(), Pressed(key) if key[:2] == "p:" and key[2:].isdecimal():
            return _list(facts, int(key[2:]))
        case Listed(page), _event:
            return _list(facts, page)
        case One(number), Pressed("answer" | "refuse" as key):
            return _ask(number, _OUTCOMES[key], facts)
        case One(), Pressed("back"):
            return _list(facts, 0)
        case Answering(number, _outcome), Pressed("back"):
            return _show(number, facts)
        case Answering(number, outcome), Said(text):
            try:
                return _confirm(number, outcome, check_answer(text))
            except Refusal as refusal:
                return _ask(number, outcome, facts, phrases.why(refusal.code))
        case Confirming(number, outcome, answer), Pressed("send"):
            command = AnswerRequest(number, outcome, answer)
            return Step(None, (), (command,), Opened("wardrequests", "done"))
        case Confirming(number, outcome), Pressed("back"):
            return _ask(number, outcome, facts)
        case Confirming(), Refused("not_allowed"):
            moved = _("This request is not of your ward any more. Nothing was sent.")
            return _list(facts, 0, moved)
        case Confirming(), Refused(code):
            return _list(facts, 0, phrases.why(code))
        case Confirming(number, outcome, answer), _event:
            asked = _confirm(number, outcome, answer, *phrases.not_understood(event))
            return phrases.unread(asked, event)
        case Answering(number, outcome), _event:
            return _ask(number, outcome, facts)
        case One(number), _event:
            return _show(number, facts)


def _list(facts: Facts, page: int, *before: Line) -> Step[States]:
    today, shown = facts.now.date(), list(facts.requests)
    last = max(0, (len(shown) - 1) // PAGE)
    page = min(page, last)
    late = sum(each.request.days_left(today) < 0 for each in shown)
    lines: list[SayLine] = [*before, Title(_("Requests of residents"))]
    if not shown:
        lines.append(_("No request waits for an answer."))
    elif late:
        lines.append(plural("{count} request is overdue.", "{count} requests are overdue.", late))
    rows: list[tuple[Choice, ...]] = []
    for each in shown[page * PAGE : (page + 1) * PAGE]:
        lines.append(Item(request_line(each, today)))
        rows.append((Choice(f"q:{each.request.number}", plain(each.request.number)),))
    pages = []
    if page > 0:
        pages.append(Choice(f"p:{page - 1}", _("▲ Due earlier")))
    if page < last:
        pages.append(Choice(f"p:{page + 1}", _("▼ Due later")))
    rows += [tuple(pages)] if pages else []
    rows.append((phrases.MENU,))
    return Step(Listed(page), (Say(tuple(lines), tuple(rows), "nothing"),))


def _show(number: str, facts: Facts) -> Step[States]:
    waiting = facts.request(number)
    if waiting is None:
        return _list(facts, 0, phrases.why("request_unknown"))
    request = waiting.request
    lines: list[SayLine] = [Title(plain(number)), request_line(waiting, facts.now.date())]
    lines.append(Fact(_("Asked on"), Day(request.received.astimezone(facts.now.tzinfo).date())))
    lines.append(Fact(_("Ward"), _ward(waiting.ward)))
    if request.wish:
        lines.append(_("The question: “{wish}”", wish=plain(request.wish)))
    lines.append(Note(_("Who asked is not shown. Your answer reaches them here in the notebook.")))
    rows = (
        (Choice("answer", _("✔ Answer it")), Choice("refuse", _("✖ It cannot be met"))),
        (phrases.BACK, phrases.MENU),
    )
    return Step(One(number), (Say(tuple(lines), rows, "nothing"),))


def _ward(code: str | None) -> Line:
    found = None if code is None else find_ward(code)
    return _("not known") if found is None else plain(found.title)


def _ask(number: str, outcome: RequestOutcome, facts: Facts, *before: Line) -> Step[States]:
    if facts.request(number) is None:
        return _list(facts, 0, phrases.why("request_unknown"))
    asked: Text = _("What is the resident to be told? Please write it in one message.")
    if outcome == "refused":
        asked = _("Why can it not be met? Please write it in one message; the law wants a reason.")
    lines = (
        *before,
        asked,
        Note(_("The resident reads these words. You see them once more before they are sent.")),
    )
    return Step(
        Answering(number, outcome), (Say(lines, ((phrases.BACK, phrases.CANCEL),), "free"),)
    )


def _confirm(number: str, outcome: RequestOutcome, answer: str, *before: Line) -> Step[States]:
    told: Text = _("Send this answer to request {number}?", number=plain(number))
    if outcome == "refused":
        told = _("Tell that request {number} cannot be met, for this reason?", number=plain(number))
    lines = (*before, told, plain(answer), Note(_("It closes the request for good.")))
    rows = ((Choice("send", _("📨 Send and close"), ("yes",)),), (phrases.BACK, phrases.CANCEL))
    return Step(Confirming(number, outcome, answer), (Say(lines, rows, "nothing"),))


CONVERSATION = Conversation(
    name="ward_requests",
    triggers=(
        "wardrequests", "yêu cầu", "yêu cầu của dân", "yêu cầu của người dân", "ward requests",
    ),
    description=_("Requests of residents"),
    group="staff",
    access="admin",
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
