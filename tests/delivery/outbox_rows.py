"""A post office for tests: a real outbox, a worker, and a speaker with prepared answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias, TypeVar

from bot.delivery.worker import ChannelEnd, Worker
from bot.domain.notifications.policy import NotificationPolicy
from bot.services.ports.messages import Delivered, OutboxMessage, Outcome
from bot.serving import LOCALES_DIR
from bot.storage.engine.statement import Statement
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.messages import Capabilities, Message
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import Line, plain
from bot.wording.catalog import Translator
from tests.applications import BUTTONS, MovedClock
from tests.storage.stores import Store, meet, one, query, store_of, update

T = TypeVar("T")

CHANNEL = "buttons"
TRANSLATOR = Translator.load(LOCALES_DIR)
SHORT = Capabilities(12, "chars", buttons=2, label_limit=20, edits=False, files_in=False)


def long_text(parts: int) -> str:
    """A text that needs this many messages on `SHORT`: ones, twos, threes …"""
    return "".join(str(number) * SHORT.text_limit for number in range(1, parts + 1))


Answer: TypeAlias = Outcome | Exception | Callable[[], Awaitable[Outcome]]


class Sleeps:
    """Sleeps that end when a test moves the clock."""

    def __init__(self, clock: MovedClock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._asleep: list[tuple[dt.datetime, int, asyncio.Future[None]]] = []

    async def __call__(self, seconds: float) -> None:
        """Sleep until the test clock reaches the moment."""
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        at = self._clock.at + dt.timedelta(seconds=seconds)
        heapq.heappush(self._asleep, (at, next(self._order), wake))
        await wake

    def wake_next(self, until: dt.datetime) -> bool:
        """Move the clock to the next sleeper's moment, not over `until`; False: to `until`."""
        while self._asleep and self._asleep[0][0] <= until:
            at, _order, wake = heapq.heappop(self._asleep)
            if not wake.done():
                self._clock.at = max(at, self._clock.at)
                wake.set_result(None)
                return True
        self._clock.at = until
        return False


class FaultyWords(Translator):
    """A translator that raises prepared faults, one a call, before it works again."""

    def __init__(self) -> None:
        super().__init__({})
        self.faults: list[Exception] = []

    def line(self, line: Line, locale: str) -> str:
        """A line in a language, or the next fault."""
        if self.faults:
            raise self.faults.pop(0)
        return TRANSLATOR.line(line, locale)


def no_descriptor() -> OSError:
    """The error of opening a file when the process has too many open files."""
    return OSError(errno.EMFILE, "Too many open files")


class Watched:
    """A real database that counts its running jobs and all its jobs.

    While `answering` is not set, jobs are committed but their callers wait.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.worker = store.worker
        self.busy = 0
        self.jobs = 0
        self.answering = asyncio.Event()
        self.answering.set()

    async def in_transaction(self, job: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        """Run a job on a session, in one transaction."""
        self.busy += 1
        self.jobs += 1
        try:
            answer = await self.store.in_transaction(job)
        finally:
            self.busy -= 1
        await self.answering.wait()
        return answer

    async def query(self, statement: Statement, /, **values: Any) -> Any:
        """Read on a connection of its own."""
        self.busy += 1
        try:
            return await self.store.query(statement, **values)
        finally:
            self.busy -= 1


class Told:
    """A speaker that gives prepared outcomes, then always success.

    `rows` are the rows that it got, `left` those that were sent.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.rows: list[int] = []
        self.left: list[int] = []
        self.texts: list[str] = []
        self.under_way = 0
        self.most_under_way = 0

    def answer(self, *answers: Answer, address: str = "1") -> None:
        """Prepare outcomes for an address."""
        self.answers.setdefault(address, []).extend(answers)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Give the next prepared outcome."""
        self.rows.append(row)
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        try:
            waiting = self.answers.get(address)
            answer = waiting.pop(0) if waiting else Delivered(f"id {row}")
            if isinstance(answer, Exception):
                raise answer
            if callable(answer):
                answer = await answer()
        finally:
            self.under_way -= 1
        if isinstance(answer, Delivered):
            self.left.append(row)
            self.texts.append(message.text)
        return answer


class PostOffice:
    """One process after another on one database, each with its worker."""

    def __init__(self, url: str, channel_ends: dict[str, ChannelEnd] | None = None) -> None:
        self.url = url
        self.clock = MovedClock()
        self.sleeps = Sleeps(self.clock)
        self.speaker = Told()
        self.channel_ends = channel_ends or {CHANNEL: ChannelEnd(self.speaker, BUTTONS)}
        self.translator: Translator = TRANSLATOR
        self.counts: list[str] = []
        self.most_alike = 0
        self.rules: Callable[[], NotificationPolicy] | None = None
        self._names = itertools.count(1)
        self._running: asyncio.Task[None] | None = None

    # --- processes ----------------------------------------------------------------------------

    async def open(self) -> None:
        """Start a process; its worker does not run yet."""
        self.store = store_of(self.url, f"process {next(self._names)}", busy_timeout_ms=10)
        await self.store.open()
        self.watched = Watched(self.store)
        self.outbox = StoredOutbox(self.watched, self.rules)
        self.sleeps = Sleeps(self.clock)
        self.stop = asyncio.Event()
        self.worker = Worker(
            outbox=self.outbox,
            channel_ends=self.channel_ends,
            translator=self.translator,
            clock=self.clock,
            sleep=lambda seconds: self.sleeps(seconds),
            count=self.counts.append,
            most_alike=self.most_alike,
        )

    async def run(self) -> None:
        """Start the worker and let it settle."""
        self._running = asyncio.create_task(self.worker.run(self.stop))
        await self.settle()

    async def start(self) -> None:
        """Start a process with its worker."""
        await self.open()
        await self.run()

    async def finish(self) -> None:
        """Stop the process in the regular way."""
        self.stop.set()
        if self._running is not None:
            await self._until_done(self._running)
            await self._running
        await self.store.close()

    async def crash(self) -> None:
        """End the process as a power cut does: no further write reaches the database."""
        await self.store.close()
        await self._cancel()

    async def cancel(self) -> None:
        """End the process because another part failed; the database still works."""
        await self._cancel()
        await self.store.close()

    async def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await self._until_done(self._running)
            with suppress(asyncio.CancelledError):
                await self._running

    async def _until_done(self, running: asyncio.Task[None]) -> None:
        await self.settle()
        while not running.done():
            self.sleeps.wake_next(self.soon(1))
            await self.settle()

    # --- time ---------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Run until everything waits for the clock, a speaker or a test."""
        quiet = 0
        while quiet < 15:
            await asyncio.sleep(0)
            quiet = 0 if self.watched.busy else quiet + 1

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, sleeper by sleeper."""
        until = self.clock.at + dt.timedelta(seconds=seconds)
        await self.settle()
        while self.sleeps.wake_next(until):
            await self.settle()

    def soon(self, seconds: float = 5) -> dt.datetime:
        """A moment not far away."""
        return self.clock.at + dt.timedelta(seconds=seconds)

    # --- messages ------------------------------------------------------------------------------

    async def post(
        self,
        *kinds: DeliveryClass,
        address: str = "1",
        channel: str = CHANNEL,
        text: str | None = None,
        hand_over: bool = True,
    ) -> list[int]:
        """Post one say of each kind, as a turn does; returns the rows."""
        says = [Say((plain(f"{kind} {n}" if text is None else text),), kind=kind)
                for n, kind in enumerate(kinds)]  # fmt: skip
        return await self.post_says(says, address, channel, hand_over)

    async def post_says(
        self, says: Sequence[Say], address: str = "1", channel: str = CHANNEL,
        hand_over: bool = True,
    ) -> list[int]:  # fmt: skip
        """Post says, as a turn does; returns the rows."""
        place = await meet(self.store, address, channel)
        incoming = update(address=address, channel=channel)

        async def job(work: SqlUnitOfWork) -> tuple[OutboxMessage, ...]:
            return await work.outbox.post(incoming, place, says, self.clock())

        posted = await self.store.transact(job)
        if hand_over:
            self.worker.accept(posted)
            await self.settle()
        return [row.id for row in posted]

    async def state(self, row: int) -> str:
        """The state of a row."""
        return str(await one(self.url, f"SELECT state FROM outbox WHERE id = {row}"))

    async def states(self) -> list[str]:
        """The state of every row, oldest first."""
        return [state for (state,) in await query(self.url, "SELECT state FROM outbox ORDER BY id")]

    async def parts_sent(self, row: int) -> int:
        """The stored number of sent parts of a row."""
        return int(await one(self.url, f"SELECT parts_sent FROM outbox WHERE id = {row}"))

    async def blocked(self, address: str = "1") -> bool:
        """Whether an address is marked as blocked."""
        return (await meet(self.store, address)).blocked


@asynccontextmanager
async def post_office(
    url: str, channel_ends: dict[str, ChannelEnd] | None = None, most_alike: int = 0
) -> AsyncIterator[PostOffice]:
    """A post office with one process running."""
    office = PostOffice(url, channel_ends)
    office.most_alike = most_alike
    await office.start()
    try:
        yield office
    finally:
        await office.finish()
