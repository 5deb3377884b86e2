"""Requests about personal data: each is a record with its deadline (Law 91/2025/QH15, art. 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.domain.privacy.request_rules import RequestKind
from bot.domain.privacy.requests import (
    RequestOutcome,
    check_wish,
    draw_request_number,
    new_request,
)
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Choice, Command, Say
from bot.talk.text import Line, _, plain

MAX_OPEN = 5
"""Maximum of open wishes of one person: the next one waits for an answer."""

_SHOWN = 50


class AskAboutData(Command, frozen=True):
    """Ask, object or complain in free words; the result is the request's number."""

    wish: str


async def ask_about_data(command: AskAboutData, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing`, `wish_empty`, `wish_long`, `wishes_many`.

    It stays open until somebody answers it (`python -m bot requests`).
    """
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    wish = check_wish(command.wish)
    known = await work.requests.of_person(person.id, _SHOWN)
    if sum(each.open and each.kind == "ask" for each in known) >= MAX_OPEN:
        raise Refusal("wishes_many")
    number = draw_request_number(out.random_below)
    rules = out.reference_data.request_rules
    await work.requests.add_request(new_request(number, "ask", out.now, rules, person.id, wish))
    out.result = number


async def note_done(
    kind: RequestKind,
    work: UnitOfWork,
    out: CommandContext,
    *,
    number: str | None = None,
    person: int | None = None,
) -> None:
    """Record a request that the service carried out itself, in the transaction of the act.

    `person` None: of somebody who was just erased.
    """
    number = number or draw_request_number(out.random_below)
    request = new_request(number, kind, out.now, out.reference_data.request_rules, person)
    await work.requests.add_request(replace(request, done=out.now, outcome="done"))


async def close_request(
    work: UnitOfWork, number: str, outcome: RequestOutcome, answer: str, now: dt.datetime
) -> bool:
    """Close an open request and tell the person; False when there is no open one.

    A second call changes nothing and tells nobody.
    """
    closed = await work.requests.close_request(number, outcome, now)
    if closed is None:
        return False
    if closed.person is not None:
        await work.outbox.notify(closed.person, _closed_say(number, outcome, answer), now)
    return True


def _closed_say(number: str, outcome: RequestOutcome, answer: str) -> Say:
    shown = plain(number)
    told: Line
    if outcome == "refused":
        told = _("Your request {number} about your data could not be met.", number=shown)
    else:
        told = _("Your request {number} about your data has been answered.", number=shown)
    words = (plain(answer),) if answer else ()
    return Say((told, *words), ((Choice("/requests", _("My requests")),),), "nothing")
