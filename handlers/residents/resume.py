"""Resume: goes on with the draft that was dropped last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import _


class Told(State, frozen=True, tag="Told"):
    """Never stored: it ends at once."""


States: TypeAlias = Told


@dataclass(frozen=True, slots=True)
class Facts:
    """No facts are needed."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the desk takes a kept draft back by itself."""
    del queries, turn
    return Facts()


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Tell that no draft is kept; the open question, or the menu, follows by itself."""
    del opened, facts
    return Step(None, (Say((_("Nothing is waiting to be finished."),)),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Tell it again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="resume",
    triggers=("resume", "ghi tiếp", "làm tiếp", "tiếp tục", "tiếp tục ghi", "lấy lại", "continue"),
    resumes_previous=True,
    takes_back=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
