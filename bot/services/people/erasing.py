"""Erasing: a person has everything about them erased, and gets a number that proves it."""

from __future__ import annotations

from bot.domain.privacy.erasures import draw_erasure_number
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.erasing import erase_person
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command


class EraseMe(Command, frozen=True):
    """Erase everything about this person, on every channel; the result is the erasure's number."""


async def erase_me(command: EraseMe, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing` to a person without a notebook.

    What remains has no identity: a number, the moment, and how much was erased (Law 91/2025/QH15,
    art. 14; Decree 356/2025/NĐ-CP, art. 5).
    """
    del command
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    number = draw_erasure_number(out.random_below)
    await erase_person(work.privacy, person.id, number, out.now)
    await note_done("erase", work, out, number=number)
    out.dialog.erased = True
    out.result = number
