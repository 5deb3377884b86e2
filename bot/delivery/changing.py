"""Changing: messages that were sent change in place, and lose their buttons (docs/adr/0032)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog

from bot.delivery.holds import Holds
from bot.delivery.outcomes import REPEATABLE, NotTried
from bot.delivery.sending import AddressQueue, Sender
from bot.services.ports.messages import (
    Clock,
    Delivered,
    EditOutcome,
    Later,
    NotEditable,
    NotStored,
    Outbox,
    OutboxMessage,
    Shown,
)
from bot.talk.messages import Message

MAX_KNOWN = 4096
"""So many of the newest messages are known without asking the outbox."""
MAX_CLOSING_TRIES = 5
_MAX_WAIT = dt.timedelta(minutes=1)

_log = structlog.get_logger("delivery")


class Changes:
    """Changes messages in place, and takes the buttons from those whose choices are over.

    Whatever cannot be changed is sent anew by whoever asked. Buttons are taken away beside the
    sends, after what made them old was sent: nothing waits for it, and a stop ends it.
    """

    def __init__(
        self,
        sender: Sender,
        outbox: Outbox,
        holds: Holds,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._sender = sender
        self._outbox = outbox
        self._holds = holds
        self._clock = clock
        self._sleep = sleep
        self._known: OrderedDict[int, Shown] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    async def edit(
        self, queue: AddressQueue, messages: Sequence[Message]
    ) -> EditOutcome | NotTried:
        """Let the first row of a queue take the place of its earlier message.

        Only a message that is one text is changed, into one text. Raises `NotStored`.
        """
        row = queue.rows[0]
        end = self._sender.end(row.channel)
        if row.edits is None or end.edit is None or not end.capabilities.edits:
            return NotEditable()
        shown = await self._shown(row, row.edits)
        if shown is None:
            return NotEditable()
        before = self._sender.render(shown.row)
        if not (_is_one_text(messages) and _is_one_text(before)):
            self._begin(self._close(shown, ""))
            return NotEditable()
        edit, message = end.edit, messages[0]
        return await self._sender.through(
            queue, lambda: edit(row.address, row.id, shown.id, message)
        )

    def follow(self, row: OutboxMessage, provider_id: str | None) -> None:
        """Note that a row was sent; the message that it closes loses its buttons."""
        end = self._sender.end(row.channel) if provider_id else None
        if end is None or provider_id is None or not end.capabilities.edits:
            return
        if row.say.kind in REPEATABLE and row.say.choices:
            self._known[row.first] = Shown(row, provider_id)
            self._known.move_to_end(row.first)
            if len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)
        if row.closes is not None and end.take_buttons is not None:
            self._begin(self._close_of(row, row.closes))

    def stop(self) -> None:
        """Take no more buttons away: they are refused kindly where they are pressed."""
        for task in self._closing:
            task.cancel()

    # --- one message ----------------------------------------------------------------------------

    async def _shown(self, row: OutboxMessage, first: int) -> Shown | None:
        """How the message stands now; only one at the address of the row."""
        shown = self._known.get(first)
        if shown is not None and (shown.row.channel, shown.row.address) == (
            row.channel,
            row.address,
        ):
            return shown
        return await self._outbox.shown(row.channel, row.address, first)

    def _begin(self, closing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._quietly(closing))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_of(self, row: OutboxMessage, first: int) -> None:
        """Close the message of a first row; a choice that was made is told below its words."""
        shown = await self._shown(row, first)
        if shown is not None and shown.row.say.choices:
            self._known.pop(first, None)
            await self._close(shown, row.say.chosen or "")

    async def _quietly(self, closing: Coroutine[Any, Any, None]) -> None:
        """A fault here loses no word: the buttons stay, and are answered when they are pressed."""
        try:
            await closing
        except NotStored:
            _log.info("not_closed", why="not_stored")
        except Exception as error:
            _log.error("not_closed", why=type(error).__name__, exc_info=True)

    async def _close(self, shown: Shown, chosen: str) -> None:
        """Close a message: tried a few times, and only while nothing holds its channel."""
        row = shown.row
        take_buttons = self._sender.end(row.channel).take_buttons
        if take_buttons is None:
            return
        told = self._sender.with_choice(row, chosen)
        for _try in range(MAX_CLOSING_TRIES):
            if self._holds.until(row.channel) is not None:
                return
            match await take_buttons(row.address, shown.id, told):
                case Later(at, why, whole_channel):
                    if whole_channel:
                        await self._holds.hold(row.channel, at, why)
                        return
                    wait = min(at - self._clock(), _MAX_WAIT)
                    await self._sleep(max(0.0, wait / dt.timedelta(seconds=1)))
                case Delivered():
                    return
                case outcome:
                    _log.info("not_closed", channel=row.channel, why=type(outcome).__name__)
                    return


def _is_one_text(messages: Sequence[Message]) -> bool:
    return len(messages) == 1 and messages[0].is_text
