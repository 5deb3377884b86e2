"""The answer to a purpose that is asked later: it is stored, and can be changed with /data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.persons import LATER_PURPOSES, LaterPurpose
from bot.phrases.later_consents import QUESTIONS, answers
from bot.phrases.profiles import CONSENTS
from bot.services.people.joining import Consent
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import _
from handlers import phrases


class Agreed(State, frozen=True, tag="Agreed"):
    """Never stored: it ends at once."""


States: TypeAlias = Agreed


@dataclass(frozen=True, slots=True)
class Facts:
    """The purpose that the person would be asked for next."""

    to_ask: LaterPurpose | None = None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries
    return Facts(turn.person.to_ask)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Store a yes or a no; without one ask, or show everything that was agreed to."""
    said, _space, answer = opened.rest.partition(" ")
    purpose = next((each for each in LATER_PURPOSES if each == said), facts.to_ask)
    if purpose is None:
        return Step(None, then=Opened("data"))
    if answer not in ("on", "off"):
        return Step(None, (Say(QUESTIONS[purpose], (answers(purpose),), "nothing"),))
    what = CONSENTS[purpose]
    if answer == "on":
        line = _("Noted: {what}, yes. You can change that whenever you like.", what=what)
    else:
        line = _("Noted: {what}, no. You can change that whenever you like.", what=what)
    rows = ((Choice("/data", _("What is kept of me")), phrases.MENU),)
    return Step(
        None, (Say((line,), rows, "nothing", kind="receipt"),), (Consent(purpose, answer == "on"),)
    )


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Ask again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="agree",
    triggers=("agree",),
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
