"""A whole house with the page and a push service, and people whose browsers have subscribed."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web import WebChannel, draw_push_key
from bot.delivery.worker import ChannelEnd, Worker
from bot.service_channels import web_channel
from bot.services.ports.messages import Outcome
from bot.serving import Application
from bot.settings import Settings
from bot.talk.messages import Message
from tests.applications import MovedClock, Recorder, TestApplication
from tests.channels.web.visit import KEY, Browser
from tests.emulators.push import PushEmulator, Subscriber
from tests.handlers.reminding import reminded


class Heard(Recorder):
    """Keeps what is said on the page, and says it there."""

    def __init__(self, channel: WebChannel) -> None:
        super().__init__()
        self._channel = channel

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Keep one message, and show it on the open pages."""
        outcome = await super().speak(address, row, message)
        await self._channel.speak(address, row, message)
        return outcome


@dataclass
class Household:
    """The house, its page on this machine, and the push service that it trusts."""

    house: TestApplication
    channel: WebChannel
    service: PushEmulator
    server: TestServer
    stack: AsyncExitStack

    async def visitor(self) -> Browser:
        """A browser that has opened the page."""
        browser = Browser(TestClient(self.server))
        await self.stack.enter_async_context(browser.client)
        async with browser.client.get("/"):
            return browser

    async def resident(self, typed: str = "hằng ngày lúc 19:30") -> Browser:
        """The browser of somebody who has joined and set a reminder, on Friday at 9:30."""
        browser = await self.visitor()
        await reminded(self.house, typed, channel="web", address=browser.address)
        return browser

    async def key(self, browser: Browser) -> str:
        """The public key that the site gives browsers."""
        async with browser.client.get("/push/key") as response:
            return cast("str", (await response.json())["key"])

    async def subscribes(self, browser: Browser) -> Subscriber:
        """Subscribe a browser, as its page does."""
        subscriber = self.service.subscribe(await self.key(browser))
        answer = await browser.client.post(
            "/push/subscribe", json=subscriber.as_json(), headers=browser.origin
        )
        assert answer.status == 204
        return subscriber

    async def subscriptions(self) -> int:
        """How many subscriptions are stored."""
        [(count,)] = await self.house.rows("SELECT count(*) FROM push_subscription")
        return int(count)

    @property
    def counted(self) -> dict[str, int]:
        """What was counted of pushes."""
        counts = self.house.application.counts
        return {what: count for what, count in counts.items() if what.startswith("push_")}


@asynccontextmanager
async def pushing_house(url: str) -> AsyncIterator[Household]:
    """A house on this database whose worker runs."""
    clock = MovedClock()
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(PushEmulator(lambda: clock.at.timestamp()))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sohoctap-push-")))
        settings = Settings(
            _env_file=None,
            database_url=url,
            files_dir=folder / "files",
            data_dir=folder / "data",
            push_hosts=service.origin,
        )
        application = Application(settings, clock=clock)
        await application.database.open()
        stack.push_async_callback(application.close)
        application.web_key, application.push_key = KEY, draw_push_key()
        channel = web_channel(application)
        assert isinstance(channel, WebChannel)
        heard = Heard(channel)
        end = ChannelEnd(heard, channel.capabilities, alert=channel.alert)
        worker = application.start_delivery({channel.name: end})
        app = web.Application()
        channel.add_routes(app)
        server = TestServer(app)
        await server.start_server()
        stack.push_async_callback(server.close)
        stack.push_async_callback(channel.close)
        house = TestApplication(application, worker, heard, clock)
        async with _working(worker):
            yield Household(house, channel, service, server, stack)
        assert service.violations == []


@asynccontextmanager
async def _working(worker: Worker) -> AsyncIterator[None]:
    stopped = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stopped))
        try:
            yield
        finally:
            stopped.set()
