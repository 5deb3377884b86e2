"""Answering: an admin closes a request of a resident, with words that the resident reads."""

from __future__ import annotations

from typing import ClassVar

from bot.domain.privacy.requests import STAFF_OUTCOMES, RequestOutcome, check_answer
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import close_request
from bot.services.staff.access import StaffCommand, require


class AnswerRequest(StaffCommand, frozen=True):
    """Close an open request; the person is told the outcome and the answer."""

    access: ClassVar[Access] = "admin"

    number: str
    outcome: RequestOutcome
    answer: str


async def answer_request(command: AnswerRequest, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `request_unknown`, `not_allowed`, `answer_empty`, `answer_long`.

    The audit trail keeps the answer as words about the person, so an erasure takes them.
    """
    actor = out.dialog.person.id
    answer = check_answer(command.answer)
    waiting = await work.requests.lock_waiting(command.number)
    if waiting is None or command.outcome not in STAFF_OUTCOMES:
        raise Refusal("request_unknown")
    await require(work, actor, "admin", () if waiting.ward is None else (waiting.ward,), out.now)
    if waiting.ward is None and (await work.staff.lock_roles(actor)).wards("admin", out.now):
        raise Refusal("not_allowed")  # whose ward is not known is for an admin of every ward
    await close_request(work, command.number, command.outcome, answer, out.now)
    person = waiting.request.person
    wards = None if waiting.ward is None else frozenset({waiting.ward})
    await work.audit.append(
        actor,
        "request_closed",
        {"number": command.number, "outcome": command.outcome},
        {} if person is None else {"answer": answer},
        out.now,
        wards=wards,
        subject=person,
    )
