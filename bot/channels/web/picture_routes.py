"""Picture routes: a page gets the charts of its own person's messages."""

from __future__ import annotations

from typing import Protocol, cast

from aiohttp import web

from bot.channels.web.sessions import Sessions
from bot.talk.pictures import Theme

_PATH = "/picture/{row:[1-9][0-9]{0,17}}/{theme:light|dark}.png"

_HEADERS = {
    # A message never changes, so its picture does not either.
    "Cache-Control": "private, max-age=31536000, immutable",
    # A browser shows a picture alone in a page of its own, which has an inline style.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            "img-src 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    ),
}


class PictureSource(Protocol):
    """The picture of a message to an address."""

    async def __call__(self, address: str, row: int, theme: Theme) -> bytes | None:
        """Its PNG; None when the row is not this address's, or has no picture that can be made."""


class Pictures:
    """Serves each person the pictures of their messages (`GET /picture/12/dark.png`)."""

    def __init__(self, sessions: Sessions, picture: PictureSource) -> None:
        self._sessions = sessions
        self._picture = picture

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(_PATH, self._give)

    async def _give(self, request: web.Request) -> web.Response:
        address = self._sessions.address(request)
        if address is None:
            raise self._sessions.forbidden("web_cookie")
        theme = cast("Theme", request.match_info["theme"])  # the route accepts no other word
        png = await self._picture(address, int(request.match_info["row"]), theme)
        if png is None:
            raise web.HTTPNotFound
        return web.Response(body=png, headers=_HEADERS, content_type="image/png")


def places(row: int, store: str) -> dict[Theme, str]:
    """The addresses of a row's picture, by theme.

    Browsers cache it for a year. So the address contains the conversation (`store`): the next
    person at this browser does not get it.
    """
    return {
        "light": f"/picture/{row}/light.png?of={store}",
        "dark": f"/picture/{row}/dark.png?of={store}",
    }
