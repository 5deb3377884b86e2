"""The states of a self-check, and the facts that its conversation reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Turn
from bot.talk.events import Opened
from bot.talk.steps import State
from handlers.residents.check.earlier import NO_RESULTS, Results, read_results


class Consenting(State, frozen=True, tag="Consenting"):
    """Does the person agree that the answers are stored?"""


class Choosing(State, frozen=True, tag="Choosing"):
    """Which form, or which open self-check?"""


class Reviewing(State, frozen=True, tag="Reviewing"):
    """Which of the finished self-checks is shown?"""


class Answering(State, frozen=True, tag="Answering"):
    """One question of one self-check is open."""

    check: str
    item: str


class Closing(State, frozen=True, tag="Closing"):
    """Too few answers at the end: answer the skipped questions, or see the result?"""

    check: str


States: TypeAlias = Consenting | Choosing | Reviewing | Answering | Closing


@dataclass(frozen=True, slots=True)
class Facts:
    """The data files, the open self-checks, the current one and the earlier one."""

    now: dt.datetime
    new_key: str
    allowed: bool
    reference_data: ReferenceData
    begun: tuple[SelfCheckAttempt, ...] = ()
    check: SelfCheckAttempt | None = None
    before: SelfCheckAttempt | None = None
    results: Results = NO_RESULTS
    finished: SelfCheckAttempt | None = None
    """The one whose next steps are asked for."""

    @property
    def form(self) -> Form | None:
        """The form of the current self-check; None when this version does not exist any more."""
        check = self.check
        return self.reference_data.self_check.form(check.form, check.version) if check else None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the self-check of the state, else the open ones."""
    person = turn.person
    facts = Facts(turn.now, turn.new_key, "check" in person.consents, turn.reference_data)
    if isinstance(turn.event, Opened) and asks_for_next_steps(turn.event):
        facts = replace(facts, finished=await _finished(queries, turn, turn.event))
    key: str | None = getattr(turn.state, "check", None)
    check = await queries.skills.check(person.id, key) if key else None
    if check is None or not check.open:
        forms = turn.reference_data.self_check
        results = await read_results(queries, forms, person.id, turn.event)
        return replace(facts, begun=await queries.skills.open_checks(person.id), results=results)
    before = await queries.skills.last_check(person.id, check.form, check.version)
    return replace(facts, check=check, before=before)


def asks_for_next_steps(opened: Opened) -> bool:
    """Whether the next steps are asked for: of the newest self-check, or of the one named."""
    return opened.rest.partition(" ")[0] == "next"


async def _finished(queries: ReadQueries, turn: Turn, opened: Opened) -> SelfCheckAttempt | None:
    """The finished self-check that is named, else the newest one with an overall result."""
    key = opened.rest.partition(" ")[2]
    named = await queries.skills.check(turn.person.id, key) if key else None
    if named is not None and not named.open:
        return named
    found = [
        await queries.skills.last_check(turn.person.id, form.id, form.version)
        for form in turn.reference_data.self_check.forms
    ]
    ended = [each for each in found if each is not None]
    return max(ended, key=lambda each: each.ended_at or each.started_at, default=None)
