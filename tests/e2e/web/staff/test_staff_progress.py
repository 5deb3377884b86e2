"""A page of staff shows how a sending goes on, without being opened anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.regular_work import campaign_clock
from tests.applications import TestApplication, open_application
from tests.databases import SqliteFiles
from tests.e2e.web.browser import PHONE, device
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_sending import approved, goes_on, residents
from tests.staff_pages.browsing import browsers, link_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def house(sqlite_files: SqliteFiles) -> AsyncIterator[TestApplication]:
    """A house whose campaigns the test moves on."""
    async with open_application(sqlite_files.fresh()) as opened:
        yield opened


async def test_the_bar_moves_to_the_end_by_itself(browser: Browser, house: TestApplication) -> None:
    hoa = await officer(house, "1", "Nguyễn Thị Hoa", "write")
    minh = await officer(house, "2", "Trần Văn Minh", "approve")
    await residents(house, 3)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await hoa.taps("Tạm dừng")
    async with browsers(house) as (served,), device(browser, served.origin, PHONE) as phone:
        page = await phone.context.new_page()
        await page.goto(served.origin + await link_of(hoa))
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.get_by_role("link", name="Lớp học").click()
        part = page.locator("#progress")
        await expect(part).to_contain_text("tạm dừng")
        await expect(page.locator("#renewed")).to_contain_text("tự cập nhật")
        await hoa.says(f"/campaigns {key}")
        await hoa.taps("Gửi tiếp")
        await goes_on(house, campaign_clock(house.application))
        await expect(part).to_contain_text("đã kết thúc")
        await expect(part.locator("progress")).to_have_js_property("value", 5)
        await expect(page.locator("#renewed")).to_be_empty()
