"""Conversations: what one consists of, and what it is told about the turn it decides in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from bot.domain.people.persons import Person
from bot.domain.reference_data import ReferenceData
from bot.talk.events import Event, Opened
from bot.talk.steps import State, Step
from bot.talk.text import Line

S = TypeVar("S", bound=State)
F = TypeVar("F")
Q = TypeVar("Q")

CommandGroup: TypeAlias = Literal["learning", "skills", "messages", "notebook"]
"""What a command is about; a list of commands leaves a line free between two groups."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation's `gather` is told about the turn that it reads facts for."""

    person: Person
    now: dt.datetime
    state: State | None
    event: Event
    new_key: str
    """A new unguessable key, for what is born in this turn."""
    reference_data: ReferenceData
    """The data files as they stand."""

    @property
    def today(self) -> dt.date:
        """The local calendar day of the turn."""
        return self.now.date()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conversation(Generic[S, F, Q]):
    """One conversation. It awaits nothing but `gather`, and knows no channel and no database.

    `S` is the union of its states, `F` the facts that it decides with, `Q` what it may read.
    """

    name: str
    """The word under which its state is stored; frozen (docs/adr/0011)."""
    triggers: tuple[str, ...]
    """Words that open it, without `/`; accents do not matter.

    The first is the command, in ASCII. The second is the Vietnamese word that help names.
    """
    states: type[S] | UnionType
    """The same union as `S`, to read stored states with."""
    gather: Callable[[Q, Turn], Awaitable[F]]
    """Reads the facts: the only await before the decision."""
    begin: Callable[[Opened, F], Step[S]]
    """Decides the first step; pure."""
    decide: Callable[[S, Event, F], Step[S]]
    """Decides every other step; pure."""
    description: Line | None = None
    """What a list of commands says of it; None: it is in no list."""
    group: CommandGroup = "notebook"
    """Where a list of commands shows it."""
    resumes_previous: bool = False
    """The conversation that it interrupted goes on after it."""
    global_command: bool = False
    """Its triggers open it even where the person's own words are wanted."""
    without_joining: bool = False
    """Open also to those who have not joined yet."""


AnyConversation: TypeAlias = Conversation[Any, Any, Any]
"""A conversation of whatever states and facts: only it can put its own together."""
