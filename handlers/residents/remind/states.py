"""The states of the conversation about reminders, and the facts that it reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.notifications.reminders import Reminder, ReminderPurpose
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Turn
from bot.talk.steps import PassiveState, State


class Consenting(State, frozen=True, tag="Consenting"):
    """Does the person agree to reminders?"""


class ConsentingFirst(State, frozen=True, tag="ConsentingFirst"):
    """Does the person agree to reminders, so that what was asked for can be set?"""

    words: str


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The reminders are shown."""


class Choosing(State, frozen=True, tag="Choosing"):
    """What is the new reminder for?"""


class Days(State, frozen=True, tag="Days"):
    """On which days?"""

    purpose: ReminderPurpose


class Hour(State, frozen=True, tag="Hour"):
    """At what time of these days?"""

    purpose: ReminderPurpose
    days: tuple[int, ...]


class Confirming(State, frozen=True, tag="Confirming"):
    """Shall it be set so? Asked for a time of night, and where the words were not clear."""

    purpose: ReminderPurpose
    days: tuple[int, ...]
    minute: int


class PuttingOff(State, frozen=True, tag="PuttingOff"):
    """Until when is a reminder snoozed?"""

    key: str


class Stopping(State, frozen=True, tag="Stopping"):
    """Which reminder is stopped, or all?"""


States: TypeAlias = (
    Consenting
    | ConsentingFirst
    | Shown
    | Choosing
    | Days
    | Hour
    | Confirming
    | PuttingOff
    | Stopping
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The time, a key for a new reminder, and the reminders that are set."""

    now: dt.datetime
    new_key: str
    allowed: bool
    reminders: tuple[Reminder, ...]

    @property
    def paused_until(self) -> dt.date | None:
        """The last day of the pause when all reminders are paused today."""
        days = [each.paused_until for each in self.reminders]
        if not days or any(day is None or day < self.now.date() for day in days):
            return None
        return min(day for day in days if day is not None)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the person's reminders."""
    allowed = "reminders" in turn.person.consents
    return Facts(
        turn.now, turn.new_key, allowed, await queries.notifications.reminders(turn.person.id)
    )
