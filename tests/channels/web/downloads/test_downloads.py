"""Links to downloads: they show nothing by themselves, open by a press, and close."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.privacy.downloads import token_hash
from tests.channels.web.visit import Site

TOKEN = "ABCDEFGH2345ABCDEFGH2345ABCDEFGH"
PAGE = "<p>Đọc Truyện Kiều</p>".encode()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A site on which one link opens a copy."""
    opened = Site(tmp_path)
    opened.downloads.copies[token_hash(TOKEN)] = PAGE
    yield opened
    await opened.close()


async def test_the_link_alone_shows_nothing_of_the_person(site: Site) -> None:
    browser = await site.browser()
    async with browser.client.get(f"/get/{TOKEN}") as answer:
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert "Truyện Kiều" not in text
    assert text.count("<form") == 2


async def test_a_press_opens_the_page_and_the_file(site: Site) -> None:
    browser = await site.browser()
    async with browser.client.post(f"/get/{TOKEN}/page") as answer:
        assert (answer.status, await answer.read()) == (200, PAGE)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    async with browser.client.post(f"/get/{TOKEN}/so-hoc-tap.zip") as answer:
        assert (answer.status, await answer.read()) == (200, b"PK" + PAGE)
        assert answer.content_type == "application/zip"
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("way", ["", "/page", "/so-hoc-tap.zip"])
async def test_a_wrong_link_says_what_to_do(site: Site, way: str) -> None:
    browser = await site.browser()
    ask = browser.client.post if way else browser.client.get
    async with ask(f"/get/{TOKEN[::-1]}{way}") as answer:
        assert answer.status == 404
        assert "has expired" in await answer.text()
    assert site.counted["web_download_closed"] == 1


@pytest.mark.parametrize("way", ["", "/page", "/so-hoc-tap.zip"])
async def test_while_the_database_is_away_it_asks_to_try_again(site: Site, way: str) -> None:
    site.downloads.away = True
    browser = await site.browser()
    ask = browser.client.post if way else browser.client.get
    async with ask(f"/get/{TOKEN}{way}") as answer:
        assert answer.status == 503
        assert "try again" in await answer.text()


@pytest.mark.parametrize("token", ["short", "a" * 32, "A" * 65, "../../etc/passwd"])
async def test_what_is_no_link_is_no_page(site: Site, token: str) -> None:
    browser = await site.browser()
    async with browser.client.get(f"/get/{token}") as answer:
        assert answer.status == 404


async def test_the_result_of_a_campaign_is_saved_by_a_press(site: Site) -> None:
    site.downloads.copies.clear()
    site.downloads.results[token_hash(TOKEN)] = {"csv": b"Ph\xc6\xb0\xe1\xbb\x9dng"}
    browser = await site.browser()
    async with browser.client.get(f"/get/{TOKEN}") as answer:
        text = await answer.text()
        assert "everything in your notebook" not in text
        assert text.count("<form") == 2
    async with browser.client.post(f"/get/{TOKEN}/ket-qua.csv") as answer:
        assert (answer.status, await answer.read()) == (200, "Phường".encode())
        assert 'filename="ket-qua.csv"' in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
    async with browser.client.post(f"/get/{TOKEN}/ket-qua.xlsx") as answer:
        assert answer.status == 501
        assert "take the CSV file" in await answer.text()
    async with browser.client.post(f"/get/{TOKEN[::-1]}/ket-qua.csv") as answer:
        assert answer.status == 404
