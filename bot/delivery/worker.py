"""The delivery worker: sends outbox rows to their channels and stores the results.

A turn hands its replies over in memory after the commit; the poller finds what is due from before.
One task at a time serves an address, in order. What may be lost or repeated: docs/adr/0005.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.delivery.capacity import Capacity
from bot.delivery.changing import Changes
from bot.delivery.giving_back import all_given_back, held_given_back
from bot.delivery.holds import Holds
from bot.delivery.loops import Loops
from bot.delivery.outcomes import (
    MACHINE_FAULTS,
    REPEATABLE,
    Attempt,
    End,
    GiveBack,
    RetryFromTable,
    RetryInMemory,
    Unsayable,
    ended,
    next_action,
    planned_again,
)
from bot.delivery.parts import Parts
from bot.delivery.poller import OutboxPoller
from bot.delivery.results import ResultWriter
from bot.delivery.runs import Runs
from bot.delivery.sending import AddressQueue, ChannelEnd, Sender, no_picture, uncounted
from bot.delivery.stopping import wait_then_cancel
from bot.services.ports.messages import (
    Clock,
    DeliveryResult,
    Later,
    NotStored,
    Outbox,
    OutboxMessage,
)
from bot.talk.pictures import Drawing
from bot.wording.catalog import Translator

__all__ = ["ChannelEnd", "Worker"]

STOP_SECONDS = 3.0
_NOT_NOW: tuple[type[Exception], ...] = (NotStored, *MACHINE_FAULTS)
_log = structlog.get_logger("delivery")
_Key = tuple[str, str]


class Worker:
    """Delivers the outbox as one task; `count` counts messages that a channel cannot show."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        channel_ends: Mapping[str, ChannelEnd],
        translator: Translator,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        count: Callable[[str], None] = uncounted,
        make_picture: Callable[[Drawing], Awaitable[bytes | None]] = no_picture,
        most_alike: int = 0,
    ) -> None:
        self._outbox = outbox
        self._channel_ends = dict(channel_ends)
        self._clock = clock
        self._sleep = sleep
        self._queues: dict[_Key, AddressQueue] = {}
        self._capacity = Capacity(self._channel_ends)
        self._resting: set[_Key] = set()
        self._results = ResultWriter(outbox, sleep, self._stored)
        self._holds = holds = Holds(outbox, clock, sleep)
        self._runs = runs = Runs(outbox, clock, sleep)
        sender = Sender(self._channel_ends, translator, holds, runs, count, make_picture, clock)
        self._changes = changes = Changes(sender, outbox, holds, clock, sleep)
        loops = Loops(clock, most_alike)
        self._parts = Parts(sender, changes, outbox, clock, sleep, lambda: self._stopping, loops)
        self._poller = OutboxPoller(
            outbox, tuple(channel_ends), self._holds, clock, sleep,
            take=self._take, free=self._capacity.free, look_over=self._give_back_held,
        )  # fmt: skip
        self._group: asyncio.TaskGroup | None = None
        self._waiting: list[OutboxMessage] = []
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._open = False
        self._stopping = False

    def accept(self, posted: Sequence[OutboxMessage]) -> None:
        """Take rows that are claimed for this worker; returns at once."""
        if self._open:
            self._take_posted(posted)
        elif not self._stopping:
            self._waiting.extend(posted)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; then finish the sends on the wire, for 3 seconds at most."""
        try:
            await self._poller.recover(stop)
            async with asyncio.TaskGroup() as group:
                self._group = group
                writing_results = group.create_task(self._results.keep_writing())
                # Rows that are due from before go first: nothing overtakes them at their address.
                await self._poller.once(stale_claims=False)
                self._open = True
                waiting, self._waiting = self._waiting, []
                self._take_posted(waiting)
                self._moved.set()
                polling = group.create_task(self._poller.always())
                await stop.wait()
                self._stopping = True
                await self._finish(polling)
                writing_results.cancel()
        finally:
            self._stopping = True
            self._changes.stop()
            self._open = False
            self._group = None
            self._give_back()
            await self._results.write_last()

    async def look(self) -> None:
        """Poll the outbox now instead of at the next round."""
        if self._open:
            await self._poller.once(stale_claims=False)

    async def opened(self) -> None:
        """Wait until it has started: rows that it accepts from then on are delivered at once."""
        while not self._open:
            self._moved.clear()
            await self._moved.wait()

    @property
    def in_memory(self) -> int:
        """How many rows and addresses it holds; 0 when it sends nothing and nothing waits."""
        return self._capacity.rows + len(self._queues) + len(self._resting)

    async def settled(self) -> None:
        """Wait until the accepted rows reached an end state or went back to the table."""
        while self._queues or self._results or self._waiting:
            self._moved.clear()
            await self._moved.wait()

    # --- one address --------------------------------------------------------------------------

    def _take_posted(self, rows: Sequence[OutboxMessage]) -> None:
        """Take rows that were just posted; older rows of their address in the table go first."""
        behind = self._poller.behind
        self._resting.update((row.channel, row.address) for row in rows if row.channel in behind)
        self._take(rows)

    def _take(self, rows: Sequence[OutboxMessage]) -> None:
        for row in rows:
            if not self._capacity.take(row):
                continue
            key = (row.channel, row.address)
            if (queue := self._queues.get(key)) is not None:
                queue.rows.append(row)
                continue
            self._queues[key] = queue = AddressQueue(deque((row,)))
            if self._group is not None and not self._stopping:
                queue.task = self._group.create_task(self._serve(key, queue))

    async def _serve(self, key: _Key, queue: AddressQueue) -> None:
        while queue.rows and not self._stopping:
            try:
                if key in self._resting:
                    await self._wake(key, queue)
                await self._deliver(key, queue)
            except Exception as error:
                fault = type(error).__name__
                _log.error("not_delivered", channel=key[0], fault=fault, exc_info=True)
                failed = ended(queue.next_row(), End("failed", "fault"), self._clock(), 1)
                self._results.add(failed)
        if not queue.rows:
            del self._queues[key]
            self._moved.set()

    async def _wake(self, key: _Key, queue: AddressQueue) -> None:
        """Claim the waiting rows of this address: later rows must not overtake them."""
        attempts = 0
        while True:
            try:
                await self._results.write()
                rested = await self._outbox.claim_rested(*key, self._clock())
                break
            except _NOT_NOW:
                _log.warning("waiting_rows_not_read", channel=key[0])
                await self._sleep(backoff_seconds(attempts))
                attempts += 1
        self._resting.discard(key)
        found = [row for row in rested if self._capacity.take(row)]
        queue.rows = deque(sorted((*queue.rows, *found), key=lambda row: row.id))

    async def _deliver(self, key: _Key, queue: AddressQueue) -> None:
        """Send the first row of a queue until it reaches an end state or waits in the table."""
        tries = 0
        while not self._stopping:
            tries += 1
            outcome = await self._parts.send(queue, tries)
            if outcome is None:
                return
            row = queue.rows[0]
            if isinstance(outcome, Later) and outcome.whole_channel:
                await self._holds.hold(row.channel, outcome.at, outcome.why)
            tried = Attempt(row.say.kind, tries, row.attempts, row.parts_sent)
            following = next_action(outcome, tried, self._clock())
            match following:
                case End(state):
                    if state != "sent" and not isinstance(outcome, Unsayable):
                        event = "unsure" if state == "unsure" else "not_delivered"
                        _log.warning(event, channel=row.channel, row=row.id, why=following.why)
                    self._results.add(ended(queue.next_row(), following, self._clock(), tries))
                    self._changes.follow(row, following.provider_id)
                    return
                case GiveBack(why, due):
                    due = due or self._clock()
                    self._results.add(planned_again(queue.next_row(), due, 0, why))
                    return
                case RetryFromTable(due, why):
                    _log.warning("later", channel=row.channel, row=row.id, why=why)
                    self._rest(key, queue, due, tries)
                    return
                case RetryInMemory(at, why):
                    _log.warning("later", channel=row.channel, row=row.id, why=why)
                    await self._runs.wait_until(at, row)

    def _rest(self, key: _Key, queue: AddressQueue, due: dt.datetime, tries: int) -> None:
        """Put an address's rows back in the table; the poller finds them when they are due.

        A notification goes back alone: the replies behind it go on.
        """
        if queue.rows[0].say.kind not in REPEATABLE:
            self._results.add(planned_again(queue.next_row(), due, tries, "resting"))
            return
        for row in queue.rows:
            self._results.add(planned_again(row, due, tries, "resting"))
            tries = 0  # the others were not tried
        queue.rows.clear()
        self._resting.add(key)

    def _stored(self, results: Sequence[DeliveryResult]) -> None:
        """Release rows whose results are stored: before, a second claim would send them twice."""
        self._capacity.leave(result.row for result in results)
        self._moved.set()
        self._look_for_more()

    def _look_for_more(self) -> None:
        """Poll again before memory runs empty, if the table holds more due rows."""
        if self._looking is not None or self._group is None or self._stopping or not self._open:
            return
        if self._capacity.wants_more(self._poller.more):
            self._looking = self._group.create_task(self._look_once())

    async def _look_once(self) -> None:
        try:
            await self._poller.once(stale_claims=False)
        finally:
            self._looking = None

    # --- ending -------------------------------------------------------------------------------

    async def _finish(self, polling: asyncio.Task[None]) -> None:
        """Wait 3 seconds at most for the sends on the wire; stop everything else at once."""
        under_way: set[asyncio.Task[None]] = set()
        if self._poller.stop():
            polling.cancel()
        else:
            under_way.add(polling)
        for queue in self._queues.values():
            if queue.task is None:
                continue
            if queue.speaking:
                under_way.add(queue.task)
            else:
                queue.task.cancel()
        await wait_then_cancel(under_way, lambda: self._sleep(STOP_SECONDS))

    def _give_back(self) -> None:
        """Put unsent rows back in the table."""
        self._take(self._waiting)
        self._waiting = []
        self._results.add(*all_given_back(self._queues.values(), self._clock()))
        self._queues.clear()

    async def _give_back_held(self) -> None:
        """Put rows back in the table whose run is not sending any more."""
        held = await held_given_back(self._queues.values(), self._runs, self._clock())
        self._results.add(*held)
