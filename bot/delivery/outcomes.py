"""Rules of delivery: what becomes of a message after a try. The table is docs/delivery.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.delivery.backoff import backoff_seconds
from bot.services.ports.messages import Delivered, Later, Never, OutboxState, Outcome, Unsure
from bot.talk.steps import DeliveryClass

REPEATABLE: tuple[DeliveryClass, ...] = ("reply", "receipt")
"""The classes that may be repeated but not lost (docs/adr/0005)."""

MAX_MEMORY_TRIES = 10
"""After so many tries a message rests in the table, and others have its place in memory."""

MACHINE_FAULTS: tuple[type[Exception], ...] = (OSError, MemoryError)
"""Faults of this machine (no more descriptors, say): the message itself can be sent later."""

MAX_TRIES = 300
REST_IN_TABLE = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class End:
    """It has come to its end."""

    state: OutboxState
    why: str | None = None
    provider_id: str | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class RetryInMemory:
    """It is tried again at a moment, from where it was left."""

    at: dt.datetime
    why: str


@dataclass(frozen=True, slots=True)
class RetryFromTable:
    """It is tried again at a moment; until then it rests in the table."""

    due: dt.datetime
    why: str


NextAction: TypeAlias = End | RetryInMemory | RetryFromTable


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """It was not tried: its last moment was over when its turn came."""


@dataclass(frozen=True, slots=True)
class Unsayable:
    """It was not tried: the channel has no way to say it."""


@dataclass(frozen=True, slots=True)
class HalfSaid:
    """It was not tried: a part of it left, and nobody knows which part is missing."""


NotTried: TypeAlias = DeadlinePassed | Unsayable | HalfSaid


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message that was just tried.

    `tries` are those of this process, `before` those of others; `left` is how many of its parts
    have left.
    """

    kind: DeliveryClass
    tries: int
    before: int = 0
    left: int = 0


def next_part(kind: DeliveryClass, parts_sent: int, parts: int) -> int | None:
    """The part with which a row of `parts` goes on; None: nobody knows.

    The same say has the same parts, but another release may render it in fewer. Then what may be
    repeated begins anew.
    """
    if parts_sent < parts:
        return parts_sent
    return 0 if kind in REPEATABLE else None


def next_action(outcome: Outcome | NotTried, tried: Attempt, now: dt.datetime) -> NextAction:
    """What follows an outcome."""
    # A span is added in UTC: in a zone's own time it would be an hour off as clocks change.
    now = now.astimezone(dt.UTC)
    repeatable = tried.kind in REPEATABLE
    match outcome:
        case DeadlinePassed():
            return End("skipped", "late")
        case Unsayable():
            return End("failed", "cannot_say")
        case HalfSaid():
            return End("unsure", "half_sent")
        case Delivered(provider_id):
            return End("sent", provider_id=provider_id)
        case Never(why, blocked):
            return End("blocked" if blocked else "failed", why, blocked=blocked)
        case Unsure(why) if not repeatable:
            return End("unsure", why)
        case Unsure(why):
            return _later(tried, now + dt.timedelta(seconds=backoff_seconds(tried.tries - 1)),
                          why, now, holds=False)  # fmt: skip
        case Later(at, why, holds):
            return _later(tried, at, why, now, holds=holds)


def _later(
    tried: Attempt, at: dt.datetime, why: str, now: dt.datetime, *, holds: bool
) -> NextAction:
    """Where it waits: in memory for a little, in the table for longer; `holds`: all others too."""
    repeatable = tried.kind in REPEATABLE
    so_far = tried.before + tried.tries
    rested = so_far >= MAX_MEMORY_TRIES
    if repeatable or holds or tried.left:
        if not rested and at < now + REST_IN_TABLE:
            return RetryInMemory(at, why)
        due = max(at, now + REST_IN_TABLE)
    else:
        # Few of these are in memory at once: one that waits makes room for the others.
        wait = REST_IN_TABLE if rested else dt.timedelta(seconds=backoff_seconds(so_far - 1))
        due = max(at, now + wait)
    if so_far >= MAX_TRIES:
        return End("failed", "too_many_tries")
    if tried.left and not repeatable:
        return End("unsure", "half_sent")
    return RetryFromTable(due, why)
