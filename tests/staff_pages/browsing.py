"""Browsers that come to the pages of staff of a house, over a server of this machine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.service_channels import web_channel
from bot.staff_pages import staff_pages
from tests.applications import TestApplication, Visitor

LINK = re.compile(r"/staff/enter/[2-9A-Z]{32}")


@dataclass
class Answer:
    """What a page answered."""

    status: int
    text: str
    headers: Mapping[str, str]
    cookies: list[str]


@dataclass
class Browser:
    """One cookie jar, and the origin of our own page."""

    client: TestClient[web.Request, web.Application]

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def opens(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return await self._asks("GET", path, headers)

    async def presses(self, path: str, origin: str | None = "", **headers: str) -> Answer:
        """Send a form from our own page, or from another `origin`; None: it is not told."""
        if origin is not None:
            headers["Origin"] = origin or self.origin
        return await self._asks("POST", path, headers)

    async def _asks(self, method: str, path: str, headers: dict[str, str]) -> Answer:
        told = {"Accept-Language": "vi"} | headers
        async with self.client.request(method, path, headers=told, allow_redirects=False) as got:
            text = await got.text()
            return Answer(got.status, text, got.headers, got.headers.getall("Set-Cookie", []))

    @property
    def sessions(self) -> dict[str, str]:
        """The cookies of the pages of staff."""
        return {
            each.key: each.value
            for each in self.client.session.cookie_jar
            if "staff" in each.key and each.value
        }


@asynccontextmanager
async def browsers(house: TestApplication, count: int = 1) -> AsyncIterator[list[Browser]]:
    """Browsers with empty jars, at the pages of a house as they are served."""
    app = web.Application()
    application = house.application
    application.web_key = b"a key of the tests, 32 bytes long"
    application.push_key = f"{7:064x}"
    page: Any = web_channel(application)
    for part in (page, staff_pages(application)):
        part.add_routes(app)
    server = TestServer(app)
    clients = [TestClient(server, cookie_jar=CookieJar(unsafe=True)) for _ in range(count)]
    try:
        for client in clients:
            await client.start_server()
        yield [Browser(client) for client in clients]
    finally:
        for client in clients:
            await client.close()
        await page.close()


async def link_of(staff: Visitor) -> str:
    """The path of a new link that somebody asked for in the chat."""
    found = LINK.search(await staff.says("trang cán bộ"))
    assert found is not None, staff.last.text
    return found[0]


async def signs_in(browser: Browser, staff: Visitor) -> None:
    """Ask for a link and press its button."""
    answer = await browser.presses(await link_of(staff))
    assert (answer.status, answer.headers["Location"]) == (303, "/staff/")
