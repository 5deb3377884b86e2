"""Ports: what the use cases need from outside, and what passes between the floors' neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from bot.domain.activities import Activity, Draft
from bot.domain.people import Person
from bot.talk.events import Event, Happening
from bot.talk.messages import Message
from bot.talk.steps import Choice, Say, State
from bot.talk.text import Line

T = TypeVar("T")

Clock: TypeAlias = Callable[[], dt.datetime]
"""Tells the time, aware, in the service's own zone."""

Draw: TypeAlias = Callable[[int], int]
"""Draws a number from 0 up to, not including, the given one; unguessable in production."""

Translate: TypeAlias = Callable[[Line, str], str]
"""A line in the words of a locale."""


# --- in ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a channel.

    `id` is the update's own id on its channel (a second one with the same id is the same update);
    `language` is the channel's hint for somebody whose language is not known yet.
    """

    channel: str
    address: str
    id: str
    happening: Happening
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation's `gather` is told about the turn that it reads facts for."""

    person: Person
    now: dt.datetime
    state: State | None
    event: Event
    fresh: str
    """A new unguessable key, for what is born in this turn."""

    @property
    def today(self) -> dt.date:
        """The local calendar day of the turn."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Received:
    """What the desk tells a channel: committed, and whether this update was new."""

    new: bool
    posted: int = 0


class Receive(Protocol):
    """The one door in: returns when the turn is committed, raises `NotStored` when it is not."""

    def __call__(self, incoming: Incoming) -> Awaitable[Received]:
        """Take in one update."""


class NotStored(Exception):
    """The database did not commit; nothing was acknowledged and the update may come again."""


# --- out -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Posted:
    """A row of the outbox on its way: one say for one address, in one language."""

    id: int
    channel: str
    address: str
    say: Say
    locale: str
    turn: int
    attempts: int = 0


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


OutboxState: TypeAlias = Literal[
    "planned", "claimed", "sent", "failed", "blocked", "unsure", "skipped", "cancelled"
]
"""Where a row of the outbox is; all but the first two are ends."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written down of one send: the row's new state and why; `at` is when, or next when."""

    row: int
    state: OutboxState
    at: dt.datetime
    attempts: int
    provider_id: str | None = None
    why: str | None = None
    blocked: tuple[str, str] | None = None


class Outbox(Protocol):
    """What waits to leave, as the delivery worker uses it; every call commits on its own."""

    async def claim(self, channel: str, now: dt.datetime, most: int) -> tuple[Posted, ...]:
        """Take what is due and free, oldest first; committed before it is returned."""

    async def claim_rested(
        self, channel: str, address: str, now: dt.datetime
    ) -> tuple[Posted, ...]:
        """Take the replies of one address that rest until later, oldest first."""

    async def forgotten(self, channel: str, before: dt.datetime) -> tuple[Posted, ...]:
        """Rows that this worker claimed before a moment and has not marked."""

    async def mark(self, marks: Sequence[Mark]) -> None:
        """Write down what came of sends, all in one transaction."""

    async def recover(self, channel: str, now: dt.datetime) -> tuple[int, int]:
        """Free what workers that are gone had claimed: replies again, the rest unsure."""

    async def hold(self, channel: str, until: dt.datetime, why: str) -> None:
        """Let nothing out of a channel until a moment."""

    async def held_until(self, channel: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a channel is held, or None."""

    async def history(
        self, channel: str, address: str, after: int, most: int
    ) -> tuple[Posted, ...]:
        """What was said at an address after a row, oldest first, the newest `most` of it."""


class Speaker(Protocol):
    """The speaking half of a channel."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message; never raises for what the network or the platform does."""


# --- storage -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Place:
    """Where a person's talk stands; locked while the turn lasts."""

    person: Person
    name: str | None = None
    state: str | None = None
    paused_name: str | None = None
    paused_state: str | None = None
    turn: int = 0
    prompt: tuple[Choice, ...] = ()
    prompt_wants: Literal["nothing", "text", "evidence"] = "text"
    blocked: bool = False
    forgotten: bool = False
    """Nothing is kept about this person any more: what is still said to them names nobody."""


@dataclass(slots=True)
class CarriedOut:
    """What carrying out a command may use and leave behind."""

    place: Place
    now: dt.datetime
    draw: Draw
    carried: str | None = None


class Look(Protocol):
    """What conversations may read while they gather facts."""

    controller: str
    """Who runs the service, as the notice names them."""

    async def minutes_on(self, person: int, day: dt.date, but: str | None = None) -> int:
        """Minutes recorded for that day, without void entries and without the receipt `but`."""

    async def activity(self, person: int, receipt: str) -> Activity | None:
        """The person's own entry with this receipt, void or not."""

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        """The person's entries of these days, newest day first, void ones included."""

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        """The last day with an entry before `before`, and the first one after `after`."""


class Work(Look, Protocol):
    """One turn's hold on the database: everything in it commits together or not at all."""

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        """Note an update; False when it was here before."""

    async def open_place(self, incoming: Incoming, now: dt.datetime) -> Place:
        """Find or make the person behind an address, and lock the conversation."""

    async def keep_place(self, place: Place, now: dt.datetime) -> None:
        """Store where the conversation stands now."""

    async def post(
        self, incoming: Incoming, place: Place, says: Sequence[Say], now: dt.datetime
    ) -> tuple[Posted, ...]:
        """Lay words into the outbox, claimed by this process's worker."""

    async def mark_blocked(self, channel: str, address: str, at: dt.datetime | None) -> None:
        """Note that an address cannot be reached (`at`), or can again (None)."""

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part of the turn; a `Refusal` in it undoes that part only."""

    async def save_person(self, person: Person, now: dt.datetime) -> None:
        """Store a person's language, ward, group, age band and when they joined."""

    async def add_consent(
        self, person: int, purpose: str, given: bool, version: str, now: dt.datetime
    ) -> None:
        """Append one answer to one purpose of the notice."""

    async def forget_person(self, person: int) -> None:
        """Erase a person and everything kept about them."""

    async def forget_demo_people(self) -> int:
        """Erase the people that only a demonstration has; how many there were."""

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        """The receipt that a draft was recorded under, or None."""

    async def add_activity(
        self, person: Person, draft: Draft, receipt: str, now: dt.datetime
    ) -> str:
        """Record one activity; returns its receipt.

        A draft that was recorded before is not recorded again: its first receipt is returned.
        Returns "" when the receipt number is taken by another entry.
        """

    async def change_activity(
        self, person: int, before: Activity, after: Activity, now: dt.datetime
    ) -> None:
        """Correct one entry, and keep what it said before."""

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        """Mark one entry void: it stays in the record and leaves the sums."""


class Database(Protocol):
    """Runs a job in one transaction of its own."""

    async def transact(self, job: Callable[[Work], Coroutine[Any, Any, T]], lane: str = "") -> T:
        """Run and commit; jobs of one lane run in the order they came. Raises `NotStored`."""
