"""Without a connection there is a page of ours, which goes back to the notebook by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.databases import SqliteFiles
from tests.e2e.service import QuickService, running
from tests.e2e.web.browser import DESKTOP, PHONE, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEPT = "Những gì bạn đã viết được giữ trên máy này và sẽ tự gửi khi có mạng."
READY = "navigator.serviceWorker.ready.then(() => null)"
HEADING = "main h2"


async def test_a_visit_without_a_connection_says_what_still_works(
    browser: Browser, tmp_path: Path, sqlite_files: SqliteFiles
) -> None:
    service = QuickService(tmp_path, sqlite_files.fresh())
    async with running(service), device(browser, service.base, PHONE) as phone:
        tab = await phone.opens()
        await tab.joins()
        await tab.page.evaluate(READY)
        await service.killed()
        await tab.types("hôm nay đọc sách 30 phút")
        await tab.page.reload()
        await expect(tab.page.locator(HEADING)).to_have_text("Hiện chưa kết nối được với sổ.")
        await expect(tab.page.locator("main")).to_contain_text(KEPT)
        assert await tab.findings() == []
        await tab.pictured("offline")
        await tab.page.emulate_media(color_scheme="dark")
        await tab.pictured("offline-dark")
        await service.start()
        await tab.ready()
        await tab.hears("Xin kiểm tra trước khi ghi")
        assert (await tab.talk()).count("hôm nay đọc sách 30 phút") == 1
        phone.endured("WebSocket connection", "net::ERR_", "Failed to load resource")


async def test_it_speaks_the_language_that_was_chosen(
    browser: Browser, tmp_path: Path, sqlite_files: SqliteFiles
) -> None:
    service = QuickService(tmp_path, sqlite_files.fresh())
    async with running(service), device(browser, service.base, DESKTOP) as desktop:
        tab = await desktop.opens()
        await tab.hears("Mình tiếp tục nhé?")
        await tab.taps("English")
        await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
        await tab.page.evaluate(READY)
        await service.killed()
        await tab.page.goto(f"{service.base}/?again")
        await expect(tab.page.locator(HEADING)).to_have_text("The notebook cannot be reached now.")
        await tab.pictured("offline-english")
        desktop.endured("WebSocket connection", "net::ERR_", "Failed to load resource")
