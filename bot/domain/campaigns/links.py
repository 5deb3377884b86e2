"""Links in a campaign: https only, to a host that is told in full.

A host with letters outside ASCII may look like another one ("vnexpress" with a Cyrillic "е"), so it
is told as punycode too (RFC 3492, as `xn--…`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bot.domain.refusals import Refusal

MAX_LINK: Final = 300
"""Maximum characters of a link."""

_HAS_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_NOT_ALLOWED: Final = re.compile(
    r"[\s\x00-\x1f\x7f<>\"'`\\{}|^\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be sent. `host` is told as it was written, `ascii_host` as it is asked for.

    They are the same for a host of ASCII letters.
    """

    url: str
    host: str
    ascii_host: str

    @property
    def looks_alike(self) -> bool:
        """Whether the host may look like another one."""
        return self.host != self.ascii_host or "xn--" in self.ascii_host


def read_link(text: str) -> Link:
    """The link in a text. Without a scheme it is https.

    Refuses `link_bad` (no link at all), `link_scheme` (anything but https), `link_host` (no host
    that can be told: an address of numbers, a user name before it, a host of one word),
    `link_long`.
    """
    said = text.strip()
    if len(said) > MAX_LINK:
        raise Refusal("link_long")
    if not said or _NOT_ALLOWED.search(said):
        raise Refusal("link_bad")
    if _HAS_SCHEME.match(said) and not said.lower().startswith("https://"):
        raise Refusal("link_scheme")
    whole = said if said.lower().startswith("https://") else f"https://{said.removeprefix('//')}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        raise Refusal("link_bad") from None
    if parts.username is not None or parts.password is not None or port not in (None, 443):
        raise Refusal("link_host")
    host = (parts.hostname or "").rstrip(".")
    ascii_host = _ascii(host)
    return Link(_written(parts, ascii_host), host, ascii_host)


def _ascii(host: str) -> str:
    """The host as it is asked for; refuses `link_host`."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        raise Refusal("link_host")
    try:
        asked = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refusal("link_host") from None
    labels = asked.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(each) for each in labels):
        raise Refusal("link_host")
    if labels[-1].isdigit():
        raise Refusal("link_host")  # 1.2.3.4 in another spelling
    return asked


def _written(parts: SplitResult, host: str) -> str:
    """The link with the host as it is asked for, so that nothing in it looks like another."""
    path = parts.path or ""
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"https://{host}{path}{query}{fragment}"
