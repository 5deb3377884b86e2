"""The web server: one for all channels — the page, the webhooks, and whether all is well."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from aiohttp import web

SHUTDOWN_SECONDS = 1.0
BODY_MOST = 1024 * 1024
BACKLOG = 1024


class PortTaken(Exception):
    """The server cannot listen where it was told to; the message says what to do."""


class Served(Protocol):
    """Whatever has routes."""

    def add_routes(self, app: web.Application) -> None:
        """Add what it serves."""


def web_server(channels: Iterable[Served], is_well: Callable[[], Awaitable[bool]]) -> web.AppRunner:
    """A server of the channels' routes and of `GET /health`: 200 while `is_well`, else 503."""
    app = web.Application(client_max_size=BODY_MOST)

    async def health(request: web.Request) -> web.Response:
        del request
        well = await is_well()
        return web.json_response({"ok": well}, status=200 if well else 503)

    app.router.add_get("/health", health)
    for channel in channels:
        channel.add_routes(app)
    return web.AppRunner(
        app, access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_SECONDS
    )


async def listen(runner: web.AppRunner, host: str, port: int) -> str:
    """Begin to listen; the address under which this machine reaches it. Raises `PortTaken`."""
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise PortTaken(
                f"Cannot listen on {host}:{port} ({errno.errorcode[error.errno]}): "
                "set BOT_WEB_PORT to another port, or BOT_WEB_HOST to an address of this machine."
            ) from error
        raise
    bound, number = runner.addresses[0][:2]
    shown = "127.0.0.1" if bound in ("0.0.0.0", "::") else bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{number}"
