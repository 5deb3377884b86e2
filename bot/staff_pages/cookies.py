"""The cookie of a session of staff, where a request comes from, and the headers of every answer.

OWASP ASVS 5.0: 3.3.1 to 3.3.4 (cookie), 3.4.3 (policy), 3.5.1 (requests of other sites).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from aiohttp import web

from bot.domain.staff.pages import SESSION_ENDS_AFTER

ROOT = "/staff/"

_TOKEN = re.compile(r"[2-9A-Z]{32}")

# `same-origin` and not `no-referrer`, with which a browser hides where a form comes from.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "connect-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            )
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
        # The others of the page's server, also on the answer to a form.
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""The headers of every page of staff."""


class StaffCookie:
    """Reads and writes the cookie; it is another one than that of the notebook."""

    def __init__(self, public_url: str) -> None:
        base = urlsplit(public_url)
        self._host = base.netloc
        self._secure = base.scheme == "https"
        # With this prefix a browser takes the cookie from this very host only, and for every path.
        self.name = "__Host-sohoctap-staff" if self._secure else "sohoctap-staff"
        self._path = "/" if self._secure else ROOT

    def read(self, request: web.Request) -> str:
        """The word of the session; "" without one that could be ours."""
        word = request.cookies.get(self.name, "")
        return word if _TOKEN.fullmatch(word) else ""

    def give(self, response: web.StreamResponse, word: str) -> None:
        """Let the browser keep the word of a session; the session itself ends on our side."""
        response.set_cookie(
            self.name,
            word,
            max_age=int(SESSION_ENDS_AFTER.total_seconds()),
            path=self._path,
            httponly=True,
            secure=self._secure,
            samesite="Strict",
        )

    def take(self, response: web.StreamResponse) -> None:
        """Let the browser forget it."""
        response.del_cookie(
            self.name, path=self._path, httponly=True, secure=self._secure, samesite="Strict"
        )

    def ours(self, request: web.Request) -> bool:
        """Whether a form was sent from one of our own pages."""
        origin = urlsplit(request.headers.get("Origin", ""))
        return origin.scheme in ("http", "https") and origin.netloc in (request.host, self._host)
