"""Ports: what the use cases need from outside, and what passes between the floors' neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

from bot.talk.events import ChannelEvent
from bot.talk.messages import Message
from bot.talk.steps import Say
from bot.talk.text import Line

T = TypeVar("T")

Clock: TypeAlias = Callable[[], dt.datetime]
"""Tells the time, aware, in the service's own zone."""

RandomBelow: TypeAlias = Callable[[int], int]
"""Draws a number from 0 up to, not including, the given one; unguessable in production."""

Translate: TypeAlias = Callable[[Line, str], str]
"""A line in the words of a locale."""


# --- in ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageVersion:
    """Which message of a person it is and what it says, as two hashes: no words are kept."""

    message: str
    says: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a channel.

    `account` is the channel's account that was written to (a bot, say), "" where the channel has
    one only. `id` is the update's own id at that account (a second one with the same id is the
    same update); `language` is the channel's hint for somebody whose language is not known yet.
    `written` is the message's own time, aware, where the channel tells one that can be believed.
    """

    channel: str
    address: str
    id: str
    channel_event: ChannelEvent
    language: str | None = None
    account: str = ""
    written: dt.datetime | None = None
    versions: tuple[MessageVersion, ...] = ()
    """What its messages say now: an edit that leaves them as they were is no new update."""
    collected: tuple[str, ...] = ()
    """The ids of the updates that waited in the inbox and come in with this one."""
    network: str = ""
    """The network that it came from, where no platform stands between."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the desk tells a channel: committed, and whether this update was new.

    `joined`: whether the person has joined now; None where the turn did not look.
    """

    new: bool
    posted: int = 0
    joined: bool | None = None


class Receive(Protocol):
    """The one door in: returns when the turn is committed, raises `NotStored` when it is not."""

    def __call__(self, incoming: Incoming) -> Awaitable[Received]:
        """Take in one update."""


class NotStored(Exception):
    """The database did not commit; nothing was acknowledged and the update may come again."""


class TooMany(NotStored):
    """More than one person or network may send now; in `seconds` the update may come again."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many at once")
        self.seconds = seconds


# --- out -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A row of the outbox on its way: one say for one address, in one language.

    After `until` it is too late for it. `parts_sent` of its messages have left. `edits` is the
    first row of the message that it changes, `closes` that of one which loses its buttons. `run` is
    the run of the campaign that it is of: it may leave only while that is sending.
    """

    id: int
    channel: str
    address: str
    say: Say
    locale: str
    turn: int
    attempts: int = 0
    until: dt.datetime | None = None
    parts_sent: int = 0
    account: str = ""
    edits: int | None = None
    closes: int | None = None
    run: int | None = None

    @property
    def first(self) -> int:
        """The first row of the message that it shows."""
        return self.id if self.edits is None else self.edits


@dataclass(frozen=True, slots=True)
class Change:
    """What a reply does to an earlier message, which stands at the first row `row`.

    It takes the message's place, where `edits`; else the message loses its buttons, and tells the
    choice `chosen` if one was made.
    """

    row: int
    edits: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands at a platform, under the platform's own `id`."""

    row: OutboxMessage
    id: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it; `id` is its own id of the message."""

    id: str


@dataclass(frozen=True, slots=True)
class Later:
    """It did not leave; it may be tried again at `at`. `whole_channel`: so must everything else."""

    at: dt.datetime
    why: str
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """The platform said no, for good; `blocked`: this person cannot be reached at this address."""

    why: str
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """The request left and no answer came: it may have been delivered."""

    why: str


Outcome: TypeAlias = Delivered | Later | Never | Unsure
"""What came of one send."""


@dataclass(frozen=True, slots=True)
class NotEditable:
    """The platform does not change this message any more: it is gone, too old, or no text."""


EditOutcome: TypeAlias = Outcome | NotEditable
"""What came of changing a message in place; what changed nothing because it was done is success."""


OutboxState: TypeAlias = Literal[
    "planned", "claimed", "sent", "failed", "blocked", "unsure", "skipped", "cancelled", "held"
]
"""Where a row of the outbox is; all but the first two are ends. `held`: it waited in a backup that
was restored, and an operator decides."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What is written down of one row: its new state and why; `at` is when, or next when.

    `parts_sent` of its messages have left. `blocked` is the channel, the account and the address
    that cannot be reached any more. `say` is what is kept of it from now on, where that changes.
    """

    row: int
    state: OutboxState
    at: dt.datetime
    attempts: int
    provider_id: str | None = None
    why: str | None = None
    blocked: tuple[str, str, str] | None = None
    parts_sent: int = 0
    say: Say | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """Rows that were claimed, and whether the table may hold more that are due."""

    rows: tuple[OutboxMessage, ...]
    more: bool = False


class Outbox(Protocol):
    """What waits to leave, as the delivery worker uses it; every call commits on its own.

    A channel stands for the account that this process speaks for there: rows of another account
    are never touched.
    """

    async def claim(
        self, channel: str, now: dt.datetime, limit: int, others_limit: int | None = None
    ) -> Claimed:
        """Take what is due and free: replies, reminders, the rest; committed when it is returned.

        At most `limit` rows, and of what is no reply at most `others_limit`.
        """

    async def claim_rested(
        self, channel: str, address: str, now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        """Take the replies of one address that rest until later, oldest first."""

    async def sending_runs(self, runs: Collection[int]) -> frozenset[int]:
        """Which of these runs of campaigns may send now: the others were paused, or are over."""

    async def stale_claims(self, channel: str, before: dt.datetime) -> tuple[OutboxMessage, ...]:
        """Rows that this worker claimed before a moment and has not marked."""

    async def note_parts(self, row: int, parts_sent: int) -> None:
        """Write down how many messages of a claimed row have left; it stays claimed."""

    async def mark(self, marks: Sequence[DeliveryResult]) -> None:
        """Write down what came of sends, all in one transaction."""

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        """Free what workers that are gone had claimed: replies again, the rest unsure."""

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Let nothing out of a channel until a moment."""

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a channel is held, or None."""

    async def shown(self, channel: str, address: str, first: int) -> Shown | None:
        """How the message of this first row stands at its address; None: it never arrived."""

    async def history(
        self, channel: str, address: str, after: int, limit: int
    ) -> tuple[OutboxMessage, ...]:
        """What was said at an address after a row, oldest first, the newest `limit` of it.

        A message that was changed is there in its last form only.
        """


class Speaker(Protocol):
    """The speaking half of a channel."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message; never raises for what the network or the platform does."""
