"""A person gets a copy of their data in a browser: the link, the page, the file."""

from __future__ import annotations

import json
import zipfile

import pytest
from playwright.async_api import expect

from tests.e2e.web.browser import Tab

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LINK = "#talk .theirs a[href*='/get/']"


async def test_a_link_is_pressed_the_copy_is_read_and_saved(resident: Tab) -> None:
    await resident.types("xin bản sao")
    await resident.hears("Bản sao dữ liệu của bạn")
    assert await resident.findings() == []
    await resident.pictured("copy-link")
    async with resident.page.context.expect_page() as opening:
        await resident.page.locator(LINK).last.click()
    page = await opening.value
    await expect(page.locator("h1")).to_have_text("Bản sao dữ liệu của bạn")
    await expect(page.locator("main")).not_to_contain_text("Nơi ở")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Lưu về máy").click()
    with zipfile.ZipFile(await (await saving.value).path()) as archive:
        stored = json.loads(archive.read("so-hoc-tap.json"))
        assert "so-hoc-tap.html" in archive.namelist()
    [person] = stored["tables"]["person"]
    assert person["locale"] == "vi"
    await page.get_by_role("button", name="Xem ngay tại đây").click()
    await expect(page.get_by_role("heading", name="Về bạn")).to_be_visible()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(width) == 0, "it fits on the phone"
    await page.close()
