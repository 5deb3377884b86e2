"""An erasure that waits for 24 hours, in which the person can change their mind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Protocol

from bot.domain.privacy.erasures import draw_erasure_number
from bot.domain.privacy.request_rules import RequestRules
from bot.domain.privacy.requests import new_request
from bot.domain.refusals import Refusal
from bot.phrases.erasures import erased_say
from bot.services.ports.privacy import PrivacyRepository
from bot.services.ports.requests import PlannedErasure, RequestRepository
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.erasing import erase_person
from bot.talk.steps import Command

DELAY = dt.timedelta(hours=24)

MAX_SLICE = 20
"""Maximum erasures in one transaction: a person's rows are many."""


class ErasureWork(Protocol):
    """What the clock needs of a unit of work."""

    @property
    def privacy(self) -> PrivacyRepository:
        """What is kept of a person as a whole, and its erasure."""

    @property
    def requests(self) -> RequestRepository:
        """Requests about personal data, and erasures that wait."""


class PlanErasure(Command, frozen=True):
    """Erase everything about this person 24 hours from now."""


class KeepNotebook(Command, frozen=True):
    """Drop the planned erasure."""


async def plan_erasure(command: PlanErasure, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing`. An erasure that was planned before keeps its hour."""
    del command
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    if await work.requests.planned_erasure(person.id) is not None:
        return
    number = draw_erasure_number(out.random_below)
    rules = out.reference_data.request_rules
    await work.requests.add_request(new_request(number, "erase", out.now, rules, person.id))
    await work.requests.plan_erasure(PlannedErasure(person.id, number, out.now + DELAY))


async def keep_notebook(command: KeepNotebook, work: UnitOfWork, out: CommandContext) -> None:
    """Without a planned erasure nothing changes."""
    del command
    planned = await work.requests.cancel_erasure(out.dialog.person.id)
    if planned is not None:
        await work.requests.close_request(planned.number, "cancelled", out.now)


async def erase_due(
    work: ErasureWork, now: dt.datetime, rules: RequestRules, limit: int = MAX_SLICE
) -> int:
    """Carry out a slice of the erasures whose hour has come; how many.

    The row of a planned erasure goes in the transaction that erases the person and posts the last
    message. So each is carried out once, with any number of clocks and after any stop.
    """
    due = await work.requests.due_erasures(now, limit)
    for planned in due:
        closed = await work.requests.close_request(planned.number, "done", now)
        # Read before the address goes; posted after it, without a person.
        where = await work.requests.last_address(planned.person)
        await erase_person(work.privacy, planned.person, planned.number, now)
        if closed is None:
            again = new_request(planned.number, "erase", now, rules, None)
            await work.requests.add_request(replace(again, done=now, outcome="done"))
        if where is not None:
            await work.requests.post_last_words(where, erased_say(planned.number), now)
    return len(due)
