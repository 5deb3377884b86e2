"""Help: the possible actions and what to type; the open question follows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from bot.domain.data_files.localized import LocalizedText
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, ListedCommand, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Fact, SayLine, Title, _, plain


class Helped(State, frozen=True, tag="Helped"):
    """Never stored: help ends at once."""


States: TypeAlias = Helped


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be done here."""

    commands: tuple[ListedCommand, ...]


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the conversations describe themselves."""
    del queries
    return Facts(turn.commands)


def begin(asked: Opened, facts: Facts) -> Step[States]:
    """Say what can be done; the open question, or the menu, follows by itself."""
    del asked
    others = [each for each in facts.commands if each.command != CONVERSATION.triggers[0]]
    lines: list[SayLine] = [Title(_("Type a word, and it opens:"))]
    for _group, commands in groupby(others, key=lambda each: each.group):
        lines += [*map(_line, commands), plain("")]
    lines.append(
        _("You can also just write what you learnt, for example: today read a book 30 minutes")
    )
    return Step(None, (Say(tuple(lines)),))


def _line(each: ListedCommand) -> Fact:
    """The word to type, in the language of the reader, and what it opens."""
    return Fact(LocalizedText(each.word, each.command), each.description)


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
