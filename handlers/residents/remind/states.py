"""The states of the conversation about reminders, and the facts that it reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.notifications.days_ahead import Repeats
from bot.domain.notifications.reminders import Reminder, ReminderPurpose, can_be_put_off
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Turn
from bot.talk.events import Opened
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
    """On which days? `topic` and `key` as of `About`, here and in the other questions."""

    purpose: ReminderPurpose
    topic: str = ""
    key: str = ""


class Hour(State, frozen=True, tag="Hour"):
    """At what time of these days?"""

    purpose: ReminderPurpose
    days: tuple[int, ...]
    topic: str = ""
    key: str = ""


class Confirming(State, frozen=True, tag="Confirming"):
    """Shall it be set so? Asked for a time of night, and where the words were not clear."""

    purpose: ReminderPurpose
    days: tuple[int, ...]
    minute: int
    topic: str = ""
    key: str = ""


class OnceHour(State, frozen=True, tag="OnceHour"):
    """At what time of this one day? `repeats`: when a day of its name comes again."""

    purpose: ReminderPurpose
    day: dt.date
    repeats: Repeats = "day"
    topic: str = ""
    key: str = ""


class OnceConfirming(State, frozen=True, tag="OnceConfirming"):
    """Shall it come once, at this moment? Asked for a time of night, and in place of a past one."""

    purpose: ReminderPurpose
    day: dt.date
    minute: int
    repeats: Repeats = "day"
    topic: str = ""
    key: str = ""


class Weekend(State, frozen=True, tag="Weekend"):
    """Saturday, Sunday, or both every week? `minutes` are the times that were named."""

    purpose: ReminderPurpose
    saturday: dt.date
    minutes: tuple[int, ...] = ()
    topic: str = ""
    key: str = ""


class Planned(State, frozen=True, tag="Planned"):
    """The words tell a plan, which is no activity: shall a reminder be set for it?"""

    words: str


class Moving(State, frozen=True, tag="Moving"):
    """Which reminder gets another time?"""


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
    | OnceHour
    | OnceConfirming
    | Weekend
    | Planned
    | Moving
    | PuttingOff
    | Stopping
)


@dataclass(frozen=True, slots=True)
class About:
    """What a reminder is for, its topic ("" without one), and the key of one that is moved."""

    purpose: ReminderPurpose
    topic: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The time, a key for a new reminder, and the reminders that are set.

    `written` is when the person wrote. `came`: the one-off whose button was pressed, when it came
    already.
    """

    now: dt.datetime
    new_key: str
    allowed: bool
    reminders: tuple[Reminder, ...]
    written: dt.datetime
    came: Reminder | None = None

    @property
    def today(self) -> dt.date:
        """The local day on which the person wrote."""
        return self.written.date()

    @property
    def paused_until(self) -> dt.date | None:
        """The last day of the pause when all reminders are paused today."""
        days = [each.paused_until for each in self.reminders]
        if not days or any(day is None or day < self.now.date() for day in days):
            return None
        return min(day for day in days if day is not None)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the person's reminders; for a button of one that came once, that one too."""
    reminders = await queries.notifications.reminders(turn.person.id)
    came = None
    if isinstance(turn.event, Opened):
        verb, _gap, key = turn.event.rest.partition(" ")
        if verb == "later" and not any(each.key == key for each in reminders):
            came = await queries.notifications.reminder(turn.person.id, key)
    return Facts(
        turn.now,
        turn.new_key,
        "reminders" in turn.person.consents,
        reminders,
        turn.written or turn.now,
        came if came is not None and can_be_put_off(came) else None,
    )
