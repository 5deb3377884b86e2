"""The tables of docs/delivery.md as data, and a worker that sends to the Telegram emulator."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bot.channels.telegram import CAPABILITIES, NAME
from bot.channels.telegram.speak import TelegramSpeaker
from bot.delivery.outcomes import REPEATABLE
from bot.delivery.worker import ChannelEnd
from bot.domain.notifications.policy import NotificationPolicy
from bot.domain.people.persons import PURPOSES
from bot.services.ports.messages import Clock, Outcome
from bot.serving import LOCALES_DIR
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.notifications.announcement_statements import ANNOUNCE_ONE
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.messages import Message
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import Plain, plain
from tests.applications import FRIDAY, ZONE
from tests.delivery.outbox_rows import FaultyWords, PostOffice
from tests.emulators.telegram import TOKEN, Person, TelegramEmulator
from tests.storage.stores import Store, meet, query, update

PAGE = LOCALES_DIR.parent / "docs" / "delivery.md"

NOBODY = "http://127.0.0.1:9"
"""An address where nobody listens: the connection is refused."""

NAMELESS = "http://" + ".".join(["nobody" * 10] * 5)
"""A host name that is longer than allowed: it is never found, and no server is asked."""

Before = Callable[[int], Awaitable[Outcome | None]]
"""Gets the number of the send to its address; returns an outcome, or None to really send."""


def table_below(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the page; the first row is its head."""
    lines = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")[2].splitlines()
    table = itertools.takewhile(
        lambda line: line.startswith("|"),
        itertools.dropwhile(lambda line: not line.startswith("|"), lines),
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert len(rows) > 2, heading
    return [rows[0], *rows[2:]]


# --- Telegram -------------------------------------------------------------------------------------


class Phone:
    """The real speaker, whose requests a test can redirect or intercept.

    `toward` is the server of all addresses, `elsewhere` the server of single ones. `before` is
    asked before every send to its address; the one of "" before sends to all others.
    """

    def __init__(self, toward: str, clock: Clock) -> None:
        self._clock = clock
        self._speakers: dict[str, TelegramSpeaker] = {}
        self.toward = toward
        self.elsewhere: dict[str, str] = {}
        self.before: dict[str, Before] = {}
        self.sends: Counter[str] = Counter()
        self.busy = 0
        self.all_begun = asyncio.Event()
        """Set once everybody got a first part."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send as the real speaker does."""
        self.sends[address] += 1
        if (before := self.before.get(address, self.before.get(""))) is not None:
            answer = await before(self.sends[address])
            if answer is not None:
                return answer
        self.busy += 1
        try:
            toward = self.elsewhere.get(address, self.toward)
            if toward not in self._speakers:
                # No rate limit of ours: it would use the real clock and not the tests' one.
                self._speakers[toward] = TelegramSpeaker(TOKEN, toward, 0, self._clock)
                await self._speakers[toward].open()
            return await self._speakers[toward].speak(address, row, message)
        finally:
            self.busy -= 1

    async def close(self) -> None:
        """Close the connections; the next send opens new ones."""
        speakers, self._speakers = self._speakers, {}
        for speaker in speakers.values():
            await speaker.close()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the outbox, as it stands in the table."""

    kind: DeliveryClass
    text: str
    address: str
    state: str
    why: str | None
    attempts: int
    provider_id: str | None
    claimed_by: str | None
    parts_sent: int


# --- planning -------------------------------------------------------------------------------------

_encode = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Say).decode


@dataclass(frozen=True, slots=True)
class Resident:
    """A person with an address who has joined and given every consent."""

    number: int
    address: str


async def settle_in(store: Store, addresses: Sequence[str]) -> list[Resident]:
    """Let people join at Telegram addresses."""

    async def job(work: SqlUnitOfWork) -> list[Resident]:
        residents = []
        for address in addresses:
            place = await work.dialogs.open_dialog(update(address=address, channel=NAME), FRIDAY)
            person = replace(
                place.person, group="resident", joined_at=FRIDAY, consents=frozenset(PURPOSES)
            )
            await work.people.save_person(person, FRIDAY)
            residents.append(Resident(person.id, address))
        return residents

    return await store.transact(job)


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification to be planned."""

    kind: DeliveryClass
    whom: Resident
    say: Say
    until: dt.datetime | None = None
    source: str = ""

    def values(self, now: dt.datetime) -> dict[str, Any]:
        """The parameters of `announce_one`, the service's own statement for one person."""
        return {
            "kind": self.kind, "source": self.source if self.kind == "announcement" else None,
            "channel": NAME, "account": "", "external_id": self.whom.address,
            "person_id": self.whom.number,
            "locale": "vi", "say": _encode(self.say).decode(), "due_ms": to_ms(now),
            "until_ms": None if self.until is None else to_ms(self.until), "now": to_ms(now),
        }  # fmt: skip


def until_of(kind: DeliveryClass, now: dt.datetime) -> dt.datetime | None:
    """The deadline of a message of this class that is due now."""
    match kind:
        case "reminder":
            return now + dt.timedelta(hours=2)
        case "announcement":
            return now.astimezone(ZONE).replace(hour=23, minute=59, second=59)
    return None


async def plan(session: Session, notifications: Sequence[Notification], now: dt.datetime) -> None:
    """Write notifications into the outbox, in the transaction of a session."""
    await session.many(ANNOUNCE_ONE, [each.values(now) for each in notifications])


# --- the office -----------------------------------------------------------------------------------


class TelegramOffice(PostOffice):
    """A post office whose only channel is Telegram, with the notification policy applied."""

    def __init__(self, url: str, telegram: TelegramEmulator) -> None:
        super().__init__(url)
        self.rules = NotificationPolicy
        self.telegram = telegram
        self.phone = Phone(telegram.base, self.clock)
        self.channel_ends = {NAME: ChannelEnd(self.phone, CAPABILITIES)}
        self.translator = self.faulty = FaultyWords()
        self._sources = itertools.count(1)

    async def settle(self) -> None:
        """Run until everything waits for the clock or for a test, and Telegram has answered."""
        quiet = 0
        while quiet < 15:
            await asyncio.sleep(0)
            quiet = 0 if self.watched.busy or self.phone.busy else quiet + 1

    async def pass_time(self, seconds: float) -> None:
        """Let time pass; sleepers of the same moment wake together, as on a real clock."""
        until = self.clock.at + dt.timedelta(seconds=seconds)
        await self.settle()
        while self.sleeps.wake_next(until):
            while self.sleeps.wake_next(self.clock.at):
                pass
            await self.settle()

    async def skip(self, seconds: float) -> None:
        """Let time pass at once, as when a machine slept."""
        self.clock.move(seconds=seconds)
        await self.pass_time(1)

    # --- people -------------------------------------------------------------------------------

    async def resident(self, name: str = "Bà Sáu") -> Person:
        """A Telegram user who has joined and given every consent."""
        person = self.telegram.person(name)
        await person.start()
        await settle_in(self.store, [str(person.id)])
        return person

    async def say(
        self,
        kind: DeliveryClass,
        person: Person,
        say: Say | str | None = None,
        *,
        until: dt.datetime | None = None,
    ) -> None:
        """Post a reply or plan a notification, as the service does."""
        told = say if isinstance(say, Say) else Say((plain(say or f"{kind}"),))
        told = msgspec.structs.replace(told, kind=kind)
        address = str(person.id)
        if kind in REPEATABLE:
            await self.post_says([told], address, NAME)
            return
        place = await meet(self.store, address, NAME)
        notification = Notification(
            kind,
            Resident(place.person.id, address),
            told,
            until or until_of(kind, self.clock()),
            f"{kind} {next(self._sources)}",
        )
        await self.store.in_transaction(lambda session: plan(session, [notification], self.clock()))
        await self.worker.look()
        await self.settle()

    # --- what is known ------------------------------------------------------------------------

    async def rows(self) -> list[Row]:
        """Every row of the outbox, oldest first."""
        return await outbox_rows(self.url)

    async def marked(self, person: Person) -> bool:
        """Whether a person's address is marked as blocked."""
        return (await meet(self.store, str(person.id), NAME)).blocked

    async def holds(self) -> list[str]:
        """The reasons of the stored holds."""
        return [why for (why,) in await query(self.url, "SELECT why FROM hold")]


def accepted(telegram: TelegramEmulator) -> list[str]:
    """The texts that the Telegram emulator accepted, in order."""
    return [str(call.params["text"]) for call in telegram.calls_of("sendMessage") if call.ok]


async def outbox_rows(url: str) -> list[Row]:
    """Every row of the outbox, oldest first."""
    found = await query(
        url,
        "SELECT kind, say, external_id, state, why, attempts, provider_id, claimed_by, parts_sent"
        " FROM outbox ORDER BY id",
    )
    rows = []
    for kind, say, *more in found:
        (line, *_more) = _read(say).lines or (plain(""),)
        assert isinstance(line, Plain)
        rows.append(Row(kind, line.text, *more))
    return rows


@asynccontextmanager
async def telegram_office(url: str, telegram: TelegramEmulator) -> AsyncIterator[TelegramOffice]:
    """A post office for this emulator, with one process running."""
    office = TelegramOffice(url, telegram)
    await office.start()
    try:
        yield office
    finally:
        await office.finish()
        await office.phone.close()
