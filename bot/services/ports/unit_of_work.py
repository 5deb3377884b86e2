"""Work: what the use cases read and write during one turn, and who runs it in a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from bot.domain.learning.activity import Activity, Draft
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.notifications.reminders import Reminder
from bot.domain.people.persons import Person
from bot.domain.people.wrong_codes import WrongCodes
from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.services.ports.messages import Incoming, OutboxMessage, RandomBelow
from bot.talk.steps import Choice, Say

T = TypeVar("T")


@dataclass(slots=True)
class Dialog:
    """Where a person's conversation stands, as it is stored; locked while the turn lasts."""

    person: Person
    name: str | None = None
    state: str | None = None
    paused_name: str | None = None
    paused_state: str | None = None
    turn: int = 0
    prompt: tuple[Choice, ...] = ()
    prompt_wants: Literal["nothing", "text", "evidence"] = "text"
    blocked: bool = False
    channel: str = field(default="", compare=False)
    address: str = field(default="", compare=False)
    """Where the turn happens: what is not asked for goes there from now on."""
    elsewhere: bool = field(default=False, compare=False)
    """The newest prompt was shown at another address of the person."""
    erased: bool = False
    """Nothing is kept about this person any more: what is still said to them names nobody."""


@dataclass(slots=True)
class CommandContext:
    """What carrying out a command may use and leave behind."""

    dialog: Dialog
    now: dt.datetime
    random_below: RandomBelow
    reference_data: ReferenceData
    incoming: Incoming | None = None
    result: str | None = None
    wrong_codes: WrongCodes = field(default_factory=WrongCodes)


class ReadQueries(Protocol):
    """What conversations may read while they gather facts."""

    controller: str
    """Who runs the service, as the notice names them."""

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        """Minutes recorded for that day, without void entries and the receipt `excluded`."""

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

    async def addresses(self, person: int) -> int:
        """At how many addresses the person's notebook is open."""

    async def first_day(self, person: int) -> dt.date | None:
        """The first day with an entry that counts."""

    async def daily_totals(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[DailyTotal, ...]:
        """What these days hold by day and type, oldest first, without void entries."""

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        """The self-checks that were begun and not ended, the newest first."""

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        """The person's own self-check of a key, open or not."""

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        """The self-check of this form and version that last came to an overall result."""

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        """What the self-checks came to that were finished from `first` on, before `end`."""

    async def ratings(self, person: int, criteria_set: str, year: int) -> dict[str, int]:
        """The person's own points by indicator, the last ones given."""

    async def goals(self, person: int) -> tuple[Goal, ...]:
        """The weekly goals that were set, oldest first."""

    async def reminders(self, person: int) -> tuple[Reminder, ...]:
        """The person's reminders that were not stopped, oldest first."""

    async def preferences(self, person: int) -> NotificationPreferences:
        """The person's own word about what they did not ask for."""

    async def pauses(self, person: int, since: dt.date) -> tuple[LearningPause, ...]:
        """The pauses that reach beyond a day, oldest first."""


class UnitOfWork(ReadQueries, Protocol):
    """One turn's hold on the database: everything in it commits together or not at all."""

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        """Note an update; False when it was here before."""

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:
        """Find or make the person behind an address, and lock the conversation."""

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:
        """Store where the conversation stands now."""

    async def post(
        self, incoming: Incoming, dialog: Dialog, says: Sequence[Say], now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
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

    async def offer_link(self, person: int, code_hash: str, until: dt.datetime) -> None:
        """Keep the hash of a person's link code until then, in place of one before it."""

    async def take_link(self, code_hash: str, now: dt.datetime) -> int | None:
        """Whose link code this is; it is gone then. None: nobody's, or its time is over."""

    async def notify(self, person: int, say: Say, now: dt.datetime) -> None:
        """Tell a person something where they spoke last; its buttons belong to no turn."""

    async def leave_others(self, incoming: Incoming, person: int) -> None:
        """Let a person's notebook be open at the address of this update only."""

    async def move_address(self, incoming: Incoming, person: int) -> None:
        """Let the address of an update be another person's from now on."""

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

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        """Begin a self-check; the same key begins one however often."""

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        """Append an answer (None: skipped) to an open self-check; False when it is not open."""

    async def end_check(
        self, person: int, key: str, scored: SelfCheckScore | None, now: dt.datetime
    ) -> bool:
        """Finish an open self-check, or drop it (`scored` None); False when it is not open."""

    async def add_rating(
        self,
        person: int,
        criteria_set: str,
        year: int,
        indicator: str,
        points: int,
        now: dt.datetime,
    ) -> None:
        """Append the person's own points for one indicator of a year."""

    async def save_reminder(self, person: int, reminder: Reminder, now: dt.datetime) -> None:
        """Store a reminder under its key, new or changed."""

    async def save_preferences(self, person: int, preferences: NotificationPreferences) -> None:
        """Store the person's own word about what they did not ask for."""

    async def add_goal(self, person: int, goal: Goal, now: dt.datetime) -> None:
        """Append a weekly goal."""

    async def add_pause(self, person: int, pause: LearningPause, now: dt.datetime) -> None:
        """Append a pause."""

    async def end_pause(self, person: int, day: dt.date) -> None:
        """Let the pauses that hold a day end the day before."""


class Database(Protocol):
    """Runs a job in one transaction of its own."""

    async def transact(
        self, job: Callable[[UnitOfWork], Coroutine[Any, Any, T]], lane: str = ""
    ) -> T:
        """Run and commit; jobs of one lane run in the order they came. Raises `NotStored`."""
