"""Long polling that acknowledges nothing before its commit, and that no answer can end.

aiogram's own poller asks for the next updates, and so confirms the last ones, while they are still
being worked on: a crash then loses them. This one moves its offset only past committed updates.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod

from bot.channels.telegram.answers import AnswerUnreadable, be_list, be_true, update_id_of
from bot.channels.telegram.listen import ALLOWED_UPDATES, TelegramListener
from bot.services.ports.messages import NotStored, TooMany

T = TypeVar("T")

POLL_SECONDS = 30
BATCH = 100
MIN_WAIT_SECONDS = 0.5
MAX_WAIT_SECONDS = 30.0
MAX_RETRY_AFTER_SECONDS = 3600.0
"""However long an answer tells us to wait, so long and no longer is believed."""

_log = structlog.get_logger("telegram")
_Raw = dict[str, Any]
_BeCourteous = Callable[[TelegramMethod[Any]], None]


class _Stop(Enum):
    """Said instead of a result: no answer can be taken for it."""

    STOPPED = "stopped"


class AskUpdates(TelegramMethod[Any]):
    """`getUpdates` with its result left as it came.

    aiogram's own refuses a whole batch for one update that it cannot read: it would come for ever.
    """

    __returning__ = Any
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: tuple[str, ...] = ALLOWED_UPDATES


class Poller:
    """Asks for updates until `stop` is set; `count` hears of updates that cannot be read.

    `listening` says whether the last question was answered as it should be.
    """

    def __init__(
        self,
        bot: Bot,
        listener: TelegramListener,
        count: Callable[[str], None],
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self.listening = False
        self._bot = bot
        self._listener = listener
        self._count = count
        self._sleep = sleep
        self._offset: int | None = None
        self._webhook_gone = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll; a network that is down is waited for, a refused token is said and waited for."""
        try:
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
        finally:
            self.listening = False

    async def _poll(self, stop: asyncio.Event, be_courteous: _BeCourteous) -> None:
        wait = MIN_WAIT_SECONDS
        while not stop.is_set():
            try:
                updates = await self._until(stop, self._ask())
                if updates is _Stop.STOPPED:
                    return
                self.listening = True
                if await self._take(updates, be_courteous):
                    wait = MIN_WAIT_SECONDS
                    continue
            except Exception as error:
                self.listening = False
                wait = self._failed(error, wait)
            await self._until(stop, self._sleep(wait))
            wait = min(wait * 2, MAX_WAIT_SECONDS)

    def _failed(self, error: Exception, wait: float) -> float:
        """Say in one line why a poll failed; how long to wait before the next one."""
        match error:
            case TelegramUnauthorizedError():
                _log.error("token_refused")
                return MAX_WAIT_SECONDS
            case TelegramRetryAfter(retry_after=seconds):
                wait = max(min(seconds, MAX_RETRY_AFTER_SECONDS), MIN_WAIT_SECONDS)
                _log.warning("poll_failed", why="flood", wait_seconds=wait)
            case AiogramError() | AnswerUnreadable():
                _log.warning("poll_failed", why=type(error).__name__)
            case _:  # a page that is no UTF-8, or a fault of ours
                _log.warning("poll_failed", why=type(error).__name__, exc_info=True)
        return wait

    async def _ask(self) -> list[Any]:
        if not self._webhook_gone:
            be_true(await self._bot(DeleteWebhook(drop_pending_updates=False)))
            self._webhook_gone = True
        # The first question is short: its answer shows that Telegram is there (again).
        seconds = POLL_SECONDS if self.listening else 0
        question = AskUpdates(offset=self._offset, timeout=seconds)
        return be_list(await self._bot(question, request_timeout=seconds + 10))

    async def _take(self, updates: list[Any], be_courteous: _BeCourteous) -> bool:
        """Take a batch in, each chat's updates in order; False when it, or some of it, comes again.

        An update whose id cannot be used is counted and let go: it is confirmed with the next one
        that has an id.
        """
        chats: defaultdict[int, list[_Raw]] = defaultdict(list)
        ids = []
        for update in updates:
            if (update_id := update_id_of(update)) is None:
                self._count("telegram_update_unreadable")
            else:
                ids.append(update_id)
                chats[_chat(update)].append(update)
        failed = await asyncio.gather(
            *(self._take_chat(batch, be_courteous) for batch in chats.values())
        )
        lost = [update_id for update_id in failed if update_id is not None]
        if ids:
            # What came after the first one that was not stored comes again, and is known then.
            self._offset = min(lost) if lost else max(ids) + 1
        return not lost and bool(ids or not updates)

    async def _take_chat(self, updates: list[_Raw], be_courteous: _BeCourteous) -> int | None:
        """The first update that was not stored, or None."""
        for update in updates:
            try:
                answer = await self._listener.take(update)
            except TooMany:
                # Left out: what came again would keep the updates of everybody behind it waiting.
                # Its person was told so.
                continue
            except NotStored:
                return update_id_of(update)
            if answer is not None:
                be_courteous(answer)
        return None

    async def _be_courteous(self, answer: TelegramMethod[Any]) -> None:
        try:
            be_true(await self._bot(answer))
        except Exception as error:  # whatever came of it: nobody waits for it
            _log.info("courtesy_failed", why=type(error).__name__)

    @staticmethod
    async def _until(stop: asyncio.Event, job: Coroutine[Any, Any, T]) -> T | _Stop:
        """What a job gives, unless `stop` comes first."""
        working = asyncio.create_task(job)  # awaited two lines on
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
            return await working if working.done() else _Stop.STOPPED
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
