"""The web server of all channels: the page, the webhooks and the health checks."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Middleware

SHUTDOWN_SECONDS = 1.0
MAX_BODY = 1024 * 1024
BACKLOG = 1024
KEEPALIVE_SECONDS = 75.0
"""How long a connection may be idle between two requests."""


class PortTaken(Exception):
    """The server cannot listen at its address; the message says what to do."""


class Served(Protocol):
    """A part that has routes."""

    def add_routes(self, app: web.Application) -> None:
        """Add its routes."""


class Guard(Protocol):
    """What limits the server's connections."""

    @property
    def middleware(self) -> Middleware:
        """Notes which request a connection is at."""

    def factory(self, server: Callable[[], asyncio.Protocol]) -> Callable[[], asyncio.Protocol]:
        """A factory of guarded connections, from one of the server's own."""


class Health(Protocol):
    """The source of the health checks."""

    def live(self) -> bool:
        """False when a restart would help."""

    async def ready(self) -> bool:
        """False when the service cannot take updates."""

    async def report(self) -> Mapping[str, object]:
        """The whole report as JSON values; `ok` means that all is well."""


class Operator(Served, Protocol):
    """The operator's pages."""

    def allows(self, request: web.Request) -> bool:
        """Whether a request has the operator's token."""

    async def health(self, request: web.Request) -> web.Response:
        """The whole health report."""


def web_server(
    channels: Iterable[Served],
    health: Health,
    guard: Guard,
    operator: Operator | None = None,
) -> web.AppRunner:
    """A server of the channels' routes and of `GET /live`, `/ready` and `/health`.

    Each of the three answers 200 when all is well, otherwise 503. The operator's token gives the
    whole health report; everybody else gets the short one.
    """
    app = web.Application(client_max_size=MAX_BODY, middlewares=[guard.middleware])

    async def live(_request: web.Request) -> web.Response:
        return _told({"ok": health.live()})

    async def ready(_request: web.Request) -> web.Response:
        return _told({"ok": await health.ready()})

    async def report(request: web.Request) -> web.Response:
        if operator is not None and operator.allows(request):
            return await operator.health(request)
        return _told(await health.report())

    app.router.add_get("/live", live)
    app.router.add_get("/ready", ready)
    app.router.add_get("/health", report)
    if operator is not None:
        operator.add_routes(app)
    for channel in channels:
        channel.add_routes(app)
    return web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=KEEPALIVE_SECONDS,
    )


def _told(what: Mapping[str, object]) -> web.Response:
    return web.json_response(what, status=200 if what["ok"] else 503)


class _GuardedSite(web.TCPSite):
    """A site whose connections the guard makes."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, guard: Guard) -> None:
        super().__init__(runner, host, port, backlog=BACKLOG)
        self._where = host, port
        self._guard = guard

    async def start(self) -> None:
        await web.BaseSite.start(self)
        server = self._runner.server
        assert server is not None
        loop = asyncio.get_running_loop()
        host, port = self._where
        self._server = await loop.create_server(
            self._guard.factory(server), host, port, backlog=BACKLOG
        )


async def listen(runner: web.AppRunner, host: str, port: int, guard: Guard | None = None) -> str:
    """Start to listen; returns the address on this machine. Raises `PortTaken`.

    Without a guard connections are not counted: for a port that only the operator reaches.
    """
    await runner.setup()
    site: web.BaseSite
    if guard is None:
        site = web.TCPSite(runner, host, port)
    else:
        site = _GuardedSite(runner, host, port, guard)
    try:
        await site.start()
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise PortTaken(
                f"Cannot listen on {host}:{port} ({errno.errorcode[error.errno]}): "
                "set BOT_WEB_PORT (for the operator's pages BOT_OPERATOR_PORT) to another port, or "
                "BOT_WEB_HOST to an address of this machine."
            ) from error
        raise
    bound, number = runner.addresses[0][:2]
    shown = "127.0.0.1" if bound in ("0.0.0.0", "::") else bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{number}"
