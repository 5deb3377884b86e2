"""A simulated month as plain data: what may happen, and what is observed."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import TypeAlias

from tests.applications import ZONE

START = dt.datetime(2026, 9, 12, 0, 0, tzinfo=ZONE)
END = dt.datetime(2026, 10, 12, 0, 0, tzinfo=ZONE)

# --- what people do -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Joins:
    """Begins a notebook; a new purpose may be agreed to later."""

    ward: str | None
    locale: str
    consents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agrees:
    """Agrees to a purpose, or takes that back."""

    purpose: str
    given: bool


@dataclass(frozen=True, slots=True)
class MovesTo:
    """Lives in another ward from now on."""

    ward: str | None


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets one more reminder."""

    purpose: str
    days: tuple[int, ...]
    minute: int


@dataclass(frozen=True, slots=True)
class SetsOnce:
    """Sets a reminder that comes once; it counts among the own reminders."""

    purpose: str
    day: dt.date
    minute: int


@dataclass(frozen=True, slots=True)
class PutsOff:
    """Puts the nth own reminder off."""

    nth: int
    until: str


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses the nth own reminder, or all, that day included."""

    nth: int | None
    until: dt.date


@dataclass(frozen=True, slots=True)
class Resumes:
    """Lets the nth own reminder come again, or all."""

    nth: int | None


@dataclass(frozen=True, slots=True)
class Stops:
    """Stops the nth own reminder, or all."""

    nth: int | None


@dataclass(frozen=True, slots=True)
class WantsQuiet:
    """Says between which minutes of the day nothing may come; None: as usual."""

    between: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class WantsMost:
    """Says how many a week may come; None: as usual."""

    limit: int | None


@dataclass(frozen=True, slots=True)
class Records:
    """Records an activity."""


@dataclass(frozen=True, slots=True)
class BeginsCheck:
    """Begins a self-check."""


@dataclass(frozen=True, slots=True)
class EndsCheck:
    """Finishes the open self-check, or drops it."""

    finished: bool


@dataclass(frozen=True, slots=True)
class CheckedBefore:
    """Finished a self-check so many days ago."""

    days: int


@dataclass(frozen=True, slots=True)
class Says:
    """Says anything."""


@dataclass(frozen=True, slots=True)
class Links:
    """Goes on at a second address."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks the service where they spoke last; `told`: the channel says so at once."""

    told: bool


@dataclass(frozen=True, slots=True)
class Forgets:
    """Has everything erased, and never comes back."""


Deed: TypeAlias = (
    Joins | Agrees | MovesTo | Sets | SetsOnce | PutsOff | Pauses | Resumes | Stops | WantsQuiet
    | WantsMost | Records | BeginsCheck | EndsCheck | CheckedBefore | Says | Links | Blocks
    | Forgets
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What one person does, and at which of their addresses."""

    who: int
    deed: Deed
    address: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """An officer's message, due at once."""

    source: str
    people: tuple[int, ...]


# --- how the month goes by ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """The service's clock ticks when it shows `at`; it was set to that, or came to it."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Acts:
    """People act and officers send when the clock shows `at`."""

    at: dt.datetime
    acts: tuple[Act, ...]
    campaigns: tuple[Campaign, ...] = ()


@dataclass(frozen=True, slots=True)
class Opens:
    """The service was closed and opens again when the clock shows `at`, as this many applications.

    `killed`: a process was killed just before, with all due rows claimed.
    """

    at: dt.datetime
    houses: int = 1
    killed: bool = False


Moment: TypeAlias = Tick | Acts | Opens

# --- addresses and channels -----------------------------------------------------------------------


def address_of(who: int, second: bool = False) -> str:
    """A person's address, or their second one."""
    return f"{who}{'b' if second else ''}"


def who_is_at(address: str) -> int:
    """The person of an address."""
    return int(address.removesuffix("b"))


def channel_of(who: int) -> str:
    """The channel on which a person has their addresses."""
    return "numbers" if who % 4 == 3 else "buttons"


BUSY = tuple(dt.datetime(2026, 9, 18, 18, minute, tzinfo=ZONE) for minute in (0, 45))
"""From when to when every send has to wait for an hour."""


def trouble(seed: int, address: str, at: dt.datetime) -> str | int | None:
    """What goes wrong with all sends to an address at a moment.

    None: nothing; "unsure": no answer comes; a number: they may be tried again after so many
    minutes.
    """
    drawn = zlib.crc32(f"{seed} {address} {at:%d %H:%M}".encode()) % 1000
    if BUSY[0] <= at <= BUSY[1]:
        return 60
    if drawn < 8:
        return "unsure"
    return 15 * (1 + drawn % 3) if drawn < 28 else None


# --- what is seen ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """One try to send to an address: the text, the moment and the outcome."""

    address: str
    what: str
    at: dt.datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The state of a message: `at` is its end, or the time of its next try."""

    who: int
    kind: str
    what: str
    state: str
    why: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """The result of a person's nth reminder at a due time, and when it was decided."""

    who: int
    nth: int
    due: dt.datetime
    outcome: str
    at: dt.datetime


def reminder_due(due: dt.datetime) -> str:
    """What a reminder's message is called here: it has no source but its due time."""
    return f"reminder {due.astimezone(ZONE):%m-%d %H:%M}"
