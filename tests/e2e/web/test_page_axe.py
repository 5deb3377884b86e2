"""The main screens of the page under axe-core: no violation, in both themes, at both widths."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from tests.e2e import skills
from tests.e2e.service import Service
from tests.e2e.web.browser import DESKTOP, PHONE, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

SUMMARY = "Xin kiểm tra trước khi ghi"


class Violations:
    """What axe-core finds on a tab, screen by screen, by day and by night."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._axe = Axe()
        self.found: list[str] = []
        self.rules = 0

    async def at(self, screen: str) -> None:
        """Look at the screen that is open now, in both themes."""
        for theme in ("light", "dark"):
            await self._tab.page.emulate_media(color_scheme=theme)
            await self._tab.findings()  # waits until nothing moves
            result = (await self._axe.run(self._tab.page)).response
            self.rules += len(result["passes"])
            self.found += [
                f"{screen}, {theme}: {each['id']}: {node['html'][:120]}"
                for each in result["violations"]
                for node in each["nodes"]
            ]


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["360", "1280"])
async def test_axe_finds_nothing_on_the_main_screens(
    browser: Browser, demo: Service, kind: dict[str, Any]
) -> None:
    newcomer, resident, *_staff = (link.removeprefix(demo.base) for link in demo.links())
    async with device(browser, demo.base, kind) as device_:
        tab = await device_.opens(resident)
        axe = Violations(tab)
        await tab.types("/menu")
        await tab.hears("Bạn muốn làm gì?")
        await axe.at("menu")
        await tab.types("hôm nay đọc sách 30 phút")
        await tab.hears(SUMMARY)
        await axe.at("summary")
        await tab.taps("✖ Hủy")
        await tab.leafs_back()
        await axe.at("notebook")
        await tab.presses("Cài đặt")
        await axe.at("more")
        await tab.presses("Thoát khỏi máy này")
        await axe.at("leaving")
        await tab.presses("Ở lại")
        await tab.types("/progress")
        await tab.hears(skills.PROGRESS)
        picture = tab.page.locator("#talk img").last
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True)
        await axe.at("progress")
        await tab.types("/citizen")
        await tab.hears("ước tính của riêng mình")
        await axe.at("citizen")
        await tab.types("/remind hằng ngày lúc 19:30")
        await expect(tab.page.locator("#offer")).to_be_visible()
        await axe.at("offer")
        await tab.page.goto(f"{demo.base}/offline/vi")
        await axe.at("without a connection")
    async with device(browser, demo.base, kind) as device_:
        tab = await device_.opens(newcomer)
        joining = Violations(tab)
        talk = tab.page.locator("#talk .said .words").first
        await expect(talk).to_have_text(re.compile("Mình tiếp tục nhé"))
        await joining.at("notice")
    assert axe.found + joining.found == []
    assert min(axe.rules, joining.rules) > 10, "axe-core has looked"
