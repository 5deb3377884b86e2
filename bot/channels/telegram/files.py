"""Fetches the photos and files that a person sent on Telegram, for the copy of their data.

The Bot API gives files of at most 20 MB (core.telegram.org/bots/api#getfile), and only to the bot
to which they were sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.request import AiohttpRequest

_AT_ONCE: Final = 4
_log = structlog.get_logger("telegram")


async def fetch_files(
    token: str, api_base: str, file_ids: Sequence[str], *, seconds: float, most_bytes: int
) -> dict[str, bytes]:
    """The content of files by their ids: those that come within the time and the size together.

    A file that Telegram does not give is left out; nothing is raised for the network or Telegram.
    """
    request = AiohttpRequest(_AT_ONCE)
    bot = Bot(
        token,
        base_url=f"{api_base}/bot",
        base_file_url=f"{api_base}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(),
    )
    found: dict[str, bytes] = {}
    waiting = list(reversed(file_ids))
    left = most_bytes

    async def fetch() -> None:
        nonlocal left
        while waiting:
            file_id = waiting.pop()
            try:
                file = await bot.get_file(file_id)
                if (file.file_size or 0) > left:
                    continue
                content = bytes(await file.download_as_bytearray())
            except TelegramError as error:
                _log.info("file_not_fetched", why=type(error).__name__)
                continue
            if len(content) <= left:
                left -= len(content)
                found[file_id] = content

    await request.initialize()
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for _worker in range(min(_AT_ONCE, len(waiting))):
                group.create_task(fetch())
    except TimeoutError:
        _log.info("files_not_fetched", count=len(file_ids) - len(found))
    finally:
        await request.shutdown()
    return found
