"""Outcomes: what happens to a message after a try. The table is docs/delivery.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.delivery.backoff import backoff_seconds
from bot.phrases.secrets import without_secret
from bot.services.ports.messages import (
    Delivered,
    DeliveryResult,
    Later,
    Never,
    OutboxMessage,
    OutboxState,
    Outcome,
    Unsure,
)
from bot.talk.steps import DeliveryClass

REPEATABLE: tuple[DeliveryClass, ...] = ("reply", "receipt")
"""The classes that answer somebody: they wait for nothing, and may be repeated but not lost."""

NEVER_LOST: tuple[DeliveryClass, ...] = (*REPEATABLE, "duty")
"""The classes that may be repeated but not lost (docs/adr/0005). A duty is a notification."""

MAX_MEMORY_TRIES = 10
"""After this many tries a message waits in the table and frees its place in memory."""

MACHINE_FAULTS: tuple[type[Exception], ...] = (OSError, MemoryError)
"""Faults of this machine, such as no free descriptor: the message can be sent later."""

MAX_TRIES = 300
REST_IN_TABLE = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class End:
    """The message reached an end state."""

    state: OutboxState
    why: str | None = None
    provider_id: str | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class RetryInMemory:
    """The message waits in memory and is tried again at `at`, from the part that failed."""

    at: dt.datetime
    why: str


@dataclass(frozen=True, slots=True)
class RetryFromTable:
    """The message goes back to the table and is tried again at `due`."""

    due: dt.datetime
    why: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """The message goes back to the table as it was; it was not tried. `due` None: at once."""

    why: str
    due: dt.datetime | None = None


NextAction: TypeAlias = End | RetryInMemory | RetryFromTable | GiveBack


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """It was not tried: its deadline had passed."""


@dataclass(frozen=True, slots=True)
class Unsayable:
    """It was not tried: the channel cannot show it."""


@dataclass(frozen=True, slots=True)
class HalfSaid:
    """It was not tried: some parts were sent, and it is unknown which part is missing."""


@dataclass(frozen=True, slots=True)
class RunHeld:
    """It was not tried: the run of its campaign is not sending."""


@dataclass(frozen=True, slots=True)
class ChannelHeld:
    """It was not tried: its channel is held. When that is over the policy is asked again."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Looped:
    """It was not tried: 20 equal messages went to its address within five minutes."""


NotTried: TypeAlias = DeadlinePassed | Unsayable | HalfSaid | RunHeld | ChannelHeld | Looped


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message that was just tried.

    `tries` counts the tries of this process, `before` those of earlier ones. `left` counts the
    parts that were sent.
    """

    kind: DeliveryClass
    tries: int
    before: int = 0
    left: int = 0


def next_part(kind: DeliveryClass, parts_sent: int, parts: int) -> int | None:
    """The part that a row of `parts` parts sends next; None: unknown.

    The same say has the same parts, but another release may render it in fewer parts. Then a
    message that may be repeated starts again with the first part.
    """
    if parts_sent < parts:
        return parts_sent
    return 0 if kind in NEVER_LOST else None


def next_action(outcome: Outcome | NotTried, tried: Attempt, now: dt.datetime) -> NextAction:
    """Decide what follows an outcome: an end, or another try."""
    # Add durations in UTC: in local time the sum is an hour wrong when clocks change.
    now = now.astimezone(dt.UTC)
    repeatable = tried.kind in NEVER_LOST
    match outcome:
        case RunHeld():
            return GiveBack("run_held")
        case ChannelHeld(until):
            return GiveBack("held", until)
        case DeadlinePassed():
            return End("skipped", "late")
        case Unsayable():
            return End("failed", "cannot_say")
        case Looped():
            return End("failed", "loop")
        case HalfSaid():
            return End("unsure", "half_sent")
        case Delivered(provider_id):
            return End("sent", provider_id=provider_id)
        case Never(why, blocked):
            return End("blocked" if blocked else "failed", why, blocked=blocked)
        case Unsure(why) if not repeatable:
            return End("unsure", why)
        case Unsure(why):
            wait = dt.timedelta(seconds=backoff_seconds(tried.tries - 1))
            return _later(tried, now + wait, why, now)
        case Later(at, why):
            return _later(tried, at, why, now)


def is_gated(kind: DeliveryClass, parts_sent: int) -> bool:
    """Whether the policy decides before each try: it may be night by then, or not wanted."""
    return kind not in REPEATABLE and not parts_sent


def _later(tried: Attempt, at: dt.datetime, why: str, now: dt.datetime) -> NextAction:
    """Wait in memory for a short time, in the table for a long one; what is gated in the table."""
    repeatable = tried.kind in NEVER_LOST
    so_far = tried.before + tried.tries
    rested = so_far >= MAX_MEMORY_TRIES
    if not is_gated(tried.kind, tried.left):
        if not rested and at < now + REST_IN_TABLE:
            return RetryInMemory(at, why)
        due = max(at, now + REST_IN_TABLE)
    else:
        # Few notifications are in memory at once: one that waits makes room for others.
        wait = REST_IN_TABLE if rested else dt.timedelta(seconds=backoff_seconds(so_far - 1))
        due = max(at, now + wait)
    if so_far >= MAX_TRIES:
        return End("failed", "too_many_tries")
    if tried.left and not repeatable:
        return End("unsure", "half_sent")
    return RetryFromTable(due, why)


def planned_again(row: OutboxMessage, due: dt.datetime, tries: int, why: str) -> DeliveryResult:
    """The result that puts a row back in the table with its tries and parts."""
    return DeliveryResult(
        row.id, "planned", due, row.attempts + tries, why=why, parts_sent=row.parts_sent
    )


def ended(row: OutboxMessage, end: End, now: dt.datetime, tries: int) -> DeliveryResult:
    """The result of a row that reached an end state after so many more tries."""
    where = (row.channel, row.account, row.address) if end.blocked else None
    return DeliveryResult(
        row.id, end.state, now, row.attempts + tries, end.provider_id, end.why, where,
        row.parts_sent, without_secret(row.say) if row.say.secret else None,
    )  # fmt: skip
