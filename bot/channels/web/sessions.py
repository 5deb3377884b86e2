"""Sessions: who sends a request, whether our page sent it, and the security headers."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.web.signing import Signer
from bot.services.demo import DEMO_MARK

_POSTED_BY_PAGE = ("/file", "/leave", "/push/subscribe", "/push/unsubscribe")
_COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers allow


class Sessions:
    """Reads and writes the signed cookie that identifies a browser.

    Demo people exist in a demonstration only (`demo`); elsewhere their cookie is ignored.
    """

    def __init__(
        self, signer: Signer, public_url: str, count: Callable[[str], None], *, demo: bool
    ) -> None:
        base = urlsplit(public_url)
        self._signer = signer
        self._count = count
        self._demo = demo
        self._host = base.netloc
        self._secure = base.scheme == "https"
        # With this prefix a browser refuses the cookie from another host of the same domain.
        self._cookie = "__Host-sohoctap" if self._secure else "sohoctap"
        scheme = "wss" if self._secure else "ws"
        self._headers = _headers(f" {scheme}://{base.netloc}" if base.netloc else "")

    async def add_security_headers(
        self, request: web.Request, response: web.StreamResponse
    ) -> None:
        """Add the security headers, and forbid caching unless the response allows it.

        Successful answers to a webhook get none: no browser reads them, and they are frequent.
        """
        well = response.status < HTTPStatus.BAD_REQUEST
        if well and request.method == "POST" and request.path not in _POSTED_BY_PAGE:
            return
        for header, value in self._headers.items():
            response.headers.setdefault(header, value)

    def address(self, request: web.Request) -> str | None:
        """The address in the request's cookie; None without a cookie that we signed."""
        address = self._signer.read("cookie", request.cookies.get(self._cookie, ""))
        if address is not None and address.startswith(DEMO_MARK) and not self._demo:
            return None  # a browser that visited a demonstration with the same key
        return address

    def remember(self, response: web.Response, address: str) -> None:
        """Give the browser a cookie for this address."""
        response.set_cookie(
            self._cookie,
            self._signer.sign("cookie", address),
            max_age=_COOKIE_SECONDS,
            path="/",
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def known(self, request: web.Request) -> str:
        """The address of a request from our own page; raises 403 for any other request."""
        origin = urlsplit(request.headers.get("Origin", ""))
        ours = origin.netloc in (request.host, self._host)
        if not ours or origin.scheme not in ("http", "https"):
            raise self.forbidden("web_origin")
        address = self.address(request)
        if address is None:
            raise self.forbidden("web_cookie")
        return address

    def forbidden(self, why: str) -> web.HTTPForbidden:
        """A 403 to raise, counted under its reason."""
        self._count(why)
        return web.HTTPForbidden(text="")


def _headers(socket_origin: str) -> dict[str, str]:
    """The headers of every response: a browser may load our own files only, and no frames."""
    # 'self' covers the socket in current browsers; those before 2022 need its origin by name.
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        f"connect-src 'self'{socket_origin}",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
