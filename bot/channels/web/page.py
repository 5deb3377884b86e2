"""The page as it is served: the files of `page/` and its sentences, kept in memory."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.channels.web.manifest import manifest
from bot.channels.web.page_words import PAGE_WORDS
from bot.domain.people.persons import LOCALES
from bot.services.ports.messages import Translate

FOLDER = Path(__file__).parent / "page"

_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_SHARED = ("head", "brand")
"""The parts of every page; a page names each in a comment."""
_OFFLINE = (
    "offline.html",
    "head.html",
    "brand.html",
    "offline.js",
    "page.css",
    "icon.svg",
    "worker.js",
)
"""What the service worker keeps, and itself: when one of them changes it fetches them anew."""

_WORD = re.compile(r'data-word="([^"]*)"([^>]*)></')
_LABEL = re.compile(r'data-label="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page, plain and compressed."""

    body: bytes
    zipped: bytes
    media_type: str
    tag: str

    @staticmethod
    def of(body: bytes, media_type: str) -> Asset:
        """An asset of these bytes."""
        tag = hashlib.sha256(body).hexdigest()[:32]
        return Asset(body, gzip.compress(body, 9, mtime=0), media_type, tag)

    def answer(self, request: web.Request, cache: str) -> web.Response:
        """The response to a request for it: 304 when the browser has it already."""
        # The tag is weak, because it stands for both encodings of the body.
        headers = {
            "Cache-Control": cache,
            "ETag": f'W/"{self.tag}"',
            "Vary": "Accept-Encoding, Accept-Language",
        }
        if any(known.value in (self.tag, "*") for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        body = self.body
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = self.zipped
        charset = None if self.media_type == "image/png" else "utf-8"
        return web.Response(
            body=body, headers=headers, content_type=self.media_type, charset=charset
        )


@dataclass(frozen=True, slots=True)
class Page:
    """The page in every language, the files that it loads, and its sentences as JSON.

    `offline` is what is shown without a connection, `manifests` what a device installs.
    """

    indexes: dict[str, Asset]
    files: dict[str, Asset]
    words: dict[str, Asset]
    offline: dict[str, Asset]
    manifests: dict[str, Asset]


def load_page(sentences: Translate) -> Page:
    """Read the page from disk and fill in its sentences, once, at the start."""
    index, offline = source_of("index.html"), source_of("offline.html", kept="?offline")
    files = {
        path.name: Asset.of(_body(path, sentences), _MEDIA_TYPES[path.suffix])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in _MEDIA_TYPES
    }
    page = Page({}, files, {}, {}, {})
    for locale in LOCALES:
        said = {text.msgid: sentences(text, locale) for text in PAGE_WORDS}
        page.indexes[locale] = Asset.of(fill_in(index, locale, said).encode(), "text/html")
        page.offline[locale] = Asset.of(fill_in(offline, locale, said).encode(), "text/html")
        page.words[locale] = _as_json(said, "application/json")
        page.manifests[locale] = _as_json(manifest(locale, said), "application/manifest+json")
    return page


def source_of(name: str, *, kept: str = "") -> str:
    """A page with what every page has at its head and its top.

    `kept` stands behind the addresses of files that the service worker keeps.
    """
    page = (FOLDER / name).read_text("utf-8")
    for shared in _SHARED:
        part = (FOLDER / f"{shared}.html").read_text("utf-8").replace("{kept}", kept)
        page = page.replace(f"<!--{shared}-->\n", part, 1)
    return page


def _body(path: Path, sentences: Translate) -> bytes:
    """A file as it is served; the service worker has the version of what it keeps in it."""
    body = path.read_bytes()
    if path.name != "worker.js":
        return body
    kept = hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in _OFFLINE))
    for text in PAGE_WORDS:
        kept.update("".join(sentences(text, locale) for locale in LOCALES).encode())
    return body.replace(b"{version}", kept.hexdigest()[:16].encode())


def _as_json(what: object, media_type: str) -> Asset:
    return Asset.of(json.dumps(what, ensure_ascii=False).encode(), media_type)


def fill_in(source: str, locale: str, said: dict[str, str]) -> str:
    """Fill in the sentences of one language, so that the page can be read before its script runs.

    An empty element with `data-word` gets the sentence as its text, `data-label` becomes an
    `aria-label` too. A sentence that is not in `PAGE_WORDS` raises `KeyError`.
    """

    def word(found: re.Match[str]) -> str:
        sentence = html.escape(said[html.unescape(found[1])])
        return f'data-word="{found[1]}"{found[2]}>{sentence}</'

    def label(found: re.Match[str]) -> str:
        return f'{found[0]} aria-label="{html.escape(said[html.unescape(found[1])])}"'

    dressed = _LABEL.sub(label, _WORD.sub(word, source))
    dressed = dressed.replace('<html lang="vi"', f'<html lang="{locale}"', 1)
    return dressed.replace('href="/manifest/vi"', f'href="/manifest/{locale}"', 1)


def locale_of(accept_language: str) -> str:
    """The page's language for a browser: the first language of its header, if we have it."""
    first = accept_language.partition(",")[0].strip().lower()
    return next((known for known in LOCALES if first.startswith(known)), LOCALES[0])
