"""Downloads: a link from the talk opens a copy of one's own data, without a cookie, for a while.

The link itself shows nothing: messengers fetch links to draw a preview of them. What it opens is
asked for by a press (POST) and is never cached.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import IO, Protocol, cast

from aiohttp import web

from bot.channels.web.downloads.scratch import Scratch
from bot.channels.web.page import locale_of
from bot.domain.privacy.downloads import DownloadKind, NotMade, ResultForm, token_hash
from bot.services.ports.messages import NotStored
from bot.talk.text import Text, _

PATH = "/get"
"""A link is this path and the word of the link."""

_TOKEN = "{token:[A-Z0-9]{20,64}}"
_CHUNK_BYTES = 256 * 1024
_MAX_AT_ONCE = 2

_TITLE: Mapping[DownloadKind, Text] = {
    "copy": _("A copy of your data"),
    "print": _("Your notebook to be printed"),
    "result": _("The result of a campaign"),
}
_READ = _("Read it here")
_SAVE = _("Save it: all files in one")
_CARE = _("It shows everything in your notebook. Open it only on your own device.")
_COUNTS = _("These are counts of the ward, without names. Please use them for your work only.")
_FILES: tuple[tuple[str, ResultForm, Text], ...] = (
    ("ket-qua.xlsx", "xlsx", _("Save it for Excel (XLSX)")),
    ("ket-qua.csv", "csv", _("Save it for other programs (CSV)")),
)
_TYPES: Mapping[ResultForm, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_NO_XLSX = _("Files for Excel cannot be made here yet. Please go back and take the CSV file.")
_CLOSED = _(
    "This link has expired or is not right. Please ask for a new one in the talk: type “my data”."
)
_AGAIN = _("It did not work just now. Please try again in a minute.")

_STYLE = (
    "body{font:20px/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem}"
    "button{font:inherit;display:block;width:100%;min-height:3rem;margin:1rem 0;border:0;"
    "border-radius:.6rem;background:#0b6b5c;color:#fff}"
)
_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


class DownloadSource(Protocol):
    """What a link opens."""

    async def opens(self, token_hash: str) -> DownloadKind | None:
        """What the link of this word opens; None: nothing. Raises `NotStored`."""

    async def page(self, token_hash: str) -> bytes | None:
        """The page to read, as HTML. Raises `NotStored`."""

    async def result(self, token_hash: str, form: ResultForm) -> bytes | NotMade | None:
        """The file of a campaign's result; None: the link opens none. Raises `NotStored`."""

    async def archive(self, token_hash: str, out: IO[bytes]) -> bool:
        """Write all files in one (ZIP); False: the link opens nothing. Raises `NotStored`."""


class Downloads:
    """The routes of links to downloads; at most two archives are made at once."""

    def __init__(
        self,
        source: DownloadSource,
        sentences: Callable[[Text, str], str],
        count: Callable[[str], None],
    ) -> None:
        self._source = source
        self._sentences = sentences
        self._count = count
        self._making = asyncio.Semaphore(_MAX_AT_ONCE)

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"{PATH}/{_TOKEN}", self._ask)
        app.router.add_post(f"{PATH}/{_TOKEN}/page", self._page)
        app.router.add_post(f"{PATH}/{_TOKEN}/so-hoc-tap.zip", self._archive)
        for name, form, _label in _FILES:
            app.router.add_post(f"{PATH}/{_TOKEN}/{name}", partial(self._result, name, form))

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        """What the link opens, and the buttons that open it; nothing of the person."""
        try:
            what = await self._source.opens(token_hash(request.match_info["token"]))
        except NotStored:
            return self._say(request, _AGAIN, HTTPStatus.SERVICE_UNAVAILABLE)
        if what is None:
            return self._closed(request)
        locale = _locale(request)
        forms = [(f"{request.path}/page", _READ)]
        if what == "copy":
            forms.append((f"{request.path}/so-hoc-tap.zip", _SAVE))
        elif what == "result":
            forms = [(f"{request.path}/{name}", label) for name, _form, label in _FILES]
        buttons = "".join(
            f'<form method="post" action="{html.escape(action)}">'
            f"<button>{html.escape(self._sentences(label, locale))}</button></form>"
            for action, label in forms
        )
        care = _COUNTS if what == "result" else _CARE
        return self._document(locale, _TITLE[what], care, buttons, HTTPStatus.OK)

    async def _result(
        self, name: str, form: ResultForm, request: web.Request
    ) -> web.StreamResponse:
        """The file of a result, small: it has a line for each figure."""
        try:
            file = await self._source.result(token_hash(request.match_info["token"]), form)
        except NotStored:
            return self._say(request, _AGAIN, HTTPStatus.SERVICE_UNAVAILABLE)
        if file is None:
            return self._closed(request)
        if not isinstance(file, bytes):
            self._count("web_no_xlsx")
            return self._say(request, _NO_XLSX, HTTPStatus.NOT_IMPLEMENTED)
        headers = _headers() | {
            "Content-Type": _TYPES[form],
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return web.Response(body=file, headers=headers)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        try:
            page = await self._source.page(token_hash(request.match_info["token"]))
        except NotStored:
            return self._say(request, _AGAIN, HTTPStatus.SERVICE_UNAVAILABLE)
        if page is None:
            return self._closed(request)
        return web.Response(
            body=page, content_type="text/html", charset="utf-8", headers=_headers()
        )

    async def _archive(self, request: web.Request) -> web.StreamResponse:
        with Scratch() as out:
            try:
                async with self._making:
                    token = token_hash(request.match_info["token"])
                    found = await self._source.archive(token, cast("IO[bytes]", out))
            except NotStored:
                return self._say(request, _AGAIN, HTTPStatus.SERVICE_UNAVAILABLE)
            if not found:
                return self._closed(request)
            response = web.StreamResponse(
                headers=_headers()
                | {
                    "Content-Type": "application/zip",
                    "Content-Disposition": 'attachment; filename="so-hoc-tap.zip"',
                    "Content-Length": str(out.seek(0, 2)),
                }
            )
            out.seek(0)
            await response.prepare(request)
            while chunk := await asyncio.to_thread(out.read, _CHUNK_BYTES):
                await response.write(chunk)
            await response.write_eof()
            return response

    def _closed(self, request: web.Request) -> web.Response:
        self._count("web_download_closed")
        return self._say(request, _CLOSED, HTTPStatus.NOT_FOUND)

    def _say(self, request: web.Request, sentence: Text, status: HTTPStatus) -> web.Response:
        return self._document(_locale(request), sentence, None, "", status)

    def _document(
        self, locale: str, title: Text, sentence: Text | None, rest: str, status: HTTPStatus
    ) -> web.Response:
        heading = html.escape(self._sentences(title, locale))
        below = f"<p>{html.escape(self._sentences(sentence, locale))}</p>" if sentence else ""
        text = (
            f'<!doctype html><html lang="{locale}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
            f"<title>{heading}</title><style>{_STYLE}</style>"
            f"<main><h1>{heading}</h1>{below}{rest}</main></html>"
        )
        return web.Response(text=text, status=status, content_type="text/html", headers=_headers())


def _headers() -> dict[str, str]:
    return {"Content-Security-Policy": _SECURITY, "Cache-Control": "no-store"}


def _locale(request: web.Request) -> str:
    return locale_of(request.headers.get("Accept-Language", ""))
