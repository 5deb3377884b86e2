"""Sending: render a row's messages and send each within the channel's limits and holds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog

from bot.delivery.holds import Holds
from bot.delivery.outcomes import (
    REPEATABLE,
    ChannelHeld,
    DeadlinePassed,
    NotTried,
    RunHeld,
    is_gated,
)
from bot.delivery.runs import LOOK_SECONDS, Runs
from bot.services.ports.messages import (
    Clock,
    EditOutcome,
    OutboxMessage,
    Outcome,
    Speaker,
    Unsure,
)
from bot.talk.messages import Capabilities, Message
from bot.talk.pictures import Drawing
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.chosen import with_choice
from bot.wording.render import CannotSay, render

T = TypeVar("T")

MAX_ALIKE = 64

_log = structlog.get_logger("delivery")


def uncounted(_what: str) -> None:
    """Count nothing: the default counter."""


async def no_picture(_drawing: Drawing) -> bytes | None:
    """Make no picture: the default picture maker."""
    return None


@dataclass(frozen=True, slots=True)
class ChannelEnd:
    """The sending end of a channel: its speaker, its capabilities and its in-flight limit.

    It speaks for one `account` of the channel; "" where the channel has only one. `show_drawing`
    lets an address see that a picture is being drawn for it. `alert` tells a person who is not
    looking that a notification came, where the platform does not do so by itself. `edit` changes
    the message of a platform's id in place, for a row. `take_buttons` takes the buttons of one away
    and, where a message is given, shows this in its place. Both may be repeated.
    """

    speaker: Speaker
    capabilities: Capabilities
    in_flight: int = 32
    account: str = ""
    show_drawing: Callable[[str], Coroutine[Any, Any, None]] | None = None
    alert: Callable[[OutboxMessage], Coroutine[Any, Any, None]] | None = None
    edit: Callable[[str, int, str, Message], Awaitable[EditOutcome]] | None = None
    take_buttons: Callable[[str, str, Message | None], Awaitable[EditOutcome]] | None = None

    @property
    def for_others(self) -> int:
        """How many sends at once may be notifications, so that replies never queue behind them."""
        return max(1, self.in_flight // 4)


@dataclass(slots=True)
class AddressQueue:
    """The rows that wait for one address; the first one is being delivered.

    `speaking`: one of its messages is on the wire.
    """

    rows: deque[OutboxMessage]
    task: asyncio.Task[None] | None = None
    speaking: bool = False

    def count_parts(self, parts_sent: int) -> None:
        """Note how many parts of the first row were sent."""
        if self.rows[0].parts_sent != parts_sent:
            self.rows[0] = replace(self.rows[0], parts_sent=parts_sent)

    def next_row(self) -> OutboxMessage:
        """Remove the first row, which reached an end state."""
        self.speaking = False
        return self.rows.popleft()


class Sender:
    """Renders and sends rows; `count` counts those that a channel cannot show.

    `make_picture` gives a picture's PNG; with None its facts are sent in words.
    """

    def __init__(
        self,
        channel_ends: Mapping[str, ChannelEnd],
        translator: Translator,
        holds: Holds,
        runs: Runs,
        count: Callable[[str], None],
        make_picture: Callable[[Drawing], Awaitable[bytes | None]],
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._channel_ends = channel_ends
        self._make_picture = make_picture
        self._translator = translator
        self._holds = holds
        self._runs = runs
        self._count = count
        self._capacity = {name: asyncio.Semaphore(o.in_flight) for name, o in channel_ends.items()}
        self._alike: dict[tuple[int, str, str, int], tuple[Say, tuple[Message, ...]]] = {}
        self._narrow = {name: asyncio.Semaphore(o.for_others) for name, o in channel_ends.items()}

    def end(self, channel: str) -> ChannelEnd:
        """The sending end of a channel."""
        return self._channel_ends[channel]

    def with_choice(self, row: OutboxMessage, chosen: str) -> Message | None:
        """The last message of a row, which tells its choice; None where that cannot be told."""
        capabilities = self._channel_ends[row.channel].capabilities
        last = self.render(row)[-1:]
        if not chosen or not last:
            return None
        return with_choice(last[0], row.say, chosen, capabilities, self._translator, row.locale)

    def render(self, row: OutboxMessage) -> tuple[Message, ...]:
        """A row's messages; none, and counted, when its channel cannot show it."""
        try:
            if row.say.kind in REPEATABLE:
                messages = self._rendered(row)
            else:
                messages = self._rendered_alike(row)
            if not messages:
                raise CannotSay("there is nothing in it")
        except (CannotSay, LookupError, ValueError) as error:
            _log.error("cannot_say", channel=row.channel, row=row.id, why=type(error).__name__)
            self._count("cannot_say")
            return ()
        return messages

    def _rendered(self, row: OutboxMessage) -> tuple[Message, ...]:
        capabilities = self._channel_ends[row.channel].capabilities
        return render(row.say, capabilities, self._translator, row.locale, row.turn)

    def _rendered_alike(self, row: OutboxMessage) -> tuple[Message, ...]:
        """Render a notification for many people once: such rows share one say."""
        key = (id(row.say), row.channel, row.locale, row.turn)
        known = self._alike.get(key)
        if known is None:
            if len(self._alike) >= MAX_ALIKE:
                self._alike.clear()
            # Keep the say too: its id stays unique only while the object lives.
            known = self._alike[key] = (row.say, self._rendered(row))
        return known[1]

    async def prepare(self, row: OutboxMessage, messages: Sequence[Message]) -> Sequence[Message]:
        """Make a notification's pictures before its first part is sent.

        A reply does not wait: its text goes before its picture is made.
        """
        if row.say.kind in REPEATABLE:
            return messages
        return [await self._with_picture(row, message) for message in messages]

    async def send(self, queue: AddressQueue, message: Message) -> Outcome | NotTried:
        """Send one message of the first row in the queue."""
        row = queue.rows[0]
        if row.say.kind in REPEATABLE:
            return await self._speak(queue, row, await self._with_picture(row, message))
        if not await self._slot(self._narrow, row):
            return RunHeld()
        try:
            return await self._speak(queue, row, message)
        finally:
            self._narrow[row.channel].release()

    async def _slot(self, slots: Mapping[str, asyncio.Semaphore], row: OutboxMessage) -> bool:
        """Take a slot of the row's channel; False, without one: its run is not sending any more."""
        slot = slots[row.channel]
        if row.run is None or not slot.locked():
            return await slot.acquire()
        taking = asyncio.create_task(slot.acquire())
        try:
            while not taking.done():
                await self._runs.look_again(taking)
                if not taking.done() and not await self._runs.may_send(row):
                    return False
            return True
        finally:
            if not taking.done():
                taking.cancel()

    async def alert(self, queue: AddressQueue) -> None:
        """Alert to the first row in the queue, a notification whose last part was sent.

        It counts as on the wire: what a stop or a kill cuts off is unsure, and not repeated.
        """
        row = queue.rows[0]
        alert = self._channel_ends[row.channel].alert
        if alert is None or row.say.kind in REPEATABLE:
            return
        queue.speaking = True
        try:
            async with self._narrow[row.channel]:
                await alert(row)
        except Exception as error:
            _log.error(
                "alert_failed", channel=row.channel, fault=type(error).__name__, exc_info=True
            )
        queue.speaking = False

    async def _with_picture(self, row: OutboxMessage, message: Message) -> Message:
        """The message with its picture; it is made before the message takes an in-flight slot."""
        end = self._channel_ends[row.channel]
        if (
            message.drawing is None
            or message.png is not None
            or end.capabilities.pictures != "sent"
        ):
            return message
        try:
            png = await self._draw(end, row, message.drawing)
        except Exception as error:
            _log.error("picture_failed", fault=type(error).__name__, exc_info=True)
            png = None
        if png is None:
            self._count("picture_not_made")
            return message.in_words()
        return replace(message, png=png)

    async def _draw(self, end: ChannelEnd, row: OutboxMessage, drawing: Drawing) -> bytes | None:
        """Draw; who waits for a reply sees that it is being drawn, and only as long as it is."""
        if end.show_drawing is None or row.say.kind not in REPEATABLE:
            return await self._make_picture(drawing)
        async with asyncio.TaskGroup() as group:
            showing = group.create_task(end.show_drawing(row.address))
            png = await self._make_picture(drawing)
            showing.cancel()
        return png

    async def _speak(
        self, queue: AddressQueue, row: OutboxMessage, message: Message
    ) -> Outcome | NotTried:
        speaker = self._channel_ends[row.channel].speaker
        return await self.through(queue, lambda: speaker.speak(row.address, row.id, message))

    async def through(
        self, queue: AddressQueue, call: Callable[[], Awaitable[T]]
    ) -> T | Outcome | NotTried:
        """Make one call to the platform for the first row, within its channel's limits and holds.

        Whatever the call raises, the platform may have got it.
        """
        row = queue.rows[0]
        while True:
            held = self._holds.until(row.channel)
            if held is not None and is_gated(row.say.kind, row.parts_sent):
                return ChannelHeld(held)
            if not await self._runs.may_send(row):
                return RunHeld()
            if not await self._holds.passed(row.channel, LOOK_SECONDS if row.run else None):
                continue
            if not await self._slot(self._capacity, row):
                return RunHeld()
            try:
                if not await self._runs.may_send(row):
                    return RunHeld()
                if self._holds.until(row.channel) is not None:
                    continue  # the hold began while this one waited for a slot
                if row.until is not None and self._clock() > row.until and not row.parts_sent:
                    return DeadlinePassed()
                queue.speaking = True
                outcome: T | Outcome
                try:
                    outcome = await call()
                except Exception as error:
                    fault = type(error).__name__
                    _log.error("speak_failed", channel=row.channel, fault=fault, exc_info=True)
                    outcome = Unsure("fault")
                queue.speaking = False
                return outcome
            finally:
                self._capacity[row.channel].release()
