"""The routes of the page itself: its documents and files, and whether a cookie is kept."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.channels.web.page import Asset, Page, locale_of
from bot.channels.web.sessions import Sessions


class PageRoutes:
    """Serves the page; a new browser gets an address that `draw_address` draws."""

    def __init__(self, page: Page, sessions: Sessions, draw_address: Callable[[], str]) -> None:
        self._page = page
        self._sessions = sessions
        self._draw_address = draw_address

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._index)
        for name in self._page.files:
            app.router.add_get(f"/{name}", self._asset)
        app.router.add_get("/words/{locale}", self._words)
        app.router.add_get("/offline/{locale}", self._offline)
        app.router.add_get("/manifest/{locale}", self._manifest)
        app.router.add_get("/session", self._session)

    async def _index(self, request: web.Request) -> web.Response:
        locale = locale_of(request.headers.get("Accept-Language", ""))
        response = self._page.indexes[locale].answer(request, "private, no-cache")
        self._sessions.remember(response, self._sessions.address(request) or self._draw_address())
        return response

    async def _asset(self, request: web.Request) -> web.Response:
        asset = self._page.files[request.path.removeprefix("/")]
        return asset.answer(request, "public, no-cache")

    async def _words(self, request: web.Request) -> web.Response:
        return _of_language(self._page.words, request)

    async def _offline(self, request: web.Request) -> web.Response:
        return _of_language(self._page.offline, request)

    async def _manifest(self, request: web.Request) -> web.Response:
        return _of_language(self._page.manifests, request)

    async def _session(self, request: web.Request) -> web.Response:
        """Tell a page that cannot connect whether its browser keeps the cookie."""
        return web.json_response({"known": self._sessions.address(request) is not None})


def _of_language(assets: dict[str, Asset], request: web.Request) -> web.Response:
    """What is served for the language in the request's path; 404 for an unknown one."""
    asset = assets.get(request.match_info["locale"])
    if asset is None:
        raise web.HTTPNotFound
    return asset.answer(request, "public, no-cache")
