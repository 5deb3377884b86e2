"""Staff in a browser: from the chat by the link to a campaign and out again, without a fault."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from tests.e2e.service import Service
from tests.e2e.web.browser import DESKTOP, PHONE, Device, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LINK = "#talk .theirs a[href*='/staff/enter/']"
TEXT = "Lớp học dùng điện thoại cho người cao tuổi."
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def staff_of(demo: Service) -> dict[str, str]:
    """The paths that make a browser the officer or the administrator of the demonstration."""
    _newcomer, _resident, officer, _approver, admin = (
        link.removeprefix(demo.base) for link in demo.links()
    )
    return {"officer": officer, "admin": admin}


async def signs_in(phone: Device, who: str) -> Page:
    """Ask for the link in the chat, open it and press; the list of campaigns."""
    tab = await phone.opens(who)
    tab.heard = max([0, *await tab.rows()])
    await tab.types("trang cán bộ")
    await tab.hears("Trang cán bộ phường")
    async with phone.context.expect_page() as opening:
        await tab.page.locator(LINK).last.click()
    page = await opening.value
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Các chiến dịch")
    return page


async def violations(page: Page) -> list[str]:
    """What axe-core finds in both themes, and whether the page is wider than the screen."""
    found: list[str] = []
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        result = (await Axe().run(page)).response
        assert len(result["passes"]) > 10, "axe-core has looked"
        found += [f"{theme}: {each['id']}" for each in result["violations"]]
    return [*found, *(["wider than the screen"] if await page.evaluate(_WIDE) else [])]


@pytest_asyncio.fixture(loop_scope="session", params=[PHONE, DESKTOP], ids=["360", "1280"])
async def phone(
    browser: Browser, demo: Service, request: pytest.FixtureRequest
) -> AsyncIterator[Device]:
    """A device of a member of staff."""
    kind: dict[str, Any] = request.param
    async with device(browser, demo.base, kind) as made:
        yield made


async def test_an_officer_signs_in_sees_a_campaign_and_signs_out(
    phone: Device, demo: Service
) -> None:
    officer = (await staff_of(demo))["officer"]
    tab = await phone.opens(officer)
    tab.heard = max([0, *await tab.rows()])
    await tab.types("/campaign")
    await tab.taps("➕ Chiến dịch mới")
    await tab.taps("ℹ Thông tin của phường, xã")
    await tab.types(TEXT)
    await tab.hears("Còn thiếu")
    page = await signs_in(phone, officer)
    assert await violations(page) == []
    await page.get_by_role("link", name=re.compile("Lớp học dùng điện thoại")).first.click()
    await expect(page.locator("main")).to_contain_text(TEXT)
    await expect(page.get_by_role("heading", name="Diễn biến")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bạn đã đăng xuất")
    assert await violations(page) == []
    await page.goto(f"{demo.base}/staff/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bạn chưa đăng nhập")
    assert await violations(page) == []
    phone.endured("status of 403")
    # The notebook in the same browser is as it was.
    await tab.types("/menu")
    await tab.hears("Bạn muốn làm gì?")


async def test_a_used_link_says_so_and_what_to_do(phone: Device, demo: Service) -> None:
    page = await signs_in(phone, (await staff_of(demo))["officer"])
    link = await phone.context.pages[0].locator(LINK).last.get_attribute("href")
    assert link is not None
    await page.goto(link)
    assert await violations(page) == []
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("đã được dùng")
    assert await violations(page) == []
    phone.endured("status of 403")


async def test_an_admin_sees_the_requests(phone: Device, demo: Service) -> None:
    page = await signs_in(phone, (await staff_of(demo))["admin"])
    await page.get_by_role("link", name="Yêu cầu của người dân").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Yêu cầu của người dân")
    assert await violations(page) == []


async def test_without_scripts_everything_works(browser: Browser, demo: Service) -> None:
    officer = (await staff_of(demo))["officer"]
    async with device(browser, demo.base, PHONE) as chat:
        tab = await chat.opens(officer)
        tab.heard = max([0, *await tab.rows()])
        await tab.types("trang cán bộ")
        await tab.hears("Trang cán bộ phường")
        link = await tab.page.locator(LINK).last.get_attribute("href")
        assert link is not None
        context = await browser.new_context(locale="vi-VN", java_script_enabled=False)
        page = await context.new_page()
        await page.goto(link)
        await page.get_by_role("button", name="Đăng nhập").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Các chiến dịch")
        await page.get_by_role("button", name="Đăng xuất").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Bạn đã đăng xuất")
        await context.close()
