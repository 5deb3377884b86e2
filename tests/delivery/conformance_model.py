"""The page docs/delivery.md as data, and a post office whose channel is Telegram's emulator."""

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
"""Where nobody listens: a connection is refused."""

NAMELESS = "http://" + ".".join(["nobody" * 10] * 5)
"""A name that is longer than names may be: nobody is asked for it, and nobody finds it."""

Before = Callable[[int], Awaitable[Outcome | None]]
"""Told which send of its address it is; what it gives is the answer, None lets it go its way."""


def table_below(heading: str) -> list[list[str]]:
    """The cells of the page's first table below a heading, its head first."""
    lines = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")[2].splitlines()
    table = itertools.takewhile(
        lambda queue: queue.startswith("|"),
        itertools.dropwhile(lambda queue: not queue.startswith("|"), lines),
    )
    rows = [[cell.strip() for cell in queue.strip("|").split("|")] for queue in table]
    assert len(rows) > 2, heading
    return [rows[0], *rows[2:]]


# --- Telegram -------------------------------------------------------------------------------------


class Phone:
    """The real speaker, over a line that a test can lead elsewhere or listen at.

    `toward` is where it speaks to, `elsewhere` where it does for some addresses; `before` is
    asked before every send to its address, the one of "" before those to all others.
    """

    def __init__(self, toward: str, clock: Clock) -> None:
        self._clock = clock
        self._speakers: dict[str, TelegramSpeaker] = {}
        self.toward = toward
        self.elsewhere: dict[str, str] = {}
        self.before: dict[str, Before] = {}
        self.sends: Counter[str] = Counter()
        self.busy = 0

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Speak as the real one does."""
        self.sends[address] += 1
        if (before := self.before.get(address, self.before.get(""))) is not None:
            answer = await before(self.sends[address])
            if answer is not None:
                return answer
        self.busy += 1
        try:
            toward = self.elsewhere.get(address, self.toward)
            if toward not in self._speakers:
                # No pace of our own: the tests' clock is not the one that it would go by.
                self._speakers[toward] = TelegramSpeaker(TOKEN, toward, 0, self._clock)
                await self._speakers[toward].open()
            return await self._speakers[toward].speak(address, row, message)
        finally:
            self.busy -= 1

    async def close(self) -> None:
        """Hang up; the next word opens a new line."""
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
    """Somebody who has joined and agreed to everything: a person with an address."""

    number: int
    address: str


async def settle_in(store: Store, addresses: Sequence[str]) -> list[Resident]:
    """Let people join at addresses of Telegram."""

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
class Unasked:
    """One message that nobody asked for, to be planned."""

    kind: DeliveryClass
    whom: Resident
    say: Say
    until: dt.datetime | None = None
    source: str = ""

    def values(self, now: dt.datetime) -> dict[str, Any]:
        """What `announce_one` wants, the service's own statement for one person."""
        return {
            "kind": self.kind, "source": self.source if self.kind == "announcement" else None,
            "channel": NAME, "external_id": self.whom.address, "person_id": self.whom.number,
            "locale": "vi", "say": _encode(self.say).decode(), "due_ms": to_ms(now),
            "until_ms": None if self.until is None else to_ms(self.until), "now": to_ms(now),
        }  # fmt: skip


def until_of(kind: DeliveryClass, now: dt.datetime) -> dt.datetime | None:
    """Up to when a message of a class leaves that was due now."""
    match kind:
        case "reminder":
            return now + dt.timedelta(hours=2)
        case "announcement":
            return now.astimezone(ZONE).replace(hour=23, minute=59, second=59)
    return None


async def plan(session: Session, unasked: Sequence[Unasked], now: dt.datetime) -> None:
    """Lay messages into the outbox, in the transaction of a hand."""
    await session.many(ANNOUNCE_ONE, [each.values(now) for each in unasked])


# --- the office -----------------------------------------------------------------------------------


class TelegramOffice(PostOffice):
    """A post office whose only channel is Telegram, and whose gate is on."""

    def __init__(self, url: str, telegram: TelegramEmulator) -> None:
        super().__init__(url)
        self.rules = NotificationPolicy
        self.telegram = telegram
        self.phone = Phone(telegram.base, self.clock)
        self.channel_ends = {NAME: ChannelEnd(self.phone, CAPABILITIES)}
        self.translator = self.faulty = FaultyWords()
        self._sources = itertools.count(1)

    async def settle(self) -> None:
        """Let everything run until it waits for the time or for a test, and Telegram answered."""
        quiet = 0
        while quiet < 15:
            await asyncio.sleep(0)
            quiet = 0 if self.watched.busy or self.phone.busy else quiet + 1

    async def pass_time(self, seconds: float) -> None:
        """Let time pass; who sleeps until the same moment wakes together, as on a real clock."""
        until = self.clock.at + dt.timedelta(seconds=seconds)
        await self.settle()
        while self.sleeps.wake_next(until):
            while self.sleeps.wake_next(self.clock.at):
                pass
            await self.settle()

    async def skip(self, seconds: float) -> None:
        """Let time pass in one go, as for a machine that slept."""
        self.clock.move(seconds=seconds)
        await self.pass_time(1)

    # --- people -------------------------------------------------------------------------------

    async def resident(self, name: str = "Bà Sáu") -> Person:
        """Somebody who uses Telegram, has joined and agreed to everything."""
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
        """Post what a turn answers, or plan what nobody asked for, as the service does."""
        told = say if isinstance(say, Say) else Say((plain(say or f"{kind}"),))
        told = msgspec.structs.replace(told, kind=kind)
        address = str(person.id)
        if kind in REPEATABLE:
            await self.post_says([told], address, NAME)
            return
        place = await meet(self.store, address, NAME)
        unasked = Unasked(
            kind,
            Resident(place.person.id, address),
            told,
            until or until_of(kind, self.clock()),
            f"{kind} {next(self._sources)}",
        )
        await self.store.in_transaction(lambda session: plan(session, [unasked], self.clock()))
        await self.worker.look()
        await self.settle()

    # --- what is known ------------------------------------------------------------------------

    async def rows(self) -> list[Row]:
        """Every row of the outbox, in the order of their birth."""
        return await outbox_rows(self.url)

    async def marked(self, person: Person) -> bool:
        """Whether a person's address is marked as one that cannot be reached."""
        return (await meet(self.store, str(person.id), NAME)).blocked

    async def holds(self) -> list[str]:
        """Why the channel is, or was, held."""
        return [why for (why,) in await query(self.url, "SELECT why FROM hold")]


def accepted(telegram: TelegramEmulator) -> list[str]:
    """Telegram's own record of what it took: the texts, in that order."""
    return [str(call.params["text"]) for call in telegram.calls_of("sendMessage") if call.ok]


async def outbox_rows(url: str) -> list[Row]:
    """Every row of the outbox, in the order of their birth."""
    found = await query(
        url,
        "SELECT kind, say, external_id, state, why, attempts, provider_id, claimed_by, parts_sent"
        " FROM outbox ORDER BY id",
    )
    rows = []
    for kind, say, *more in found:
        (queue, *_more) = _read(say).lines or (plain(""),)
        assert isinstance(queue, Plain)
        rows.append(Row(kind, queue.text, *more))
    return rows


@asynccontextmanager
async def telegram_office(url: str, telegram: TelegramEmulator) -> AsyncIterator[TelegramOffice]:
    """A post office towards this emulator with one process running."""
    office = TelegramOffice(url, telegram)
    await office.start()
    try:
        yield office
    finally:
        await office.finish()
        await office.phone.close()
