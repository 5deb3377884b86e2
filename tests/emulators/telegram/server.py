"""The HTTP side: routes, tokens, answers, and the faults on the way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from tests.emulators.telegram.calls import Calls, chat_id_of
from tests.emulators.telegram.faults import (
    AnyFault,
    DropAfter,
    DropBefore,
    Faults,
    Flood,
    ServerError,
    Slow,
    Stray,
)
from tests.emulators.telegram.rules.refusals import Refusal, flood, not_found, unauthorized
from tests.emulators.telegram.wire import parameters
from tests.emulators.telegram.world import World

BODY_BYTES = 60_000_000

BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"


class Server:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, token: str, world: World, calls: Calls, faults: Faults) -> None:
        self._token = token
        self._world = world
        self._calls = calls
        self._faults = faults
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on a free port of this machine; gives the base address."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        # A caller who hangs up ends the long poll.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        raw: dict[str, object] = {}
        try:
            if request.method not in ("GET", "POST"):
                raise not_found()
            if request.match_info["token"] != self._token:
                raise unauthorized()
            raw = await parameters.of_request(request)
        except Refusal as refusal:
            self._calls.record(name, raw, refusal)
            return _answer(refusal.code, refusal.body())
        fault = self._faults.take(name, chat_id_of(raw))
        return await self._met_by(fault, request, name, raw)

    async def _met_by(
        self, fault: AnyFault | None, request: web.Request, name: str, raw: dict[str, object]
    ) -> web.StreamResponse:
        match fault:
            case None:
                return await self._carried_out(name, raw)
            case DropBefore():
                self._calls.record(name, raw, None, ok=False, error="connection cut before")
                return _cut(request)
            case ServerError():
                self._calls.record(name, raw, None, ok=False, error="Bad Gateway")
                return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
            case Stray(body, status, content_type):
                self._calls.record(name, raw, None, ok=False, error="stray answer")
                headers = {"Content-Type": content_type}
                return web.Response(status=status, body=body, headers=headers)
            case Flood(seconds):
                refusal = flood(seconds)
                self._calls.record(name, raw, refusal)
                return _answer(refusal.code, refusal.body())
            case DropAfter():
                await self._carried_out(name, raw)
                return _cut(request)
            case Slow(seconds):
                answer = await self._carried_out(name, raw)
                await asyncio.sleep(seconds)
                return answer

    async def _carried_out(self, name: str, raw: dict[str, object]) -> web.Response:
        try:
            result = await self._calls.carry_out(name, raw)
        except Refusal as refusal:
            return _answer(refusal.code, refusal.body())
        return _answer(200, {"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        kept = self._world.files.by_path(request.match_info["path"])
        if request.match_info["token"] != self._token or kept is None:
            return _answer(404, not_found().body())
        return web.Response(body=kept.content, content_type="application/octet-stream")


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
