"""Pictures: those of the messages that were said to a person, for that person's page alone."""

from __future__ import annotations

from typing import Protocol, cast

from aiohttp import web

from bot.channels.web.sessions import Sessions
from bot.talk.pictures import Theme

_PATH = "/picture/{row:[1-9][0-9]{0,17}}/{theme:light|dark}.png"

_HEADERS = {
    # What was said does not change, so neither does its picture.
    "Cache-Control": "private, max-age=31536000, immutable",
    # Opened by itself a browser shows it in a page of its own making, which has a style in it.
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
    """The picture of a message that was said to an address."""

    async def __call__(self, address: str, row: int, theme: Theme) -> bytes | None:
        """Its PNG; None where the row is not this address's, or has no picture that can be made."""


class Pictures:
    """Gives each person the pictures of what was said to them (`GET /picture/12/dark.png`)."""

    def __init__(self, sessions: Sessions, picture: PictureSource) -> None:
        self._sessions = sessions
        self._picture = picture

    def add_route(self, app: web.Application) -> None:
        """Serve them."""
        app.router.add_get(_PATH, self._give)

    async def _give(self, request: web.Request) -> web.Response:
        address = self._sessions.address(request)
        if address is None:
            raise self._sessions.forbidden("web_cookie")
        theme = cast("Theme", request.match_info["theme"])  # the route lets no other word in
        png = await self._picture(address, int(request.match_info["row"]), theme)
        if png is None:
            raise web.HTTPNotFound
        return web.Response(body=png, headers=_HEADERS, content_type="image/png")


def places(row: int, store: str) -> dict[Theme, str]:
    """Where a page finds the picture of a row.

    Browsers keep it there for a year, so whose talk it is (`store`) is in the address: whoever
    uses the browser next does not come upon it.
    """
    return {
        "light": f"/picture/{row}/light.png?of={store}",
        "dark": f"/picture/{row}/dark.png?of={store}",
    }
