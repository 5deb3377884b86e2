"""The web channel's page: how it is served, that it is safe, that everybody can read it."""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.files import LIMIT_BYTES
from bot.channels.web.frames import TEXT_LIMIT, TooLong, clean
from bot.channels.web.page import FOLDER, fill_in, locale_of, source_of
from bot.channels.web.page_words import PAGE_WORDS
from bot.channels.web.signing import Signer
from bot.domain.people.persons import LOCALES
from tests.channels.web.visit import KEY, Site

INDEX = source_of("index.html")
OFFLINE = source_of("offline.html", kept="?offline")
STYLE = (FOLDER / "page.css").read_text("utf-8")
SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.js"))}
LOADED_ELSEWHERE = {"worker.js", "offline.js"}
NAMES_OF_THE_WEB = {"Content-Type", "Enter", "MacIntel", "PushManager"}
INSTALLED = {"Learning notebook"}
"""What only the manifest says."""
SAID = {text.msgid for text in PAGE_WORDS}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


# --- safety ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/page.css"),
        ("GET", "/page.js"),
        ("GET", "/icon.svg"),
        ("GET", "/words/vi"),
        ("GET", "/words/xx"),
        ("GET", "/offline/vi"),
        ("GET", "/manifest/vi"),
        ("GET", "/worker.js"),
        ("GET", "/icon-192.png"),
        ("GET", "/push/key"),
        ("POST", "/push/subscribe"),
        ("POST", "/push/unsubscribe"),
        ("GET", "/nowhere"),
        ("GET", "/ws"),
        ("GET", "/file/a"),
        ("POST", "/file"),
        ("POST", "/leave"),
        ("PUT", "/"),
    ],
)
async def test_every_response_carries_the_policy(site: Site, method: str, path: str) -> None:
    browser = await site.browser()
    async with browser.client.request(method, path) as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "connect-src 'self' ws://so.example" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in response.headers["Permissions-Policy"]
        assert response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/nowhere", 404),
        ("DELETE", "/nowhere", 404),
        ("POST", "/", 405),
        ("PUT", "/file", 405),
        ("POST", "/file", 403),
        ("GET", "/ws", 403),
        ("GET", "/file/x", 403),
        ("GET", "/words/klingon", 404),
        ("GET", "/offline/klingon", 404),
        ("GET", "/manifest/klingon", 404),
        ("POST", "/push/subscribe", 403),
        ("GET", "/push/subscribe", 405),
        ("POST", "/hook", 401),
        ("POST", "/broken", 500),
    ],
)
async def test_every_error_carries_the_policy_too(
    site: Site, method: str, path: str, status: int
) -> None:
    async def hook(_request: web.Request) -> web.Response:
        return web.Response(status=401)

    async def broken(_request: web.Request) -> web.Response:
        raise KeyError

    site.app.router.add_post("/hook", hook)
    site.app.router.add_post("/broken", broken)
    browser = await site.browser()
    headers = {"Accept": "text/html"}
    async with browser.client.request(method, path, headers=headers) as response:
        assert response.status == status
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_file_that_is_too_large_is_refused_with_the_policy_too(site: Site) -> None:
    browser = await site.visitor()
    body = BytesIO(bytes(LIMIT_BYTES + 1))
    async with browser.client.post("/file", data=body, headers=browser.origin) as response:
        assert response.status == 413
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_a_platform_posts_is_answered_without_them_where_it_went_well(
    site: Site,
) -> None:
    async def hook(_request: web.Request) -> web.Response:
        return web.Response()

    site.app.router.add_post("/hook", hook)
    async with (await site.browser()).client.post("/hook") as response:
        assert response.status == 200
        assert "Content-Security-Policy" not in response.headers


async def test_the_socket_carries_the_policy_too(site: Site) -> None:
    browser = await site.visitor()
    asking = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(bytes(16)).decode(),
    }  # fmt: skip
    async with browser.client.get("/ws", headers=browser.origin | asking) as response:
        assert response.status == 101
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


class _Elements(HTMLParser):
    """Collects every element with its attributes, and the text within scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and data.strip():
            self.inline.append(data)


def _elements(source: str) -> _Elements:
    elements = _Elements()
    elements.feed(source)
    return elements


def test_the_page_holds_no_script_and_no_style_of_its_own() -> None:
    elements = _elements(INDEX)
    assert elements.inline == []
    for tag, attributes in elements.found:
        assert tag != "style"
        assert tag != "script" or attributes["src"]
        for name, value in attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            assert not (value or "").startswith("javascript:")


def test_the_scripts_never_make_markup_of_words() -> None:
    for source in SCRIPTS.values():
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source
        )


async def test_all_that_the_page_loads_is_served(site: Site) -> None:
    wanted = {
        str(attributes.get("src") or attributes.get("href"))
        for tag, attributes in _elements(INDEX).found
        if tag in ("script", "link", "img")
    }
    wanted |= {
        f"/{name}" for source in SCRIPTS.values() for name in re.findall(r'from "\./(.*)"', source)
    }
    assert "/page.css" in wanted
    assert {f"/{name}" for name in SCRIPTS.keys() - LOADED_ELSEWHERE} <= wanted
    browser = await site.browser()
    for path in wanted:
        async with browser.client.get(path) as response:
            assert response.status == 200, path


# --- how it travels -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/icon.svg", "/words/vi"])
async def test_a_browser_that_has_it_is_not_sent_it_again(site: Site, path: str) -> None:
    browser = await site.visitor()
    async with browser.client.get(path) as first:
        tag, body = first.headers["ETag"], await first.read()
        assert first.headers["Content-Encoding"] == "gzip"
    async with browser.client.get(path, headers={"Accept-Encoding": "identity"}) as plain:
        assert "Content-Encoding" not in plain.headers
        assert await plain.read() == body
    async with browser.client.get(path, headers={"If-None-Match": tag}) as second:
        assert (second.status, await second.read()) == (304, b"")
    async with browser.client.get(path, headers={"If-None-Match": 'W/"other"'}) as third:
        assert third.status == 200


async def test_the_page_speaks_the_browsers_language_before_any_script_runs(site: Site) -> None:
    browser = await site.browser()
    for asked, locale in (("en-GB,vi;q=0.8", "en"), ("vi", "vi"), ("de", "vi"), ("", "vi")):
        async with browser.client.get("/", headers={"Accept-Language": asked}) as response:
            page = await response.text()
        assert f'<html lang="{locale}">' in page
        assert f">Send &lt;{locale}&gt;</span>" in page
        assert f'aria-label="Conversation &lt;{locale}&gt;"' in page
        assert locale_of(asked) == locale


async def test_the_words_are_given_out_in_every_language_and_no_other(site: Site) -> None:
    browser = await site.browser()
    for locale in LOCALES:
        async with browser.client.get(f"/words/{locale}") as response:
            said = json.loads(await response.text())
        assert set(said) == SAID
        assert said["Sending…"] == f"Sending… <{locale}>"
    async with browser.client.get("/words/fr") as response:
        assert response.status == 404


def test_every_word_of_the_page_is_in_the_list_and_the_list_holds_no_other() -> None:
    used = INSTALLED | set(re.findall(r'data-(?:word|label)="([^"]+)"', INDEX + OFFLINE))
    every = "\n".join(SCRIPTS.values())
    used |= {said for said in SAID if f'"{said}"' in every}
    assert used == SAID
    # Sentences of the scripts begin with a capital; so does nothing else in their strings.
    sentences = set(re.findall(r'"([A-Z][a-z]+[ …:]?[^"]*)"', every)) - NAMES_OF_THE_WEB
    assert sentences <= SAID


def test_a_word_that_nobody_listed_stops_the_start() -> None:
    with pytest.raises(KeyError):
        fill_in('<p data-word="unheard of"></p>', "vi", {})


# --- that everybody can read it -------------------------------------------------------------------


def _colours() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    colour = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    by_day = dict(colour.findall(light))
    return {"light": by_day, "dark": by_day | dict(colour.findall(dark))}


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


_WORDS_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "grid"),
    ("muted", "paper"),
    ("muted", "grid"),
    ("muted", "card"),
    ("accent", "card"),
    ("accent", "paper"),
    ("on-accent", "accent"),
    ("on-own", "own"),
    ("chalk", "board"),
    ("grave", "card"),
    ("grave", "paper"),
    ("on-grave", "grave"),
]
_EDGES_ON = [("line", "card"), ("line", "paper"), ("accent", "paper"), ("chalk", "board")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("above", "below"), _WORDS_ON)
def test_words_stand_out_by_day_and_by_night(theme: str, above: str, below: str) -> None:
    colours = _colours()[theme]
    assert _contrast(colours[above], colours[below]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("above", "below"), _EDGES_ON)
def test_edges_of_what_can_be_used_stand_out_too(theme: str, above: str, below: str) -> None:
    colours = _colours()[theme]
    assert _contrast(colours[above], colours[below]) >= 3


def test_every_colour_has_a_night_side() -> None:
    dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[1]
    assert set(re.findall(r"--([a-z-]+): #", dark)) == set(_colours()["light"])


def test_what_can_be_pressed_or_typed_in_has_a_name() -> None:
    elements = _elements(fill_in(INDEX, "vi", {said: said for said in SAID}))
    labels = {attributes.get("for") for tag, attributes in elements.found if tag == "label"}
    for tag, attributes in elements.found:
        if tag == "textarea":
            assert attributes["id"] in labels
        if tag == "img":
            assert "alt" in attributes
    assert not re.search(r"<button[^>]*>\s*</button>", fill_in(INDEX, "vi", {s: s for s in SAID}))


# --- what is signed, what is cleaned --------------------------------------------------------------

_ADDRESSES = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)


@given(_ADDRESSES, st.text(max_size=20))
def test_a_signed_address_is_read_back_and_a_changed_one_is_not(address: str, more: str) -> None:
    signer = Signer(KEY)
    signed = signer.sign("cookie", address)
    assert signer.read("cookie", signed) == address
    assert signer.read("enter", signed) is None
    for changed in (more + signed, signed + more):
        assert changed == signed or signer.read("cookie", changed) is None


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert all(letter in "\n\t" or unicodedata.category(letter) != "Cc" for letter in cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.integers(0, 3))
def test_the_limit_counts_what_is_left_after_cleaning(beyond: int) -> None:
    assert len(clean(" \x00" * 50 + "ạ" * TEXT_LIMIT)) == TEXT_LIMIT
    if beyond:
        with pytest.raises(TooLong):
            clean("ạ" * (TEXT_LIMIT + beyond))
