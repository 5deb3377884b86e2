"""Help: the first words to type, then all of them; an open question follows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from bot.domain.data_files.localized import LocalizedText
from bot.domain.text.normalizing import fold
from bot.phrases.typed_commands import WORDS
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, ListedCommand, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Fact, SayLine, Title, _, plain
from handlers import phrases


class Helped(State, frozen=True, tag="Helped"):
    """Never stored: help ends at once."""


States: TypeAlias = Helped

_FIRST = {"log", "mylog", "progress", "check", "remind", "data"}
"""The words of the first step."""
_ALL_WORDS = ("trợ giúp tất cả", "help all")
_ALL_TRIGGERS = frozenset(map(fold, _ALL_WORDS))
_ALL = {"all", "tat ca", "het"}
"""What is typed after the word for help to see every word."""
_SEE_ALL = Choice("/help all", _("See all words"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be done here."""

    commands: tuple[ListedCommand, ...]
    joined: bool = False
    question_open: bool = False
    """A question is open below: it is asked again, so help has no buttons of its own."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the conversations describe themselves."""
    del queries
    return Facts(turn.commands, turn.person.joined, turn.interrupted is not None)


def begin(asked: Opened, facts: Facts) -> Step[States]:
    """Say what can be done first, or all of it; an open question follows by itself."""
    others = [each for each in facts.commands if each.command != CONVERSATION.triggers[0]]
    if fold(asked.rest) in _ALL or asked.word in _ALL_TRIGGERS:
        return _all(others)
    lines: list[SayLine] = [Title(_("Type a word, and it opens:"))]
    first = [each for each in others if each.command in _FIRST]
    lines += [*map(_line, first), plain("")]
    staff = [each for each in others if each.access != "resident"]
    lines += [*map(_line, staff), plain("")] if staff else []
    lines.append(
        _("You can also just write what you learnt, for example: today read a book 30 minutes")
    )
    if facts.question_open or not facts.joined:
        lines.append(_("For all words, type: help all"))
        return Step(None, (Say(tuple(lines), apart=True),))
    return Step(None, (Say(tuple(lines), ((_SEE_ALL, phrases.MENU),), "nothing"),))


def _all(others: list[ListedCommand]) -> Step[States]:
    """Every word, with a line free between two groups."""
    lines: list[SayLine] = [Title(_("Type a word, and it opens:"))]
    for _group, commands in groupby(others, key=lambda each: each.group):
        lines += [*map(_line, commands), plain("")]
    return Step(None, (Say(tuple(lines[:-1]), apart=True),))


def _line(each: ListedCommand) -> Fact:
    """The word to type, in the language of the reader, and what it opens."""
    word = WORDS.get(f"/{each.command}")
    english = word.en if word else each.command
    return Fact(LocalizedText(each.word, english), each.description)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show the help again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="help",
    triggers=("help", "trợ giúp", "giúp", "hướng dẫn", *_ALL_WORDS),
    description=_("What you can do here"),
    resumes_previous=True,
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
