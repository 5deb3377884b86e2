"""Long polling that acknowledges nothing before its commit.

aiogram's own poller asks for the next updates, and so confirms the last ones, while they are still
being worked on: a crash then loses them. This one moves its offset only past committed updates.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod

from bot.channels.telegram.listen import ALLOWED_UPDATES, TelegramListener
from bot.services.ports import NotStored

POLL_SECONDS = 30
BATCH = 100
WAIT_LEAST_SECONDS = 0.5
WAIT_MOST_SECONDS = 30.0

_log = structlog.get_logger("telegram")
_Raw = dict[str, Any]


class AskUpdates(TelegramMethod[list[_Raw]]):
    """`getUpdates` with its updates left as they came.

    aiogram's own refuses a whole batch for one update that it cannot read: it would come for ever.
    """

    __returning__ = list[_Raw]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: tuple[str, ...] = ALLOWED_UPDATES


class Poller:
    """Asks for updates until `stop` is set."""

    def __init__(self, bot: Bot, listener: TelegramListener) -> None:
        self._bot = bot
        self._listener = listener
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll; a network that is down is waited for, a refused token is said and waited for."""
        async with asyncio.TaskGroup() as group:
            courtesies: set[asyncio.Task[None]] = set()

            def be_courteous(answer: TelegramMethod[Any]) -> None:
                # Beside the polling: nobody waits for another's slow answer.
                task = group.create_task(self._be_courteous(answer))
                courtesies.add(task)
                task.add_done_callback(courtesies.discard)

            await self._poll(stop, be_courteous)
            for task in courtesies:
                task.cancel()

    async def _poll(
        self, stop: asyncio.Event, be_courteous: Callable[[TelegramMethod[Any]], None]
    ) -> None:
        wait = WAIT_LEAST_SECONDS
        webhook_gone = False
        while not stop.is_set():
            try:
                if not webhook_gone:
                    await self._bot(DeleteWebhook(drop_pending_updates=False))
                    webhook_gone = True
                updates = await self._until(stop, self._ask())
                if updates is None:
                    return
                if await self._take(updates, be_courteous):
                    wait = WAIT_LEAST_SECONDS
                    continue
            except TelegramRetryAfter as error:
                wait = float(error.retry_after)
            except TelegramUnauthorizedError:
                _log.error("token_refused")
                wait = WAIT_MOST_SECONDS
            except AiogramError as error:  # also an answer that cannot be read
                _log.warning("poll_failed", why=type(error).__name__)
            await self._until(stop, asyncio.sleep(wait))
            wait = min(wait * 2, WAIT_MOST_SECONDS)

    async def _ask(self) -> list[_Raw]:
        return await self._bot(AskUpdates(offset=self._offset), request_timeout=POLL_SECONDS + 10)

    async def _take(
        self, updates: list[_Raw], be_courteous: Callable[[TelegramMethod[Any]], None]
    ) -> bool:
        """Take a batch in, each chat's updates in order; False when some were not stored."""
        chats: defaultdict[int, list[_Raw]] = defaultdict(list)
        for update in updates:
            chats[_chat(update)].append(update)
        failed = await asyncio.gather(
            *(self._take_chat(batch, be_courteous) for batch in chats.values())
        )
        lost = [update_id for update_id in failed if update_id is not None]
        if updates:
            # What came after the first one that was not stored comes again, and is known then.
            self._offset = min(lost) if lost else updates[-1]["update_id"] + 1
        return not lost

    async def _take_chat(
        self, updates: list[_Raw], be_courteous: Callable[[TelegramMethod[Any]], None]
    ) -> int | None:
        """The first update that was not stored, or None."""
        for update in updates:
            try:
                answer = await self._listener.take(update)
            except NotStored:
                lost: int = update["update_id"]
                return lost
            if answer is not None:
                be_courteous(answer)
        return None

    async def _be_courteous(self, answer: TelegramMethod[Any]) -> None:
        try:
            await self._bot(answer)
        except AiogramError as error:
            _log.info("courtesy_failed", why=type(error).__name__)

    @staticmethod
    async def _until(stop: asyncio.Event, job: Any) -> Any:
        """What a job gives, or None when `stop` comes first."""
        working = asyncio.create_task(job)  # awaited two lines on
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
            return await working if working.done() else None
        finally:
            for task in (working, stopping):
                task.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)


def _chat(update: _Raw) -> int:
    """Whose update it is: updates of one chat are taken in order."""
    for event in update.values():
        if isinstance(event, dict):
            whose = event.get("chat") or event.get("from")
            if isinstance(whose, dict) and isinstance(number := whose.get("id"), int):
                return number
    return 0
