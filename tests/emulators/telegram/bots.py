"""Bots of both libraries that use the emulator."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from tests.emulators.telegram.emulator import TelegramEmulator


class LocalSession(AiohttpSession):
    """aiogram's session without the quarter of a second that it leaves for TLS to end."""

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def ptb_towards(emulator: TelegramEmulator) -> ExtBot[Any]:
    """A python-telegram-bot that speaks to the emulator; it is to be entered with `async with`."""
    # Nothing here speaks TLS; reading the certificates would take longer than a test.
    first, second = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return ExtBot(
        emulator.token,
        base_url=f"{emulator.base}/bot",
        base_file_url=f"{emulator.base}/file/bot",
        request=first,
        get_updates_request=second,
    )


def aiogram_towards(emulator: TelegramEmulator) -> Bot:
    """An aiogram bot that speaks to the emulator; it is to be entered with `async with`."""
    server = TelegramAPIServer.from_base(emulator.base)
    return Bot(emulator.token, session=LocalSession(api=server))
