"""The delivery worker: takes what was posted to the channels, and writes down what came of it.

Replies are handed over in memory at the commit (their rows are claimed by this worker already), so
nothing waits for a tick; the sweep finds what is due from before. One address is served by one
task at a time, in order. What a class may lose or repeat is docs/adr/0005.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.services.ports import (
    Clock,
    Delivered,
    Later,
    Mark,
    Never,
    NotStored,
    Outbox,
    Outcome,
    Posted,
    Speaker,
    Unsure,
)
from bot.talk.messages import Manners, Message
from bot.wording.catalog import Words
from bot.wording.render import CannotSay, render

SWEEP_SECONDS = 1.0
SWEEP_MOST = 200
FORGOTTEN_SECONDS = 30.0
MEMORY_TRIES = 10
TRIES_MOST = 300
REST_MINUTES = 5
STOP_SECONDS = 3.0
REPEATABLE = ("reply", "receipt")
"""The classes that may be repeated but not lost (docs/adr/0005)."""

_log = structlog.get_logger("delivery")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One channel's way out: who speaks, how, and how many sends may be under way at once."""

    speaker: Speaker
    manners: Manners
    in_flight: int = 32


class Worker:
    """Delivers what the desk posts; run it as one task for as long as the service lives."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        outlets: Mapping[str, Outlet],
        words: Words,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._outlets = dict(outlets)
        self._words = words
        self._clock = clock
        self._sleep = sleep
        self._queues: dict[_Key, deque[Posted]] = {}
        self._room = {name: asyncio.Semaphore(o.in_flight) for name, o in outlets.items()}
        self._held: dict[str, dt.datetime] = {}
        self._known: set[int] = set()
        self._marks: list[Mark] = []
        self._marked = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._group: asyncio.TaskGroup | None = None
        self._waiting: list[Posted] = []
        self._stopping = False

    def accept(self, posted: Sequence[Posted]) -> None:
        """Take rows that are claimed for this worker; returns at once."""
        if self._group is None:
            self._waiting.extend(posted)
            return
        for row in posted:
            if row.id in self._known or self._stopping:
                continue
            self._known.add(row.id)
            key = (row.channel, row.address)
            queue = self._queues.get(key)
            if queue is not None:
                queue.append(row)
                continue
            self._queues[key] = deque((row,))
            self._idle.clear()
            self._group.create_task(self._serve(key))

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; then finish what is under way, for 3 seconds at most."""
        await self._recover()
        async with asyncio.TaskGroup() as group:
            self._group = group
            chores = [
                group.create_task(self._sweep_always()),
                group.create_task(self._mark_always()),
            ]
            waiting, self._waiting = self._waiting, []
            self.accept(waiting)
            await stop.wait()
            self._stopping = True
            chores[0].cancel()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), STOP_SECONDS)
            chores[1].cancel()
            for task in list(self._tasks(group)):
                task.cancel()
        self._group = None
        await self._write_marks()

    @staticmethod
    def _tasks(group: asyncio.TaskGroup) -> set[asyncio.Task[object]]:
        return set(group._tasks)  # the group has no public way to end early

    async def settled(self) -> None:
        """Wait until everything accepted so far has come to an end or to a pause."""
        while self._queues or self._marks or self._waiting:
            await asyncio.sleep(0.005)

    # --- one address --------------------------------------------------------------------------

    async def _serve(self, key: _Key) -> None:
        queue = self._queues[key]
        try:
            while queue and not self._stopping:
                if await self._deliver(queue[0]):
                    self._known.discard(queue.popleft().id)
                else:
                    self._put_back(queue)
        finally:
            del self._queues[key]
            if not self._queues:
                self._idle.set()

    async def _deliver(self, row: Posted) -> bool:
        """Send one row until it has come to an end; False: it rests in the table for a while."""
        attempts = row.attempts
        done = 0
        try:
            outlet = self._outlets[row.channel]
            messages = render(row.say, outlet.manners, self._words, row.locale, row.turn)
        except (CannotSay, KeyError) as error:
            _log.error("cannot_say", channel=row.channel, row=row.id, why=type(error).__name__)
            self._note(row, "failed", attempts, why="cannot_say")
            return True
        while True:
            outcome, done = await self._send(row, outlet, messages, done)
            attempts += 1
            match outcome:
                case Delivered(provider_id):
                    self._note(row, "sent", attempts, provider_id=provider_id)
                    return True
                case Never(why, blocked):
                    _log.warning("not_delivered", channel=row.channel, row=row.id, why=why)
                    self._note(
                        row, "blocked" if blocked else "failed", attempts, why=why, blocked=blocked
                    )
                    return True
                case Unsure(why) if row.say.kind not in REPEATABLE:
                    _log.warning("unsure", channel=row.channel, row=row.id, why=why)
                    self._note(row, "unsure", attempts, why=why)
                    return True
                case Unsure(why):
                    at = self._clock() + dt.timedelta(seconds=backoff_seconds(attempts - 1))
                    outcome = Later(at, why)
            _log.warning("later", channel=row.channel, row=row.id, why=outcome.why)
            if attempts - row.attempts >= MEMORY_TRIES:
                return False
            if outcome.whole_channel:
                await self._hold(row.channel, outcome)
            else:
                await self._sleep_until(outcome.at)

    async def _send(
        self, row: Posted, outlet: Outlet, messages: tuple[Message, ...], done: int
    ) -> tuple[Outcome, int]:
        """Send a row's messages from the first that has not left; how many have."""
        outcome: Outcome = Delivered("")
        for message in messages[done:]:
            await self._held_no_more(row.channel)
            async with self._room[row.channel]:
                outcome = await outlet.speaker.speak(row.address, row.id, message)
            if not isinstance(outcome, Delivered):
                return outcome, done
            done += 1
        return outcome, done

    def _put_back(self, queue: deque[Posted]) -> None:
        """Let an address's rows rest in the table; the sweep finds them when they are due."""
        due = self._clock() + dt.timedelta(minutes=REST_MINUTES)
        for row in queue:
            attempts = row.attempts + MEMORY_TRIES
            if attempts >= TRIES_MOST:
                self._note(row, "failed", attempts, why="too_many_tries")
            else:
                self._marks.append(Mark(row.id, "planned", due, attempts, why="resting"))
            self._known.discard(row.id)
        self._marked.set()
        queue.clear()

    # --- holds --------------------------------------------------------------------------------

    async def _hold(self, channel: str, later: Later) -> None:
        self._held[channel] = max(later.at, self._held.get(channel, later.at))
        try:
            await self._outbox.hold(channel, self._held[channel], later.why)
        except NotStored:
            _log.warning("hold_not_stored", channel=channel)

    async def _held_no_more(self, channel: str) -> None:
        while (until := self._held.get(channel)) is not None:
            if until <= self._clock():
                self._held.pop(channel, None)
                return
            await self._sleep_until(until)

    async def _sleep_until(self, at: dt.datetime) -> None:
        await self._sleep(max(0.0, (at - self._clock()).total_seconds()))

    # --- chores -------------------------------------------------------------------------------

    async def _recover(self) -> None:
        """Take over what workers that are gone left behind, and the holds they wrote down."""
        now = self._clock()
        for channel in self._outlets:
            again, unsure = await self._outbox.recover(channel, now)
            if again or unsure:
                _log.info("recovered", channel=channel, again=again, unsure=unsure)
            until = await self._outbox.held_until(channel, now)
            if until is not None:
                self._held[channel] = until

    async def _sweep_always(self) -> None:
        """Find what is due in the table, and what was claimed but never handed over."""
        rounds = 0
        while True:
            try:
                await self._sweep(forgotten=rounds % int(FORGOTTEN_SECONDS / SWEEP_SECONDS) == 0)
            except NotStored:
                _log.warning("sweep_not_stored")
            rounds += 1
            await self._sleep(SWEEP_SECONDS)

    async def _sweep(self, *, forgotten: bool) -> None:
        now = self._clock()
        for channel in self._outlets:
            if channel not in self._held:
                self.accept(await self._outbox.claim(channel, now, SWEEP_MOST))
            if forgotten:
                before = now - dt.timedelta(seconds=FORGOTTEN_SECONDS)
                self.accept(await self._outbox.forgotten(channel, before))

    async def _mark_always(self) -> None:
        while True:
            await self._marked.wait()
            self._marked.clear()
            await self._write_marks()

    async def _write_marks(self) -> None:
        """Write down all that is known by now, in one transaction; again until it is stored."""
        attempts = 0
        while self._marks:
            marks = self._marks[:]
            try:
                await self._outbox.mark(marks)
            except NotStored:
                _log.warning("marks_not_stored", count=len(marks))
                if self._stopping and attempts >= 2:
                    return  # what is not marked is recovered at the next start
                await self._sleep(backoff_seconds(attempts) / 10)
                attempts += 1
                continue
            del self._marks[: len(marks)]

    def _note(
        self,
        row: Posted,
        state: str,
        attempts: int,
        *,
        provider_id: str | None = None,
        why: str | None = None,
        blocked: bool = False,
    ) -> None:
        where = (row.channel, row.address) if blocked else None
        self._marks.append(
            Mark(row.id, state, self._clock(), attempts, provider_id, why, where)  # type: ignore[arg-type]  # states are written out above
        )
        self._marked.set()
