"""The routes of the pages of staff: signing in and out, campaigns, requests.

A link from the chat shows a button and nothing more: messengers fetch links to draw a preview of
them. The press (POST) uses the link up. Every other request asks for the session and for the role.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from aiohttp import web

from bot.channels.web.page import locale_of
from bot.channels.web.quota import Networks
from bot.domain.people.wrong_codes import WrongCodes
from bot.domain.staff.pages import draw_page_token
from bot.services.ports.messages import Clock, NotStored, RandomBelow
from bot.services.staff.pages import PageVisitor, sign_in, sign_out
from bot.staff_pages import reading, views
from bot.staff_pages.cookies import HEADERS, ROOT, StaffCookie
from bot.staff_pages.rendering import FILES, Renderer

T = TypeVar("T")

_LINK = "{token:[2-9A-Z]{32}}"
_KEY = "{key:[0-9a-f]{20}}"

_REFUSED = {
    "signed_out": (HTTPStatus.FORBIDDEN, "signed_out", "ask_again"),
    "no_role": (HTTPStatus.FORBIDDEN, "no_role", "no_role_more"),
    "no_right": (HTTPStatus.FORBIDDEN, "no_right", "no_right_more"),
    "unknown": (HTTPStatus.NOT_FOUND, "unknown", "unknown_more"),
    "closed": (HTTPStatus.FORBIDDEN, "closed", "ask_again"),
    "many": (HTTPStatus.TOO_MANY_REQUESTS, "many", "wait"),
    "elsewhere": (HTTPStatus.FORBIDDEN, "elsewhere", "elsewhere_more"),
    "failed": (HTTPStatus.SERVICE_UNAVAILABLE, "failed", ""),
}
"""For each refusal its status, and the words of its heading and of what to do."""

_GOES_ON = ("no_right", "unknown", "elsewhere", "failed")
"""Refusals after which the list of campaigns may open."""


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Coroutine[Any, Any, T]], /) -> Awaitable[T]: ...


class StaffPages:
    """The pages under `/staff/`."""

    def __init__(
        self,
        *,
        transact: _Transact,
        render: Renderer,
        cookie: StaffCookie,
        networks: Networks,
        wrong_codes: WrongCodes,
        clock: Clock,
        count: Callable[[str], None],
        random_below: RandomBelow,
    ) -> None:
        self._transact, self._render, self._cookie = transact, render, cookie
        self._networks, self._wrong_codes = networks, wrong_codes
        self._clock, self._count, self._random_below = clock, count, random_below

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(ROOT.rstrip("/"), self._home)
        app.router.add_get(ROOT, self._campaigns)
        app.router.add_get(f"{ROOT}campaigns/{_KEY}", self._campaign)
        app.router.add_get(f"{ROOT}campaigns/{_KEY}/progress", self._progress)
        app.router.add_get(f"{ROOT}requests", self._requests)
        app.router.add_get(f"{ROOT}enter/{_LINK}", self._ask)
        app.router.add_post(f"{ROOT}enter/{_LINK}", self._enter)
        app.router.add_post(f"{ROOT}leave", self._leave)
        for name in FILES:
            app.router.add_get(f"{ROOT}{name}", self._file)

    # --- signing in and out -----------------------------------------------------------------------

    async def _ask(self, request: web.Request) -> web.Response:
        """The button; the link is not even looked up."""
        return self._page(request, "enter.html", action=request.path)

    async def _enter(self, request: web.Request) -> web.Response:
        if not self._cookie.ours(request):
            return self._refuse(request, "elsewhere")
        now, network = self._clock(), self._networks.of(request)
        if self._wrong_codes.too_many("pages", "web", network, now):
            return self._refuse(request, "many")
        session = draw_page_token(self._random_below)
        link = request.match_info["token"]
        before = self._cookie.read(request)

        async def job(work: Any) -> bool:
            entered = await sign_in(work, link, session, now)
            if entered and before:
                await sign_out(work, before)
            return entered

        try:
            entered = await self._transact(job)
        except NotStored:
            return self._refuse(request, "failed")
        if not entered:
            self._wrong_codes.note("pages", "web", network, now)
            return self._refuse(request, "closed")
        response = self._see(ROOT)
        self._cookie.give(response, session)
        return response

    async def _leave(self, request: web.Request) -> web.Response:
        if not self._cookie.ours(request):
            return self._refuse(request, "elsewhere")
        session = self._cookie.read(request)
        try:
            await self._transact(lambda work: sign_out(work, session))
        except NotStored:
            return self._refuse(request, "failed")
        response = self._page(request, "left.html")
        self._cookie.take(response)
        return response

    # --- pages of somebody who is signed in -------------------------------------------------------

    async def _home(self, request: web.Request) -> web.Response:
        del request
        return self._see(ROOT)

    async def _campaigns(self, request: web.Request) -> web.Response:
        asked = request.query.get("page", "0")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
        job = partial(reading.read_campaigns, session=self._cookie.read(request), now=self._clock())

        def view(read: reading.CampaignList, said: Any) -> dict[str, Any]:
            return views.campaigns_view(read, page, said)

        return await self._show(request, job, "campaigns.html", "campaigns", view)

    async def _campaign(self, request: web.Request) -> web.Response:
        job = self._one(request, uses=True)
        return await self._show(request, job, "campaign.html", "", views.campaign_view)

    async def _progress(self, request: web.Request) -> web.Response:
        """The part of the page that the page itself asks for anew; no use of the session."""
        job = self._one(request, uses=False)
        return await self._show(request, job, "progress.html", "", views.progress_view)

    def _one(self, request: web.Request, *, uses: bool) -> Callable[[Any], Any]:
        session, key = self._cookie.read(request), request.match_info["key"]
        return partial(
            reading.read_campaign, session=session, key=key, now=self._clock(), uses=uses
        )

    async def _requests(self, request: web.Request) -> web.Response:
        job = partial(reading.read_requests, session=self._cookie.read(request), now=self._clock())
        return await self._show(request, job, "requests.html", "requests", views.requests_view)

    async def _file(self, request: web.Request) -> web.Response:
        asset = FILES[request.path.removeprefix(ROOT)]
        return asset.answer(request, "public, no-cache")

    # --- answering --------------------------------------------------------------------------------

    async def _show(
        self,
        request: web.Request,
        job: Callable[[Any], Any],
        template: str,
        here: str,
        view: Callable[[Any, Any], dict[str, Any]],
    ) -> web.Response:
        """Read in one transaction, then render; or say why there is nothing to see."""
        try:
            read = await self._transact(job)
        except NotStored:
            return self._refuse(request, "failed")
        if isinstance(read, str):
            return self._refuse(request, read)
        visitor: PageVisitor = read.visitor
        said = self._render.in_language(visitor.locale)
        values = {**views.frame(visitor, here, said), **view(read, said)}
        return _html(self._render.page(template, visitor.locale, **values))

    def _refuse(self, request: web.Request, why: str) -> web.Response:
        """Say why there is nothing to see, and what to do; counted under its reason."""
        self._count(f"staff_{why}")
        status, heading, more = _REFUSED[why]
        back = why in _GOES_ON
        response = self._page(
            request, "refused.html", status, heading=heading, more=more, back=back
        )
        if why in ("signed_out", "no_role"):
            self._cookie.take(response)
        return response

    def _page(
        self,
        request: web.Request,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        **values: Any,
    ) -> web.Response:
        """A page for somebody who is not known, in the language of their browser."""
        locale = locale_of(request.headers.get("Accept-Language", ""))
        return _html(self._render.page(template, locale, called="", **values), status)

    def _see(self, path: str) -> web.Response:
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": path})


def _html(text: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
