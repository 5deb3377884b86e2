"""Help: the possible actions and what to type; the open question follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Line, _


class Helped(State, frozen=True, tag="Helped"):
    """Never stored: help ends at once."""


States: TypeAlias = Helped


@dataclass(frozen=True, slots=True)
class Facts:
    """No facts are needed."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries, turn
    return Facts()


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the help; the open question or the menu follows without a step here."""
    del opened, facts
    lines: tuple[Line, ...] = (
        _("This is your learning notebook. Here is what you can do:"),
        _(
            "• Record an activity: type /log, or just write it, for example: "
            "today read a book 30 minutes"
        ),
        _("• See, correct or cancel what you recorded: type /mylog"),
        _("• See your progress, set a goal: type /progress"),
        _("• Check your digital skills: type /check"),
        _("• See your Learning Citizen year: type /citizen"),
        _("• Set reminders: type /remind"),
        _("• See Lifelong Learning Week: type /week"),
        _("• Choose which messages come to you: type /notices"),
        _("• Use the notebook on another channel too: type /link"),
        _("• Change the language: type /language"),
        _("• Stop what you are doing: type /cancel"),
        _("• See the menu: type /menu"),
    )
    return Step(None, (Say(lines),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show the help again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="help",
    triggers=("help", "trợ giúp", "giúp", "hướng dẫn"),
    description=_("What you can do here"),
    resumes_previous=True,
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
