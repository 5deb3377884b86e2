"""Shared by the tests of the web channel: a desk in memory, and a browser's side."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from aiohttp import ClientWebSocketResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web import WebChannel, WebPush
from bot.channels.web.files import Files
from bot.domain.data_files.localized import LocalizedText
from bot.domain.limits.networks import read_networks
from bot.domain.limits.upload_limits import UploadLimits, Waiting, counted
from bot.domain.notifications.policy import QUIET_HOURS
from bot.domain.privacy.downloads import DownloadKind, NotMade, ResultForm
from bot.services.ports.messages import Incoming, NotStored, Receive, Received
from bot.services.ports.uploads import WaitingUploads
from bot.talk.messages import Message
from bot.talk.pictures import Theme
from bot.talk.text import Line, Plain
from tests.channels.web.subscriptions import Subscriptions
from tests.sealed import SEALER

KEY = b"a key of the tests, 32 bytes long"
PUSH_KEY = f"{7:064x}"


@dataclass
class Desk:
    """Takes events in and keeps what was said and drawn, in memory.

    The next `closed_for` turns are not stored; a turn waits until it may `commit`.
    """

    taken: list[Incoming] = field(default_factory=list)
    said: dict[str, list[tuple[int, Message]]] = field(default_factory=dict)
    edits: dict[int, int] = field(default_factory=dict)
    drawn: dict[tuple[str, int, Theme], bytes] = field(default_factory=dict)
    closed_for: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    commit: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.commit.set()

    async def receive(self, incoming: Incoming) -> Received:
        self.began.set()
        await self.commit.wait()
        if self.closed_for:
            self.closed_for -= 1
            raise NotStored
        if any(incoming.id == before.id for before in self.taken):
            return Received(new=False)
        self.taken.append(incoming)
        return Received(new=True)

    async def history(
        self, address: str, after: int, limit: int
    ) -> Sequence[tuple[int, Message, int | None]]:
        told = self.said.get(address, [])
        said = [(row, message, self.edits.get(row)) for row, message in told if row > after]
        return said[-limit:]

    async def picture(self, address: str, row: int, theme: Theme) -> bytes | None:
        return self.drawn.get((address, row, theme))


class WaitingInMemory(WaitingUploads):
    """What waits of each address; everybody has said something, and nobody joined."""

    def __init__(self) -> None:
        self.sizes: Counter[str] = Counter()
        self.joined: set[str] = set()
        self.strangers: set[str] = set()
        self.added: list[tuple[str, str]] = []

    async def of(self, address: str) -> Waiting | None:
        if address in self.strangers:
            return None
        return Waiting(address in self.joined, self.sizes[address])

    async def add(self, address: str, reference: str, size: int, now: dt.datetime) -> bool:
        self.added.append((address, reference))
        self.sizes[address] += counted(size)
        return address not in self.strangers


def in_words(line: Line, locale: str) -> str:
    """A sentence in a language that can be told from every other."""
    if isinstance(line, LocalizedText):
        return line.within(locale)
    text = line.text if isinstance(line, Plain) else line.msgid
    return f"{text} <{locale}>"


class CopiesInMemory:
    """What links open: the page of each, by the hash of the link's word."""

    def __init__(self) -> None:
        self.copies: dict[str, bytes] = {}
        self.results: dict[str, dict[ResultForm, bytes]] = {}
        self.away = False

    async def opens(self, token_hash: str) -> DownloadKind | None:
        """What the link opens."""
        if token_hash in self.results:
            return "result"
        return "copy" if await self.page(token_hash) is not None else None

    async def page(self, token_hash: str) -> bytes | None:
        """The page."""
        if self.away:
            raise NotStored("away")
        return self.copies.get(token_hash)

    async def result(self, token_hash: str, form: ResultForm) -> bytes | NotMade | None:
        """A file of a result; one that is not there cannot be made."""
        if self.away:
            raise NotStored("away")
        files = self.results.get(token_hash)
        return None if files is None else files.get(form, "no_xlsx")

    async def archive(self, token_hash: str, out: IO[bytes]) -> bool:
        """An archive of that page."""
        page = await self.page(token_hash)
        out.write(b"PK" + (page or b""))
        return page is not None


NOW = dt.datetime(2026, 11, 28, 0, 34, tzinfo=dt.timezone(dt.timedelta(hours=7)))
"""The time of a site's clock."""


ROOMY = UploadLimits(free=0)
"""Limits that a test does not meet."""


class Site:
    """A channel that is served on this machine, and browsers that come to it.

    What comes in goes to `receive`, else to a desk in memory.
    """

    def __init__(
        self,
        folder: Path,
        *,
        public_url: str = "http://so.example",
        demo: bool = False,
        receive: Receive | None = None,
        upload_limits: UploadLimits = ROOMY,
    ) -> None:
        self.seconds = 0.0
        self.waiting = WaitingInMemory()
        self.desk = Desk()
        self.counted: Counter[str] = Counter()
        self.folder = folder
        self._drawn = 0
        self.subscriptions = Subscriptions()
        self.downloads = CopiesInMemory()
        self.channel = WebChannel(
            receive=receive or self.desk.receive,
            history=self.desk.history,
            picture=self.desk.picture,
            files=Files(folder, SEALER),
            key=KEY,
            public_url=public_url,
            count=lambda what: self.counted.update([what]),
            sentences=in_words,
            clock=lambda: NOW,
            push=WebPush(
                self.subscriptions,
                key=PUSH_KEY,
                public_url=public_url,
                hosts="fcm.googleapis.com",
                clock=lambda: NOW,
                quiet=lambda: QUIET_HOURS,
                sentences=in_words,
                count=lambda what: self.counted.update([what]),
            ),
            downloads=self.downloads,
            waiting=self.waiting,
            monotonic=lambda: self.seconds,
            upload_limits=upload_limits,
            trusted_proxies=read_networks("127.0.0.1/32"),
            demo=demo,
            draw_address=self._draw,
        )
        self.app = web.Application()
        self.channel.add_routes(self.app)
        self.server = TestServer(self.app)
        self._browsers: list[Browser] = []

    def _draw(self) -> str:
        self._drawn += 1
        return f"visitor-{self._drawn}"

    async def browser(self) -> Browser:
        """A browser with an empty cookie jar."""
        browser = Browser(TestClient(self.server))
        await browser.client.start_server()
        self._browsers.append(browser)
        return browser

    async def visitor(self) -> Browser:
        """A browser that has opened the page."""
        browser = await self.browser()
        async with browser.client.get("/"):
            return browser

    async def say(self, address: str, row: int, text: str) -> None:
        """Store a message and send it, as the worker does."""
        await self.show(address, row, Message(text))

    async def show(self, address: str, row: int, message: Message) -> None:
        """The same for a message with more than its text."""
        self.desk.said.setdefault(address, []).append((row, message))
        await self.channel.speak(address, row, message)

    async def close(self) -> None:
        await self.channel.close()
        for browser in self._browsers:
            await browser.client.close()
        await self.server.close()


@dataclass
class Browser:
    """One cookie jar and the origin of our own page."""

    client: TestClient[web.Request, web.Application]

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": str(self.client.make_url("/")).rstrip("/")}

    @property
    def address(self) -> str:
        return self.cookie.partition(".")[0]

    @property
    def cookie(self) -> str:
        found = {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}
        return found["sohoctap"]

    async def socket(self) -> ClientWebSocketResponse:
        return await self.client.ws_connect("/ws", headers=self.origin)

    async def talk(self, after: int = 0) -> Talk:
        """A socket on which hello was said and answered."""
        talk = Talk(await self.socket())
        await talk.hello(after)
        return talk


@dataclass
class Talk:
    """The page's side of one socket."""

    socket: ClientWebSocketResponse
    replayed: list[dict[str, Any]] = field(default_factory=list)

    async def hello(self, after: int = 0, language: str = "vi") -> None:
        await self.socket.send_json({"t": "hello", "after": after, "language": language})
        self.replayed = []
        while (frame := await self.hear())["t"] != "ready":
            self.replayed.append(frame)

    async def hear(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.receive_str(timeout=60))
        return frame

    async def send(self, t: str, **rest: object) -> str:
        """Send an event; returns its id."""
        event = str(rest.setdefault("id", str(uuid.uuid4())))
        await self.socket.send_json({"t": t, **rest})
        return event
