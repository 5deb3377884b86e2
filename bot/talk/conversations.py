"""Conversations: the parts of one, and the facts of the turn in which it decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from bot.domain.people.persons import Person
from bot.domain.people.wards import HANOI
from bot.domain.reference_data import ReferenceData
from bot.domain.staff.roles import NO_ROLES, Access, StaffRoles
from bot.talk.events import Event, Opened
from bot.talk.messages import Message
from bot.talk.steps import Say, State, Step
from bot.talk.text import Line

S = TypeVar("S", bound=State)
F = TypeVar("F")
Q = TypeVar("Q")

CommandGroup: TypeAlias = Literal["learning", "skills", "messages", "notebook", "staff"]
"""The subject of a command; a list of commands has an empty line between two groups."""

ChannelPreview: TypeAlias = tuple[str, tuple[Message, ...]]
"""A channel's name, and the messages that it would show."""

Preview: TypeAlias = Callable[[Say, str], tuple[ChannelPreview, ...]]
"""What each channel would show of a notification in a locale."""


@dataclass(frozen=True, slots=True)
class ListedCommand:
    """A command as help and the menus of commands show it."""

    command: str
    """Without `/`."""
    word: str
    """A Vietnamese word that opens the same conversation."""
    description: Line
    group: CommandGroup
    access: Access = "resident"


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A question that another conversation interrupted; `draft` names what would be lost."""

    draft: Line | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The facts of a turn, given to a conversation's `gather`."""

    person: Person
    now: dt.datetime
    state: State | None
    event: Event
    new_key: str
    """A new key that nobody can guess, for a row that this turn creates."""
    reference_data: ReferenceData
    """The current reference data."""
    commands: tuple[ListedCommand, ...] = ()
    """The commands that help lists: those that the person may use."""
    interrupted: Interrupted | None = None
    """The paused question below this conversation."""
    provinces: frozenset[str] = HANOI
    """The codes of the provinces that are served."""

    public_url: str = ""
    """The address of the web page, without a slash at its end; "": none is set."""

    opens_links: bool = True
    """A link to the page opens where the person writes: there is its address, or it is the page."""
    preview: Preview = lambda _say, _locale: ()
    """What each channel that is served would show of a notification."""

    written: dt.datetime | None = None
    """When the person wrote, if the channel knows it; it may have arrived later."""

    roles: StaffRoles = NO_ROLES
    """The roles of the person; they are checked again when a command is carried out."""

    channels: tuple[str, ...] = ()
    """The names of the channels that are served."""

    @property
    def today(self) -> dt.date:
        """The local calendar day on which the person wrote."""
        return (self.written or self.now).date()

    @property
    def written_at(self) -> dt.time:
        """The local time at which the person wrote."""
        return (self.written or self.now).time()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conversation(Generic[S, F, Q]):
    """One conversation. It awaits only in `gather`, and knows no channel and no database.

    `S` is the union of its states, `F` are the facts for its decisions, `Q` its queries.
    """

    name: str
    """The word under which its state is stored; frozen (docs/adr/0011)."""
    triggers: tuple[str, ...]
    """Words that open it, without `/`; accents do not matter.

    The first is the command, in ASCII. The second, where it is listed, is a Vietnamese word.
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
    """Its sentence in a list of commands; None: it is in no list."""
    group: CommandGroup = "notebook"
    """Its group in a list of commands."""
    resumes_previous: bool = False
    """The interrupted conversation continues after this one."""
    nothing_follows: bool = False
    """When it ends and no question waits, nothing more is said: no menu, no earlier screen."""
    global_command: bool = False
    """Its triggers open it even when the person's own words are expected."""
    without_joining: bool = False
    """Open also to people who have not joined yet."""
    draft: Line | None = None
    """What is lost when it is dropped while it asks, within a sentence; it is kept for a while."""
    looks_up: bool = False
    """While a question is open its typed triggers only give a short look; the question stays."""
    access: Access = "resident"
    """Who may use it; checked by the desk at each turn, whatever was shown before."""
    takes_code: bool = False
    """A code may stand behind its triggers: "lời mời 7K3M-92AB-QRST-4567"."""
    takes_back: bool = False
    """Its triggers open the kept draft; it only answers itself when no draft is kept."""


AnyConversation: TypeAlias = Conversation[Any, Any, Any]
"""A conversation with any states and facts; only the conversation itself may combine them."""


def listed(conversations: Iterable[AnyConversation]) -> tuple[ListedCommand, ...]:
    """The commands that lists show, in the order of the conversations."""
    return tuple(
        ListedCommand(each.triggers[0], each.triggers[1], each.description, each.group, each.access)
        for each in conversations
        if each.description is not None
    )
