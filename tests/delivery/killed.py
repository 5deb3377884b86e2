"""Lives of a process that delivers: each kills itself at a commit, or ends when all is said.

`python -m tests.delivery.killed` has its imports done and reads orders, a line each; every life is
a process of its own, forked for it, and how it ended is written as a line.
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
from typing import Any, TypeVar

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
from tests.storage.stores import one
from tests.storage.wings import STATEMENTS

T = TypeVar("T")

IN_FLIGHT = 4
"""Few, so that much waits in the table: one announcement under way, two claimed."""

TRANSLATOR = Translator.load(Path(__file__).parents[2] / "locales")


class Answered(msgspec.Struct):
    """A turn: an update of an address, and what is said to it."""

    address: str
    update: str
    says: list[tuple[DeliveryClass, str]]


class Order(msgspec.Struct):
    """What a life does, at what time, and at which commit it ends: after it or just before it.

    The slice is planned once, under its source: values of `announce_one`.
    """

    url: str
    base: str
    token: str
    now: dt.datetime
    turns: list[Answered]
    source: str
    planned: list[dict[str, Any]]
    kill: int = 0
    next_action: bool = False


class Mortal:
    """A database that kills its process at a commit."""

    def __init__(self, order: Order) -> None:
        self.database = database_at(order.url)
        self.worker = self.database.worker
        self._order = order
        self._commits = 0

    async def in_transaction(self, job: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        """Run a job on the bare hand."""
        numbers: list[int] = []

        async def to_its_end(session: Any) -> T:
            answer = await job(session)
            self._commits += 1
            numbers.append(self._commits)
            if not self._order.next_action:
                self._perhaps_die(self._commits)
            return answer

        answer = await self.database.in_transaction(to_its_end)
        if self._order.next_action:
            self._perhaps_die(*numbers)
        return answer

    async def query(self, statement: Statement, /, **values: Any) -> Any:
        """Read, beside what is written."""
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
    """Answer an update that is new, as the desk does."""
    incoming = Incoming(NAME, turn.address, turn.update, Said("xin chào"), "vi")
    if not await work.dialogs.first_time(incoming, now):
        return ()
    place = await work.dialogs.open_dialog(incoming, now)
    says = [Say((plain(text),), kind=kind) for kind, text in turn.says]
    return await work.outbox.post(incoming, place, says, now)


async def live(order: Order) -> None:
    """Answer, plan and deliver until all is said."""
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
        # What a killed process had in its hands may be locked for a moment longer.
        while await one(order.url, "SELECT count(*) FROM outbox WHERE done_ms IS NULL"):
            await worker.look()
            await worker.settled()
        stop.set()
    await speaker.close()
    await store.database.close()


def main() -> None:
    """Live as ordered, one life after another."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
    for statement in STATEMENTS:  # kept from now on: no life compiles them for itself
        statement.compiled("sqlite")
        statement.compiled("postgresql")
    gc.freeze()  # a collector that touches what all lives share would copy it for each
    for queue in sys.stdin:
        order = msgspec.json.decode(queue, type=Order)
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
    main()
