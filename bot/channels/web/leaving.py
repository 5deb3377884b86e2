"""Leaving the notebook on a device, and entering it as a demo person."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.channels.web.connections import Connections
from bot.channels.web.push.web_push import WebPush
from bot.channels.web.sessions import Sessions
from bot.channels.web.signing import Signer
from bot.services.ports.messages import NotStored

_LEFT = 4001
"""The close code that tells the page that another tab left the notebook on this device."""


class Leaving:
    """The routes that give a browser another cookie."""

    def __init__(
        self,
        sessions: Sessions,
        signer: Signer,
        push: WebPush,
        connections: Connections,
        draw_address: Callable[[], str],
        *,
        demo: bool,
    ) -> None:
        self._sessions = sessions
        self._signer = signer
        self._push = push
        self._connections = connections
        self._draw_address = draw_address
        self._demo = demo

    def add_routes(self, app: web.Application) -> None:
        """Add the routes; demo people are entered in a demonstration only."""
        app.router.add_post("/leave", self._leave)
        if self._demo:
            app.router.add_get("/enter/{token}", self._enter)

    async def _leave(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        try:
            await self._push.leave(address)
        except NotStored as error:
            # The next person on this device must not be told of this one's messages.
            raise web.HTTPServiceUnavailable(text="") from error
        response = web.Response(status=204)
        self._sessions.remember(response, self._draw_address())
        await response.prepare(request)
        await response.write_eof()
        # Close the other tabs only after the browser has its new cookie, since they reload.
        for connection in self._connections.of(address):
            connection.end(_LEFT)
        return response

    async def _enter(self, request: web.Request) -> web.Response:
        address = self._signer.read("enter", request.match_info["token"])
        if address is None:
            raise self._sessions.forbidden("web_enter")
        response = web.Response(status=303, headers={"Location": "/"})
        self._sessions.remember(response, address)
        return response
