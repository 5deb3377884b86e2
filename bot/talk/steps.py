"""Steps: what a conversation decides — the next state, the words to say, the commands."""

from __future__ import annotations

from typing import Generic, Literal, TypeAlias, TypeVar

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
