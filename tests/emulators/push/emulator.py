"""The emulator: a push service on this machine, with browsers that have subscribed at it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from types import TracebackType

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.emulators.push.checking import header_fault, signature_fault
from tests.emulators.push.subscriber import Subscriber, Unreadable
from tests.emulators.push.world import PushFault, Received, Refusal


class PushEmulator:
    """A push service. What breaks a standard is refused, and noted in `violations`.

    `now` tells the seconds since 1970, for signatures.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:  # noqa: TID251  # its own clock
        self._now = now
        app = web.Application(client_max_size=64 * 1024)
        app.router.add_route("*", "/push/{token}", self._push)
        self._server = TestServer(app)
        self._browsers: dict[str, Subscriber | None] = {}
        self._numbers = itertools.count(1)
        self._came = asyncio.Condition()
        self.received: list[Received] = []
        self.violations: list[Refusal] = []
        self.faults: list[PushFault] = []
        self.requests = 0

    async def __aenter__(self) -> PushEmulator:
        await self._server.start_server()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._server.close()

    @property
    def origin(self) -> str:
        """Its address, as a setting and as the `aud` of a signature."""
        return str(self._server.make_url("/").origin())

    def subscribe(self, sender: str) -> Subscriber:
        """A browser subscribes for a sender's public key."""
        token = f"browser-{next(self._numbers)}"
        made = Subscriber(f"{self.origin}/push/{token}", sender)
        self._browsers[token] = made
        return made

    def expire(self, subscriber: Subscriber) -> None:
        """End a subscription: its browser was uninstalled, say."""
        self._browsers[subscriber.endpoint.rpartition("/")[2]] = None

    async def got(self, count: int) -> list[Received]:
        """Wait until it has accepted this many messages."""
        async with self._came, asyncio.timeout(120):
            await self._came.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def asked(self, count: int) -> None:
        """Wait until it has had this many requests."""
        async with self._came, asyncio.timeout(120):
            await self._came.wait_for(lambda: self.requests >= count)

    async def _push(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        try:
            return await self._answer(request, body)
        finally:
            async with self._came:
                self.requests += 1
                self._came.notify_all()

    async def _answer(self, request: web.Request, body: bytes) -> web.Response:
        token = request.match_info["token"]
        if request.method != "POST":
            return self._refuse((400, request.method))
        if token not in self._browsers:
            return web.Response(status=404)
        browser = self._browsers[token]
        if browser is None:
            return web.Response(status=410)
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.taken:
            refusal = self._take(request, body, token, browser)
            if refusal is not None:
                return self._refuse(refusal)
        if fault is None:
            return web.Response(status=201, headers={"Location": f"{self.origin}/message/1"})
        if fault.hang_up and request.transport is not None:
            request.transport.abort()
        waits = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        return web.Response(status=fault.status, headers=waits)

    def _take(
        self, request: web.Request, body: bytes, token: str, browser: Subscriber
    ) -> Refusal | None:
        headers = request.headers
        authorization = headers.get("Authorization", "")
        refusal = header_fault(headers, body) or signature_fault(
            authorization, self.origin, browser.sender, self._now()
        )
        if refusal is not None:
            return refusal
        try:
            told = json.loads(browser.read(body))
        except (Unreadable, ValueError) as error:
            return 400, str(error)  # a real service cannot see this: its browser drops the message
        self.received.append(
            Received(
                token,
                told["text"],
                int(headers["TTL"]),
                headers.get("Urgency", "normal"),
                headers.get("Topic", ""),
            )
        )
        return None

    def _refuse(self, refusal: Refusal) -> web.Response:
        self.violations.append(refusal)
        return web.Response(status=refusal[0], text=refusal[1])
