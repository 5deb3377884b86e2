"""Steps: what a conversation decides — the next state, the words to say, the commands."""

from __future__ import annotations

from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from bot.talk.events import Event
from bot.talk.pictures import Picture
from bot.talk.text import Line

DeliveryClass: TypeAlias = Literal["reply", "receipt", "reminder", "announcement", "campaign"]
"""The loss rule that a message is under; see docs/adr/0005."""


class Choice(Struct, frozen=True):
    """One thing that the person can choose: a key for us, a label for them.

    Keys are at most 40 ASCII characters; a label should fit on a button (about 40 characters).
    """

    key: str
    label: Line


class Say(Struct, frozen=True):
    """One message: its lines, then the choices (rows of them) that the person has.

    `wants` tells a channel what else could be sent as an answer, so that it can offer the means.
    A `picture` comes below the lines; where it cannot be shown, its facts are said in words.
    """

    lines: tuple[Line, ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    wants: Literal["nothing", "text", "evidence"] = "text"
    kind: DeliveryClass = "reply"
    picture: Picture | None = None


class Command(Struct, frozen=True):
    """A write that a conversation wants; a function of `bot.services` carries it out."""


S_co = TypeVar("S_co", covariant=True)


class Step(Struct, Generic[S_co], frozen=True):
    """What a conversation decided.

    `state` None ends the conversation. `then` happens next in the same turn, after the commands
    were carried out: mostly another conversation is `Opened` for.
    """

    state: S_co | None
    says: tuple[Say, ...] = ()
    commands: tuple[Command, ...] = ()
    then: Event | None = None


class State(Struct, frozen=True):
    """A place in a conversation; kept as JSON between two turns.

    Each state names its stored `tag` itself, so that its class may be renamed: the tags and the
    field names of stored types are frozen (docs/adr/0011).
    """


class PassiveState(State, frozen=True):
    """A place where something is shown and nothing is asked."""


class Conversation(Protocol):
    """The shape of a module of `handlers/`. It awaits nothing but `gather`."""

    @property
    def NAME(self) -> str:  # noqa: N802  # a module's constant
        """The word under which the state is kept."""

    @property
    def OPENS_WITH(self) -> tuple[str, ...]:  # noqa: N802
        """Words that open it: the first is the command; accents and `/` do not matter."""

    @property
    def ABOUT(self) -> Line | None:  # noqa: N802
        """What a list of commands says of it; None: it is not listed."""

    @property
    def ASIDE(self) -> bool:  # noqa: N802
        """True: the conversation that it interrupted goes on after it."""

    @property
    def ALWAYS(self) -> bool:  # noqa: N802
        """True: its words open it even where the person's own words are wanted."""

    @property
    def OPEN_TO_ALL(self) -> bool:  # noqa: N802
        """True: also for those who have not joined yet."""

    @property
    def STATES(self) -> Any:  # noqa: N802
        """The union of its states."""

    @property
    def gather(self) -> Any:
        """`async (look, turn) -> facts`: the only await before the decision."""

    @property
    def begin(self) -> Any:
        """`(asked, facts) -> Step`: the first step."""

    @property
    def decide(self) -> Any:
        """`(state, event, facts) -> Step`: every other step; pure."""
