"""Floods on Telegram: a webhook's chat is asked to wait, a polled message is left out and told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.telegram.albums import Albums
from bot.channels.telegram.listen import SECRET_HEADER, TelegramListener
from bot.channels.telegram.poll import Poller
from bot.services.ports.messages import Incoming, Received, TooMany
from tests.channels.telegram.album_parts import MemoryParts, now
from tests.channels.telegram.test_listen import PHOTO, message
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.bots import aiogram_towards

pytest_plugins = ("tests.emulators.telegram.fixtures",)


class Limited:
    """A door that takes so many turns of a chat."""

    def __init__(self, turns: int = 2) -> None:
        self.turns = turns
        self.taken: list[Incoming] = []
        self.parts = MemoryParts()

    async def receive(self, incoming: Incoming) -> Received:
        await self.admit(incoming)
        self.taken.append(incoming)
        return Received(new=True)

    async def admit(self, incoming: Incoming) -> None:
        if sum(each.address == incoming.address for each in self.taken) >= self.turns:
            raise TooMany(0.4)

    def listener(self, bot: Bot) -> TelegramListener:
        albums = Albums(account=str(bot.id), parts=self.parts, receive=self.receive, clock=now)
        return TelegramListener(
            receive=self.receive,
            bot=bot,
            albums=albums,
            clock=now,
            count=lambda what: None,
            admit=self.admit,
        )


@pytest.fixture
async def door() -> Limited:
    return Limited()


@pytest.fixture
async def webhook(door: Limited) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    bot = Bot("123456:TEST")
    app = web.Application()
    app.router.add_post("/hook", door.listener(bot).webhook("secret"))
    async with TestClient(TestServer(app)) as client:
        yield client
    await bot.session.close()


async def posted(
    client: TestClient[web.Request, web.Application], number: int, said: dict[str, Any]
) -> tuple[int, str | None]:
    """The status, and how long Telegram is asked to wait."""
    update = {"update_id": number, "message": said}
    async with client.post("/hook", json=update, headers={SECRET_HEADER: "secret"}) as response:
        return response.status, response.headers.get("Retry-After")


def of_another(text: str) -> dict[str, Any]:
    """A message of another chat."""
    return message(text=text) | {"chat": {"id": 4321, "type": "private"}}


async def test_a_webhook_is_asked_to_bring_it_again_and_other_chats_are_taken(
    door: Limited, webhook: TestClient[web.Request, web.Application]
) -> None:
    statuses = [await posted(webhook, number, message(text="a")) for number in range(1, 5)]
    assert statuses == [(200, None), (200, None), (429, "1"), (429, "1")]
    assert await posted(webhook, 5, of_another("b")) == (200, None)
    door.turns = 4
    for number in (3, 4):
        assert await posted(webhook, number, message(text="a")) == (200, None)
    assert [each.id for each in door.taken] == ["1", "2", "5", "3", "4"]


async def test_pictures_of_an_album_count_too(
    door: Limited, webhook: TestClient[web.Request, web.Application]
) -> None:
    door.turns = 0
    album = message(photo=PHOTO, media_group_id="A")
    assert await posted(webhook, 1, album) == (429, "1")
    assert await door.parts.waiting("telegram", "123456") == ()


async def test_a_polled_flood_keeps_nobody_behind_it_waiting(
    telegram_emulator: TelegramEmulator, door: Limited
) -> None:
    loud, quiet = telegram_emulator.person("Sáu"), telegram_emulator.person("Bảy")
    for number in range(150):  # more than one answer of getUpdates holds
        await loud.say(f"{number}")
    await quiet.say("b")
    stop = asyncio.Event()
    async with aiogram_towards(telegram_emulator) as bot:
        polling = asyncio.create_task(Poller(bot, door.listener(bot), lambda what: None).run(stop))
        await telegram_emulator.drained()
        stop.set()
        await polling
    addresses = [each.address for each in door.taken]
    assert addresses == [str(loud.id)] * 2 + [str(quiet.id)]
