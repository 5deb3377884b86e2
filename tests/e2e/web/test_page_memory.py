"""What the page remembers in the browser: own words, what is half typed, and whose they are."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.service import Service
from tests.e2e.web.browser import PHONE, Device, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SUMMARY = "Xin kiểm tra trước khi ghi"

_TWICE = """() => {
  const said = Object.keys(localStorage).filter(key => key.startsWith("sohoctap.said."));
  for (let count = 0; count < 200; count += 1) {
    localStorage[`sohoctap.said.000000000000000.${String(count).padStart(6, "0")}.old-${count}`] =
      JSON.stringify({ id: `old-${count}`, kind: "text", text: "câu cũ", after: -1 });
  }
  return said.length;
}"""
_SAID = 'Object.keys(localStorage).filter(key => key.startsWith("sohoctap.said.")).length'


async def kept(tab: Tab) -> str:
    """Everything that the browser keeps for the page, as JSON."""
    return json.dumps(
        await tab.page.evaluate("[{...localStorage}, {...sessionStorage}]"), ensure_ascii=False
    )


async def test_own_words_come_back_in_a_new_tab_where_they_were_said(phone: Device) -> None:
    tab = await phone.opens()
    await tab.joins()
    await tab.types("hôm nay đọc sách 30 phút")
    await tab.hears(SUMMARY)
    await tab.taps("✔ Ghi vào sổ")
    await tab.hears("Số biên nhận")
    await tab.sent()
    talk, choices = await tab.talk(), await tab.labels()
    assert "hôm nay đọc sách 30 phút" in talk
    await tab.page.close()
    again = await phone.opens()
    assert (await again.talk(), await again.labels()) == (talk, choices)
    assert set(await again.states()) == {"sent"}
    assert await again.findings() == []
    await again.pictured("new-tab")
    await again.page.emulate_media(color_scheme="dark")
    await again.pictured("new-tab-dark")
    await again.presses("Cài đặt")
    await again.presses("Thoát khỏi máy này")
    await again.presses("Thoát")
    talk_now = again.page.locator("#talk .said .words")
    await expect(talk_now).to_have_text([re.compile("Mình tiếp tục nhé")])
    assert "đọc sách" not in await kept(again), "who leaves takes the own words along"


async def test_of_own_words_the_newest_are_kept(resident: Tab) -> None:
    assert await resident.page.evaluate(_TWICE) > 0
    await resident.types("câu mới nhất")
    await resident.hears("câu mới nhất")
    assert await resident.page.evaluate(_SAID) == 60
    assert "câu mới nhất" in await kept(resident)


async def test_half_typed_words_survive_a_reload_and_back(phone: Device) -> None:
    tab = await phone.opens()
    await tab.box.fill("hôm nay đọc được nửa")
    await tab.page.reload()
    await tab.ready()
    await expect(tab.box).to_have_value("hôm nay đọc được nửa")
    await tab.page.goto("about:blank")
    await tab.page.go_back()
    await tab.ready()
    await expect(tab.box).to_have_value("hôm nay đọc được nửa")
    await tab.presses("Gửi")
    await tab.page.reload()
    await tab.ready()
    await expect(tab.box).to_have_value("")
    assert "hôm nay đọc được nửa" in await tab.talk()


async def test_half_typed_words_are_not_shown_to_the_next_person(
    browser: Browser, served: Service
) -> None:
    async with device(browser, served.base, PHONE) as phone:
        tab = await phone.opens()
        await tab.box.fill("điều riêng của tôi")
        await phone.context.clear_cookies()
        await tab.page.reload()
        await tab.ready()
        await expect(tab.box).to_have_value("")
        assert "riêng" not in await kept(tab)


@pytest.mark.parametrize(
    ("how", "sent"),
    [
        ({"isComposing": False, "keyCode": 229}, False),
        ({"isComposing": True, "keyCode": 13}, False),
        ({"isComposing": False, "keyCode": 13, "shiftKey": True}, False),
        ({"isComposing": False, "keyCode": 13}, True),
    ],
    ids=["key code of an input method", "composing", "shift", "plain"],
)
async def test_enter_sends_only_when_it_is_not_the_input_methods(
    resident: Tab, how: dict[str, object], sent: bool
) -> None:
    before = await resident.page.locator(".own").count()
    await resident.box.fill("tieng viet")
    await resident.box.evaluate(
        "(box, how) => box.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'Enter', bubbles: true, cancelable: true, ...how }))",
        how,
    )
    assert await resident.page.locator(".own").count() == before + sent
    assert await resident.box.input_value() == ("" if sent else "tieng viet")
    await resident.box.fill("")
