"""Parts: send a row's messages in order, and store how many were sent before the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.delivery.changing import Changes
from bot.delivery.loops import Loops
from bot.delivery.outcomes import (
    MACHINE_FAULTS,
    HalfSaid,
    Looped,
    NotTried,
    Unsayable,
    next_part,
)
from bot.delivery.sending import AddressQueue, Sender
from bot.services.ports.messages import (
    Clock,
    Delivered,
    Later,
    NotEditable,
    NotStored,
    Outbox,
    OutboxMessage,
    Outcome,
)

NOTE_AGAIN = 0.1
"""This factor shortens the backoff of a note: the next message waits for it."""

_NOT_NOW: tuple[type[Exception], ...] = (NotStored, *MACHINE_FAULTS)
_log = structlog.get_logger("delivery")


class Parts:
    """Sends the remaining parts of the first row of an address queue.

    The last part needs no note, since the row's result follows it. So a row of one message, as
    nearly all are, is stored once. After a kill at most the part that was on the wire is repeated.
    """

    def __init__(
        self,
        sender: Sender,
        changes: Changes,
        outbox: Outbox,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        stopping: Callable[[], bool],
        loops: Loops,
    ) -> None:
        self._sender = sender
        self._changes = changes
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._stopping = stopping
        self._loops = loops

    async def send(self, queue: AddressQueue, tries: int) -> Outcome | NotTried | None:
        """Send the parts until one fails; None: the worker was stopped first.

        When this machine fails before the request left, or the message to be changed cannot be
        looked up, it is tried again. `tries` counts this try too.
        """
        row = queue.rows[0]
        try:
            return await self._send(queue, row, first_try=tries + row.attempts == 1)
        except _NOT_NOW as error:
            fault = type(error).__name__
            _log.error("not_tried", channel=row.channel, row=row.id, fault=fault, exc_info=True)
            wait = dt.timedelta(seconds=backoff_seconds(tries - 1))
            return Later(self._clock().astimezone(dt.UTC) + wait, "fault")

    async def _send(
        self, queue: AddressQueue, row: OutboxMessage, *, first_try: bool
    ) -> Outcome | NotTried | None:
        messages = self._sender.render(row)
        if not messages:
            return Unsayable()
        if row.edits is not None and not row.parts_sent:
            changed = await self._changes.edit(queue, messages)
            if not isinstance(changed, NotEditable):
                queue.count_parts(int(isinstance(changed, Delivered)))
                return changed
        if first_try and not row.parts_sent and self._loops.is_one(row, messages):
            _log.error("looped", channel=row.channel, row=row.id)
            return Looped()
        first = next_part(row.say.kind, row.parts_sent, len(messages))
        if first is None:
            return HalfSaid()
        if first < row.parts_sent:
            _log.warning("parts_restarted", channel=row.channel, row=row.id)
        queue.count_parts(first)
        outcome: Outcome | NotTried = Delivered("")
        rest = await self._sender.prepare(row, messages[first:])
        for number, message in enumerate(rest, first + 1):
            outcome = await self._sender.send(queue, message)
            if not isinstance(outcome, Delivered):
                break
            queue.count_parts(number)
            if number < len(messages):
                await self._note(queue.rows[0])
                if self._stopping():
                    return None
            else:
                await self._sender.alert(queue)
        return outcome

    async def _note(self, row: OutboxMessage) -> None:
        """Store how many parts were sent; at a stop the row's result stores it."""
        attempts = 0
        while not self._stopping():
            try:
                await self._outbox.note_parts(row.id, row.parts_sent)
            except NotStored:
                _log.warning("parts_not_stored", channel=row.channel, row=row.id)
                await self._sleep(backoff_seconds(attempts) * NOTE_AGAIN)
                attempts += 1
            else:
                return
