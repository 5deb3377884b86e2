"""Steps: what a conversation decided, as its next state, messages and commands."""

from __future__ import annotations

from typing import Generic, Literal, TypeAlias, TypeVar

from msgspec import UNSET, Struct, UnsetType

from bot.domain.text.answers import Answer
from bot.talk.events import Event
from bot.talk.files import KeptFile
from bot.talk.pictures import Picture
from bot.talk.text import Line, SayLine

DeliveryClass: TypeAlias = Literal[
    "reply", "receipt", "reminder", "announcement", "campaign", "duty"
]
"""The delivery guarantee of a message; see docs/adr/0005. A duty is for staff: never lost."""


Wants: TypeAlias = Literal["nothing", "text", "free", "evidence"]
"""What can answer a message beside its choices."""


class Choice(Struct, frozen=True, omit_defaults=True):
    """One choice of the person: a key for us, a label for them.

    A key has at most 40 ASCII characters; a label should fit on a button (about 40 characters).
    `means` are the short answers that choose it when they are typed: "vâng" chooses what means yes.
    `cancelled`: it opens an entry that does not count any more; a channel may show it so.
    """

    key: str
    label: Line
    means: tuple[Answer, ...] = ()
    cancelled: bool = False


class Say(Struct, frozen=True):
    """One message: its lines, then rows of choices.

    `wants` is what else can be an answer: `text` that is read (a day, a number), `free` words of
    the person's own (a title), `evidence`; a channel can offer it. A `picture` comes below the
    lines; where it cannot be shown, its facts are added as words. `files` are shown with the lines.
    """

    lines: tuple[SayLine, ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    wants: Wants = "text"
    kind: DeliveryClass = "reply"
    picture: Picture | None = None
    files: tuple[KeptFile, ...] = ()
    apart: bool = False
    """It stays a message of its own, also without choices: together they were too long."""
    # A million rows hold a say: these are stored only where they are set.
    replaces_pressed: bool | UnsetType = UNSET
    """It takes the place of the message whose button asked for it, where the channel can do so."""
    chosen: str | UnsetType = UNSET
    """The key of the choice that led to it: the message that offered it tells so (docs/adr/0032).

    The desk sets it."""
    secret: bool | UnsetType = UNSET
    """It has a code or a link that opens something: once it left, its words are not kept."""


class Command(Struct, frozen=True):
    """A write that a conversation decided; a function of `bot.services` carries it out."""


S_co = TypeVar("S_co", covariant=True)


class Step(Struct, Generic[S_co], frozen=True):
    """What a conversation decided.

    `state` None ends the conversation. `then` is the next event of the same turn, after the
    commands; mostly it opens another conversation. `unread`: a typed text could not be read as an
    answer, so it may mean something else; `says` ask again in case that it means nothing.
    `drops_paused`: the interrupted conversation does not resume.
    """

    state: S_co | None
    says: tuple[Say, ...] = ()
    commands: tuple[Command, ...] = ()
    then: Event | None = None
    unread: bool = False
    drops_paused: bool = False


class State(Struct, frozen=True):
    """A state of a conversation, stored as JSON between two turns.

    Each class names its stored `tag`, so that the class may be renamed: the tags and the field
    names of stored types are frozen (docs/adr/0011).
    """

    @property
    def holds_nothing(self) -> bool:
        """True while the person has told nothing yet that would be lost with it."""
        return False


class PassiveState(State, frozen=True):
    """A state that shows something and asks nothing."""
