"""Delivery processes: each kills itself at a commit, or ends when everything was sent.

`python -m tests.delivery.killed` imports everything once, then reads orders, one a line. It forks
a process for each order and writes its exit code as a line.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import structlog

from bot.channels.telegram import CAPABILITIES, NAME
from bot.channels.telegram.speak import TelegramSpeaker
from bot.delivery.worker import ChannelEnd, Worker
from bot.domain.notifications.policy import NotificationPolicy
from bot.services.notifications.unit_of_work import PlanningProgress
from bot.services.ports.messages import Incoming, OutboxMessage
from bot.storage.databases.opening import database_at
from bot.storage.engine.statement import Statement
from bot.storage.notifications.announcement_statements import ANNOUNCE_ONE
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from bot.wording.catalog import Translator
from tests.sealed import MASTER
from tests.storage.stores import one
from tests.storage.wings import STATEMENTS

T = TypeVar("T")

IN_FLIGHT = 4
"""Small, so that rows wait in the table: one announcement on the wire, two claimed."""

TRANSLATOR = Translator.load(Path(__file__).parents[2] / "locales")


class Answered(msgspec.Struct):
    """A turn: an update of an address, and its replies."""

    address: str
    update: str
    says: list[tuple[DeliveryClass, str]]


class Order(msgspec.Struct):
    """What a process does, at what time, and at which commit it is killed: before or after it.

    `planned` holds parameters of `announce_one`; they are planned once, under `source`.
    """

    url: str
    base: str
    token: str
    now: dt.datetime
    turns: list[Answered]
    source: str
    planned: list[dict[str, Any]]
    kill: int = 0
    after: bool = False


class Killing(Protocol):
    """At which commit of which database a process is killed: before or after it."""

    url: str
    kill: int
    after: bool


AnyOrder = TypeVar("AnyOrder", bound=Killing)


class Mortal:
    """A database that kills its process at a commit."""

    def __init__(self, order: Killing) -> None:
        self.database = database_at(order.url, master=MASTER)
        self.worker = self.database.worker
        self._order = order
        self._commits = 0

    async def in_transaction(self, job: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        """Run a job on a session, in one transaction."""
        numbers: list[int] = []

        async def to_its_end(session: Any) -> T:
            answer = await job(session)
            self._commits += 1
            numbers.append(self._commits)
            if not self._order.after:
                self._perhaps_die(self._commits)
            return answer

        answer = await self.database.in_transaction(to_its_end)
        if self._order.after:
            self._perhaps_die(*numbers)
        return answer

    async def query(self, statement: Statement, /, **values: Any) -> Any:
        """Read on a connection of its own."""
        return await self.database.query(statement, **values)

    async def transact(self, job: Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]]) -> T:
        """Run a unit of work."""
        return await self.in_transaction(
            lambda session: job(SqlUnitOfWork(session, self.worker, "UBND"))
        )

    def _perhaps_die(self, *numbers: int) -> None:
        if self._order.kill in numbers:
            os.kill(os.getpid(), signal.SIGKILL)


async def answer(
    work: SqlUnitOfWork, turn: Answered, now: dt.datetime
) -> tuple[OutboxMessage, ...]:
    """Answer a new update as the desk does."""
    incoming = Incoming(NAME, turn.address, turn.update, Said("xin chào"), "vi")
    if not await work.dialogs.first_time(incoming, now):
        return ()
    place = await work.dialogs.open_dialog(incoming, now)
    says = [Say((plain(text),), kind=kind) for kind, text in turn.says]
    return await work.outbox.post(incoming, place, says, now)


async def live(order: Order) -> None:
    """Answer, plan and deliver until every row has an end state."""
    store = Mortal(order)
    await store.database.open()
    now = order.now
    speaker = TelegramSpeaker(order.token, order.base, 0, lambda: now)
    await speaker.open()
    worker = Worker(
        outbox=StoredOutbox(store, NotificationPolicy),
        channel_ends={NAME: ChannelEnd(speaker, CAPABILITIES, IN_FLIGHT)},
        translator=TRANSLATOR,
        clock=lambda: now,
    )

    async def plan_once(session: Any) -> None:
        work = SqlUnitOfWork(session, store.worker, "UBND")
        begun = await work.announcements.planning_progress(order.source, "*", now)
        if not begun.done:
            await session.many(ANNOUNCE_ONE, order.planned)
            await work.announcements.save_planning_progress(
                order.source, "*", PlanningProgress(0, 1, done=True), now
            )

    stop = asyncio.Event()
    first, *others = order.turns
    worker.accept(await store.transact(partial(answer, turn=first, now=now)))
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        await worker.opened()
        for turn in others:
            worker.accept(await store.transact(partial(answer, turn=turn, now=now)))
        await store.in_transaction(plan_once)
        # The database may hold the locks of a killed process for a moment longer.
        while await one(order.url, "SELECT count(*) FROM outbox WHERE done_ms IS NULL"):
            await worker.look()
            await worker.settled()
        stop.set()
    await speaker.close()
    await store.database.close()


def carry_out_orders(
    kind: type[AnyOrder], live: Callable[[AnyOrder], Coroutine[Any, Any, None]]
) -> None:
    """Carry out one order after another, each in its own process."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
    for statement in STATEMENTS:  # compiled once, before the forks
        statement.compiled("sqlite")
        statement.compiled("postgresql")
    gc.freeze()  # the collector would copy shared memory into each fork
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=kind)
        child = os.fork()
        if child == 0:
            how = 1
            try:
                asyncio.run(live(order))
                how = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(how)
        _child, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    carry_out_orders(Order, live)
