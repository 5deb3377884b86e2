"""The page can be installed, and has a page of its own for when there is no connection."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.web.manifest import ICONS
from bot.channels.web.page import FOLDER, load_page
from bot.domain.people.persons import LOCALES
from bot.talk.text import Line
from tests.channels.web.visit import Site, in_words

WORKER = (FOLDER / "worker.js").read_text("utf-8")
KEPT = re.findall(r'"(/[^"]+)"', re.findall(r"const OFFLINE = (\[.*?\]);", WORKER)[0])


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


def size_of(png: bytes) -> str:
    """The size of a PNG, as a manifest writes it."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack("!2L", png[16:24])
    return f"{width}x{height}"


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_manifest_tells_all_that_an_installation_needs(site: Site, locale: str) -> None:
    browser = await site.browser()
    async with browser.client.get("/", headers={"Accept-Language": locale}) as response:
        link = re.search(r'<link rel="manifest" href="([^"]+)"', await response.text())
    assert link is not None
    async with browser.client.get(link[1]) as response:
        assert response.content_type == "application/manifest+json"
        told = json.loads(await response.text())
    assert told["name"] == told["short_name"] == f"Learning notebook <{locale}>"
    assert (told["lang"], told["id"], told["start_url"], told["scope"]) == (locale, "/", "/", "/")
    assert told["display"] == "standalone"
    assert {(each["sizes"], each["purpose"]) for each in told["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in told["icons"]:
        async with browser.client.get(icon["src"]) as response:
            assert response.content_type == icon["type"] == "image/png"
            assert size_of(await response.read()) == icon["sizes"]


@pytest.mark.parametrize("name", [file for file, _sizes, purpose in ICONS if purpose == "maskable"])
def test_a_maskable_icon_has_no_corner_that_one_sees_through(name: str) -> None:
    colour = (FOLDER / name).read_bytes()[25]
    assert colour == 2, "a PNG of red, green and blue has no transparency"


async def test_all_that_the_worker_keeps_is_served_and_needs_nothing_else(site: Site) -> None:
    browser = await site.browser()
    assert {f"/offline/{locale}" for locale in LOCALES} <= set(KEPT)
    for path in KEPT:
        async with browser.client.get(path) as response:
            assert response.status == 200, path
            loaded = re.findall(r'(?:src|href)="(/[^"]+)"', await response.text())
        assert set(loaded) <= set(KEPT), path


async def test_the_worker_says_which_version_of_them_it_keeps(site: Site) -> None:
    async with (await site.browser()).client.get("/worker.js") as response:
        served = await response.text()
        assert response.content_type == "text/javascript"
    assert re.search(r'"sohoctap-offline-[0-9a-f]{16}"', served)

    def otherwise(line: Line, locale: str) -> str:
        return in_words(line, locale).replace("cannot be reached", "is away")

    assert load_page(in_words).files["worker.js"] == load_page(in_words).files["worker.js"]
    assert load_page(otherwise).files["worker.js"].tag != load_page(in_words).files["worker.js"].tag


async def test_the_page_without_a_connection_says_what_still_works(site: Site) -> None:
    async with (await site.browser()).client.get("/offline/vi") as response:
        page = await response.text()
    assert "is kept on this device" in page
    assert 'data-word="Try again">Try again &lt;vi&gt;</a>' in page
