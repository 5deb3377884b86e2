"""The operator's pages, `/metrics` and the whole `/health`: on a port of their own, or by token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Told(Protocol):
    """What the operator is told."""

    async def report(self) -> Mapping[str, object]:
        """The whole health report; `ok` means that all is well."""

    async def metrics(self) -> bytes:
        """All measures, as Prometheus reads them."""


class OperatorPages:
    """Answers who may ask. Without a token nobody may, but on the operator's own port."""

    def __init__(self, told: Told, token: str | None) -> None:
        self._told = told
        self._token = token

    def allows(self, request: web.Request) -> bool:
        """Whether a request has the token."""
        if self._token is None:
            return False
        given = request.headers.get("Authorization", "")
        wanted = f"Bearer {self._token}"
        return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())

    async def health(self, _request: web.Request) -> web.Response:
        """The whole report."""
        report = await self._told.report()
        return web.json_response(report, status=200 if report["ok"] else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """The measures."""
        return web.Response(body=await self._told.metrics(), headers={"Content-Type": CONTENT_TYPE})

    def add_routes(self, app: web.Application) -> None:
        """Add `/metrics` to the web server, for who has the token; without one it is not there."""
        if self._token is not None:
            app.router.add_get("/metrics", self._behind_token)

    async def _behind_token(self, request: web.Request) -> web.Response:
        if not self.allows(request):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        return await self.metrics(request)

    def server(self) -> web.AppRunner:
        """A server of the operator's own port; with a token it asks for it there too."""
        app = web.Application(middlewares=[self._asks_for_token])
        app.router.add_get("/metrics", self.metrics)
        app.router.add_get("/health", self.health)
        return web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)

    @web.middleware
    async def _asks_for_token(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self._token is not None and not self.allows(request):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        answer: web.StreamResponse = await handler(request)
        return answer
