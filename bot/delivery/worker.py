"""The delivery worker: takes what was posted to the channels, and writes down what came of it.

Replies are handed over in memory at the commit (their rows are claimed by this worker already), so
nothing waits for a tick; the sweep finds what is due from before. One address is served by one
task at a time, in order. What a class may lose or repeat is docs/adr/0005.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.delivery.holds import Holds
from bot.delivery.marks import Marks
from bot.delivery.parts import Parts
from bot.delivery.room import Room
from bot.delivery.rules import (
    MACHINE_FAULTS,
    REPEATABLE,
    Again,
    End,
    Rest,
    Tried,
    Unsayable,
    after,
)
from bot.delivery.sending import Line, Outlet, Sender, no_picture, uncounted
from bot.delivery.sweep import Sweep
from bot.services.ports import Clock, Later, Mark, NotStored, Outbox, Posted
from bot.talk.pictures import Drawing
from bot.wording.catalog import Words

__all__ = ["Outlet", "Worker"]

STOP_SECONDS = 3.0

_NOT_NOW: tuple[type[Exception], ...] = (NotStored, *MACHINE_FAULTS)
_log = structlog.get_logger("delivery")
_Key = tuple[str, str]


class Worker:
    """Delivers what the desk posts, as one task; `count` hears of what a channel could not say."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        outlets: Mapping[str, Outlet],
        words: Words,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        count: Callable[[str], None] = uncounted,
        make_picture: Callable[[Drawing], Awaitable[bytes | None]] = no_picture,
    ) -> None:
        self._outbox = outbox
        self._outlets = dict(outlets)
        self._clock = clock
        self._sleep = sleep
        self._lines: dict[_Key, Line] = {}
        self._room = Room(self._outlets)
        self._resting: set[_Key] = set()
        self._marks = Marks(outbox, sleep, self._stored)
        self._holds = Holds(outbox, clock, sleep)
        sender = Sender(self._outlets, words, self._holds, count, make_picture, clock)
        self._parts = Parts(sender, outbox, clock, sleep, lambda: self._stopping)
        self._sweep = Sweep(
            outbox, tuple(outlets), self._holds, clock, sleep, take=self._take, free=self._room.free
        )
        self._group: asyncio.TaskGroup | None = None
        self._waiting: list[Posted] = []
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._open = False
        self._stopping = False

    def accept(self, posted: Sequence[Posted]) -> None:
        """Take rows that are claimed for this worker; returns at once."""
        if self._open:
            self._take(posted)
        elif not self._stopping:
            self._waiting.extend(posted)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; then finish what is under way, for 3 seconds at most."""
        try:
            await self._sweep.recover(stop)
            async with asyncio.TaskGroup() as group:
                self._group = group
                marking = group.create_task(self._marks.keep_writing())
                # What is due from before goes first: nothing overtakes it at its address.
                await self._sweep.once(forgotten=False)
                self._open = True
                waiting, self._waiting = self._waiting, []
                self._take(waiting)
                self._moved.set()
                sweeping = group.create_task(self._sweep.always())
                await stop.wait()
                self._stopping = True
                await self._finish(sweeping)
                marking.cancel()
        finally:
            self._stopping = True
            self._open = False
            self._group = None
            self._give_back()
            await self._marks.write_last()

    async def look(self) -> None:
        """Look for what is due now, instead of at the next round of the sweep."""
        if self._open:
            await self._sweep.once(forgotten=False)

    async def settled(self) -> None:
        """Wait until what was accepted so far has come to an end or to a pause."""
        while self._lines or self._marks or self._waiting:
            self._moved.clear()
            await self._moved.wait()

    # --- one address --------------------------------------------------------------------------

    def _take(self, rows: Sequence[Posted]) -> None:
        for row in rows:
            if not self._room.take(row):
                continue
            key = (row.channel, row.address)
            line = self._lines.get(key)
            if line is not None:
                line.rows.append(row)
                continue
            self._lines[key] = line = Line(deque((row,)))
            if self._group is not None and not self._stopping:
                line.task = self._group.create_task(self._serve(key, line))

    async def _serve(self, key: _Key, line: Line) -> None:
        while line.rows and not self._stopping:
            try:
                if key in self._resting:
                    await self._wake(key, line)
                await self._deliver(key, line)
            except Exception as error:
                _log.error(
                    "not_delivered", channel=key[0], fault=type(error).__name__, exc_info=True
                )
                self._end(line, End("failed", "fault"), 1)
        if not line.rows:
            del self._lines[key]
            self._moved.set()

    async def _wake(self, key: _Key, line: Line) -> None:
        """Take back what rests at this address: what came later must not overtake it."""
        attempts = 0
        while True:
            try:
                await self._marks.write()
                rested = await self._outbox.claim_rested(*key, self._clock())
                break
            except _NOT_NOW:
                _log.warning("rested_not_read", channel=key[0])
                await self._sleep(backoff_seconds(attempts))
                attempts += 1
        self._resting.discard(key)
        fresh = [row for row in rested if self._room.take(row)]
        line.rows = deque(sorted((*line.rows, *fresh), key=lambda row: row.id))

    async def _deliver(self, key: _Key, line: Line) -> None:
        """Send the first row of a line until it has come to an end, or rests in the table."""
        tries = 0
        while not self._stopping:
            tries += 1
            outcome = await self._parts.send(line, tries)
            if outcome is None:
                return
            row = line.rows[0]
            if isinstance(outcome, Later) and outcome.whole_channel:
                await self._holds.hold(row.channel, outcome.at, outcome.why)
            tried = Tried(row.say.kind, tries, row.attempts, row.parts_sent)
            following = after(outcome, tried, self._clock())
            match following:
                case End(state):
                    if state != "sent" and not isinstance(outcome, Unsayable):
                        event = "unsure" if state == "unsure" else "not_delivered"
                        _log.warning(event, channel=row.channel, row=row.id, why=following.why)
                    self._end(line, following, tries)
                    return
                case Rest(due, why):
                    _log.warning("later", channel=row.channel, row=row.id, why=why)
                    self._rest(key, line, due, tries)
                    return
                case Again(at, why):
                    _log.warning("later", channel=row.channel, row=row.id, why=why)
                    await self._sleep(max(0.0, (at - self._clock()).total_seconds()))

    def _rest(self, key: _Key, line: Line, due: dt.datetime, tries: int) -> None:
        """Let an address's rows rest in the table; the sweep finds them when they are due.

        What is no reply rests alone: the replies behind it go on.
        """
        if line.rows[0].say.kind not in REPEATABLE:
            self._marks.add(_planned(line.next_row(), due, tries, "resting"))
            return
        for row in line.rows:
            self._marks.add(_planned(row, due, tries, "resting"))
            tries = 0  # the others were not tried
        line.rows.clear()
        self._resting.add(key)

    def _end(self, line: Line, end: End, tries: int) -> None:
        """The first row of a line has come to its end."""
        row = line.next_row()
        where = (row.channel, row.address) if end.blocked else None
        self._marks.add(
            Mark(
                row.id, end.state, self._clock(), row.attempts + tries, end.provider_id, end.why,
                where, row.parts_sent,
            )
        )  # fmt: skip

    def _stored(self, marks: Sequence[Mark]) -> None:
        """Only now may a row be met in the table again: before, it would be sent twice."""
        self._room.leave(mark.row for mark in marks)
        self._moved.set()
        self._look_for_more()

    def _look_for_more(self) -> None:
        """Where the table holds more than there was room for: go on before the room is empty."""
        if self._looking is not None or self._group is None or self._stopping or not self._open:
            return
        if self._room.wants_more(self._sweep.more):
            self._looking = self._group.create_task(self._look_once())

    async def _look_once(self) -> None:
        try:
            await self._sweep.once(forgotten=False)
        finally:
            self._looking = None

    # --- ending -------------------------------------------------------------------------------

    async def _finish(self, sweeping: asyncio.Task[None]) -> None:
        """Wait for what is on the wire, for so long and no longer; the rest stops at once."""
        under_way: set[asyncio.Task[None]] = set()
        if self._sweep.stop():
            sweeping.cancel()
        else:
            under_way.add(sweeping)
        for line in self._lines.values():
            if line.task is None:
                continue
            if line.speaking:
                under_way.add(line.task)
            else:
                line.task.cancel()
        limit = asyncio.create_task(self._until_the_limit())
        while under_way and not limit.done():
            _done, pending = await asyncio.wait(
                {limit, *under_way}, return_when=asyncio.FIRST_COMPLETED
            )
            under_way &= pending
        limit.cancel()
        for task in under_way:
            task.cancel()

    async def _until_the_limit(self) -> None:
        await self._sleep(STOP_SECONDS)

    def _give_back(self) -> None:
        """What has not left goes back to the table; of what was on the wire the class decides."""
        now = self._clock()
        waiting, self._waiting = self._waiting, []
        self._take(waiting)
        for line in self._lines.values():
            if line.speaking and line.rows[0].say.kind not in REPEATABLE:
                self._end(line, End("unsure", "stopped"), 1)
            for row in line.rows:
                self._marks.add(_planned(row, now, 0, "stopped"))
        self._lines.clear()


def _planned(row: Posted, due: dt.datetime, tries: int, why: str) -> Mark:
    """A row goes back to the table, with what is known of it."""
    return Mark(row.id, "planned", due, row.attempts + tries, why=why, parts_sent=row.parts_sent)
