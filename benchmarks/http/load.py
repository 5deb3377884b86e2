"""The load: people who post to a webhook over keep-alive connections and wait for answers."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, cast

from benchmarks.counts import Counts, Stretch, percentiles
from benchmarks.http.updates import Doing, Person, Updates
from benchmarks.http.wire import Cutter

Talk: TypeAlias = Callable[[Person], Doing]
"""What a person does next."""

CONNECTIONS = 50
MAX_OUTSTANDING = 128
ANSWER_WITHIN_SECONDS = 10.0
QUIET_SECONDS = 3.0
QUIET_WITHIN_SECONDS = 120.0
"""Charts come after their text, one drawing at a time."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """The loopback address that the updates are posted to."""

    port: int
    path: str
    secret: str

    @property
    def head(self) -> bytes:
        """The head of each request, up to the value of its Content-Length."""
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n"
            "Accept-Encoding: gzip, deflate\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()


class Load:
    """Keeps at most `MAX_OUTSTANDING` updates unanswered, and never two of one person."""

    def __init__(self, people: int, updates: Updates, *, echo: bool = False) -> None:
        self.counts = Counts()
        self.people = [Person(number) for number in range(people)]
        self._by_chat = {person.chat: person for person in self.people}
        self._idle = deque(self.people)
        self._waiting: dict[int, Person] = {}
        self._updates = updates
        self._echo = echo
        self._free: list[_Connection] = []
        self._all: list[_Connection] = []
        self._talk: Talk | None = None
        self._credit = float("inf")
        self._recording = False
        self._acknowledged_in = array("d")
        self._answered_in = array("d")
        self._settled = asyncio.Event()
        self._heard_at = 0.0
        self._webhook: Webhook | None = None
        self._reconnecting: set[asyncio.Task[None]] = set()

    async def connect(self, webhook: Webhook) -> None:
        """Open the connections, once the webhook listens."""
        self._webhook = webhook
        for _ in range(CONNECTIONS):
            await self._connect(webhook)

    def close(self) -> None:
        """Close the connections."""
        self._talk = self._webhook = None
        for connection in self._all:
            connection.close()

    async def measure(
        self,
        talk: Talk,
        *,
        seconds: float,
        warm_up_seconds: float,
        candidate_cpu_seconds: Callable[[], float],
        per_second: float | None = None,
    ) -> Stretch:
        """Send updates for a while, as fast as answers come or `per_second`, and count."""
        self._acknowledged_in = array("d")
        self._answered_in = array("d")
        self._talk = talk
        pacer = None if per_second is None else asyncio.create_task(self._pace(per_second))
        if pacer is None:
            self._credit = float("inf")
            self._pump()
        await asyncio.sleep(warm_up_seconds)
        cpu = candidate_cpu_seconds()
        own_cpu, begun = time.process_time(), time.perf_counter()
        self._recording = True
        await self._watch_silence(seconds)
        self._recording = False
        cpu = candidate_cpu_seconds() - cpu
        own_cpu, lasted = time.process_time() - own_cpu, time.perf_counter() - begun
        if pacer is not None:
            pacer.cancel()
        self._talk = None
        await self._wait_until_settled(2 * ANSWER_WITHIN_SECONDS)
        updates = len(self._answered_in)
        return Stretch(
            seconds=lasted,
            updates=updates,
            updates_per_second=updates / lasted,
            acknowledged_ms=percentiles(self._acknowledged_in),
            answered_ms=percentiles(self._answered_in),
            candidate_cpu_us=cpu / updates * 1e6 if updates else 0.0,
            generator_share=own_cpu / lasted,
        )

    async def post_again(self, limit: int, within_seconds: float = 10.0) -> tuple[int, int]:
        """Post the last update of some people once more, as Telegram does after a lost answer.

        Gives how many were acknowledged and how many messages came of them: what is still to come
        of the updates before is waited for first.
        """
        await self._until_quiet()
        before, beyond = self.counts.acknowledged, self.counts.beyond
        again = [person for person in self.people if person.update][:limit]
        deadline = time.perf_counter() + within_seconds
        while again and time.perf_counter() < deadline:
            while again and self._free:
                self._free.pop().post(again.pop())
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.5)  # a second answer would arrive within this time
        return self.counts.acknowledged - before, self.counts.beyond - beyond

    async def _until_quiet(self) -> None:
        """Wait until no message has come for a while."""
        self._heard_at = begun = time.perf_counter()
        while (now := time.perf_counter()) < self._heard_at + QUIET_SECONDS:
            if now > begun + QUIET_WITHIN_SECONDS:
                return
            await asyncio.sleep(0.05)

    def heard(self, chat: int, text: str, markup: bytes) -> None:
        """A message reached a chat."""
        self._heard_at = time.perf_counter()
        person = self._by_chat.get(chat)
        if person is None:
            self.counts.strangers += 1
            return
        person.text, person.markup = text, markup
        if person.answered:
            self.counts.beyond += 1
            return
        self._note_answer(person)
        if self._echo and text != person.doing:
            self.counts.wrong += 1
        if person.acknowledged:
            self._settle(person)

    def acknowledge(self, person: Person, ok: bool, body: bytes) -> None:
        """The webhook answered a request, or its connection broke."""
        if ok:
            self.counts.acknowledged += 1
        else:
            self.counts.refused += 1
        if person.acknowledged:  # this one was posted again, or came too late
            self._pump()
            return
        person.acknowledged = True
        if not ok:
            person.answered = True
        elif self._recording:
            self._acknowledged_in.append(time.perf_counter() - person.sent_at)
        if b"sendMessage" in body and not person.answered:
            self._note_answer(person)  # answered in the body of the response
        if person.answered:
            self._settle(person)
        else:
            self._pump()

    def release(self, connection: _Connection) -> None:
        """A connection is free for the next request."""
        self._free.append(connection)

    def lose(self, connection: _Connection) -> None:
        """The server closed a connection; open another one."""
        if connection in self._free:
            self._free.remove(connection)
        if self._webhook is not None:
            self._all.remove(connection)
            task = asyncio.create_task(self._connect(self._webhook))
            self._reconnecting.add(task)
            task.add_done_callback(self._reconnecting.discard)

    async def _connect(self, webhook: Webhook) -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: _Connection(self, webhook.head), "127.0.0.1", webhook.port
        )
        self._all.append(connection)
        self._free.append(connection)
        self._pump()

    def _note_answer(self, person: Person) -> None:
        person.answered = True
        self.counts.answered += 1
        if self._recording:
            self._answered_in.append(time.perf_counter() - person.sent_at)

    def _settle(self, person: Person) -> None:
        if self._waiting.pop(person.chat, None) is not None:
            self._idle.append(person)
        self._pump()

    def _pump(self) -> None:
        """Post as many updates as the limits and the free connections allow."""
        talk = self._talk
        while (
            talk is not None
            and self._free
            and self._idle
            and len(self._waiting) < MAX_OUTSTANDING
            and self._credit >= 1
        ):
            person = self._idle.popleft()
            doing = talk(person)
            self._credit -= 1
            person.doing = doing
            person.steps += 1
            person.update = self._updates.write(person, doing)
            person.acknowledged = person.answered = False
            person.sent_at = time.perf_counter()
            self._waiting[person.chat] = person
            self._free.pop().post(person)
        if not self._waiting and talk is None:
            self._settled.set()

    async def _pace(self, per_second: float) -> None:
        """Allow posts at an even rate, in steps of five milliseconds or more."""
        self._credit = 0.0
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            self._credit = min(self._credit + per_second * (now - last), MAX_OUTSTANDING)
            last = now
            self._pump()

    async def _wait_until_settled(self, seconds: float) -> None:
        self._settled.clear()
        self._pump()
        deadline = time.perf_counter() + seconds
        while not self._settled.is_set() and time.perf_counter() < deadline:
            self._give_up_on_the_silent()
            await asyncio.sleep(0.02)

    async def _watch_silence(self, seconds: float) -> None:
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            await asyncio.sleep(min(0.5, left))
            self._give_up_on_the_silent()

    def _give_up_on_the_silent(self) -> None:
        limit = time.perf_counter() - ANSWER_WITHIN_SECONDS
        silent = [person for person in self._waiting.values() if person.sent_at < limit]
        for person in silent:
            self.counts.silent += 1
            person.acknowledged = person.answered = True
            self._settle(person)


class _Connection(asyncio.Protocol):
    """One keep-alive connection, with one request at a time."""

    def __init__(self, load: Load, head: bytes) -> None:
        self._load = load
        self._head = head
        self._cutter = Cutter()
        self._transport: asyncio.Transport | None = None
        self._person: Person | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def post(self, person: Person) -> None:
        """Send the person's newest update."""
        assert self._transport is not None
        self._person = person
        self._load.counts.posted += 1
        update = person.update
        self._transport.write(b"%s%d\r\n\r\n%s" % (self._head, len(update), update))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        for head, body in self._cutter.feed(data):
            person, self._person = self._person, None
            assert person is not None, "a response that nobody asked for"
            self._load.release(self)
            self._load.acknowledge(person, head[9:12] == b"200", body)

    def connection_lost(self, _exc: Exception | None) -> None:
        person, self._person = self._person, None
        self._load.lose(self)
        if person is not None:
            self._load.acknowledge(person, False, b"")
