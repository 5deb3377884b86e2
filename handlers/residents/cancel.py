"""Cancel: always works, ends the open conversation, and records nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import _


class Cancelled(State, frozen=True, tag="Cancelled"):
    """Never stored: cancelling ends at once."""


States: TypeAlias = Cancelled


@dataclass(frozen=True, slots=True)
class Facts:
    """Whether to offer the menu."""

    joined: bool


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """The facts come from the turn alone."""
    del queries
    return Facts(turn.person.joined)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """End the conversation and offer the next actions."""
    del opened
    stopped = _("Stopped. Nothing was recorded.")
    if facts.joined:
        return Step(None, (Say((stopped,)),), then=Opened("menu"))
    start = Choice("/start", _("Start again"))
    return Step(None, (Say((stopped, _("You can start again at any time.")), ((start,),)),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Cancel again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="cancel",
    triggers=("cancel", "hủy", "thôi", "dừng", "stop"),
    description=_("Stop what you are doing"),
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
