"""What is read on the page: links that can be pressed, words beside a picture, bars in sight."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.e2e import skills
from tests.e2e.service import Service
from tests.e2e.web.browser import DESKTOP, PHONE, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# A keyboard of an iPhone: the window stays as high as it was, and less of it is seen.
KEYBOARD = """
const seen = new EventTarget();
Object.assign(seen, { height: innerHeight, offsetTop: 0, scale: 1 });
Object.defineProperty(window, "visualViewport", { value: seen });
window.keyboard = (height, offsetTop) => {
  Object.assign(seen, { height: innerHeight - height, offsetTop });
  seen.dispatchEvent(new Event("resize"));
};
"""
PLACES = """() => ["header .asks", ".bottom", "#talk .said:last-child"].map((one) => {
  const { top, bottom } = document.querySelector(one).getBoundingClientRect();
  return [Math.round(top), Math.round(bottom)];
})"""

SAID = (
    ("xem https://example.com/a_b?c=1, nhé", "https://example.com/a_b?c=1"),
    ("(https://example.com/) tốt", "https://example.com/"),
    ("gọi 024 3851 2345.", "024 3851 2345"),
    ("gọi 0912345678 nhé", "0912345678"),
)
NOT_LINKS = ("javascript:alert(1) nhé", "http:// nhé", "mã 12-0912345678", "45 phút 09/11/2026")


async def links_of(tab: Tab) -> list[tuple[str, str]]:
    """The links of the newest message: what they show, and where they lead."""
    links = tab.page.locator("#talk .theirs").last.locator("a")
    return [
        tuple(each) for each in await links.evaluate_all("all => all.map(a => [a.text, a.href])")
    ]


async def test_addresses_and_telephone_numbers_can_be_pressed(resident: Tab) -> None:
    for said, shown in SAID:
        await resident.types(said)
        await resident.hears(f"Xin lỗi, sổ chưa hiểu: {said}")
        leads = shown if shown.startswith("http") else f"tel:{shown.replace(' ', '')}"
        assert await links_of(resident) == [(shown, leads)]
        link = resident.page.locator("#talk .theirs a").last
        if shown.startswith("http"):
            assert await link.get_attribute("rel") == "noopener noreferrer"
            assert await link.get_attribute("target") == "_blank"
    assert await resident.findings() == []
    await resident.pictured("links")


@pytest.mark.parametrize("said", NOT_LINKS)
async def test_nothing_else_becomes_a_link(resident: Tab, said: str) -> None:
    await resident.types(said)
    await resident.hears(said)
    assert await links_of(resident) == []


async def test_on_a_computer_the_words_stay_above_their_picture(
    browser: Browser, demo: Service
) -> None:
    _newcomer, resident, *_staff = (link.removeprefix(demo.base) for link in demo.links())
    async with device(browser, demo.base, DESKTOP) as desktop:
        tab = await desktop.opens(resident)
        await tab.types("/progress")
        await tab.hears(skills.PROGRESS)
        picture = tab.page.locator("#talk .picture").last
        await expect(picture.locator("img")).to_have_js_property("complete", True)
        await expect(picture).to_be_in_viewport(ratio=0.5)
        words = tab.page.locator("#talk .theirs .words:visible").last
        await expect(words).to_contain_text(skills.PROGRESS)
        bar = await tab.page.locator("header").bounding_box()
        box = await words.bounding_box()
        assert bar
        assert box
        assert box["y"] >= bar["y"] + bar["height"], "the words begin below the bar"
        await tab.pictured("progress-1280")


@pytest.mark.parametrize(("height", "shifted"), [(300, 0), (300, 120)])
async def test_the_bars_stay_in_sight_above_the_keyboard_of_an_iphone(
    browser: Browser, served: Service, height: int, shifted: int
) -> None:
    async with device(browser, served.base, PHONE) as phone:
        await phone.context.add_init_script(KEYBOARD)
        tab = await phone.opens()
        await tab.hears("Mình tiếp tục nhé?")
        await tab.taps("Tiếp tục")
        await tab.hears("1/7")
        [_asks, before, _last] = await tab.page.evaluate(PLACES)
        await tab.page.evaluate(f"keyboard({height}, {shifted})")
        seen = 640 - height
        [asks, bottom, last] = await tab.page.evaluate(PLACES)
        assert asks[0] >= shifted
        assert bottom[1] <= shifted + seen
        assert last[1] <= bottom[0], "the end of the talk is not below the bar"
        await tab.pictured(f"keyboard-{shifted}")
        await tab.page.evaluate("keyboard(0, 0)")
        assert (await tab.page.evaluate(PLACES))[1] == before, "all is as it was"
