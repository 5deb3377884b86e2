"""The main screens are read at a glance on a phone: no message is longer than twelve lines."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.e2e import skills
from tests.e2e.service import Service
from tests.e2e.web.browser import PHONE, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_LINES = 12
_LINES = """() => {
  const words = [...document.querySelectorAll("#talk .theirs .words:not([hidden])")].at(-1);
  const range = document.createRange();
  range.selectNodeContents(words);
  const seen = [...range.getClientRects()].filter((each) => each.width);
  const bottoms = seen.map((each) => each.bottom);
  bottoms.sort((a, b) => a - b);
  return bottoms.filter((bottom, at) => at === 0 || bottom - bottoms[at - 1] > 6).length;
}"""
"""The lines of the newest words, as they are broken at this width; a picture has none."""

SCREENS = {
    "menu": ("/menu", "Bạn muốn làm gì?"),
    "summary": ("hôm nay đọc sách Dế Mèn phiêu lưu ký 30 phút ở thư viện", "Xin kiểm tra"),
    "receipt": ("ghi vào sổ", "Số biên nhận"),
    "notebook": ("sổ", "Tuần "),
    "progress": ("tiến bộ", skills.PROGRESS),
    "citizen": ("công dân", "Ước tính: "),
    "reminders": ("nhắc", "lời nhắc"),
    "news": ("thông báo", "Phường, xã gửi"),
    "week": ("tuần lễ", "Tuần lễ hưởng ứng"),
    "help": ("trợ giúp", "Bạn gõ một từ để mở"),
    "skills": ("kỹ năng", "Xin chọn phiếu"),
    "first question": ("Phiếu ngắn", "Câu 1/12"),
    "link": ("nối", "Mã dùng được một lần"),
    "language": ("ngôn ngữ", "Xin chọn ngôn ngữ."),
    "who are you": ("bạn là ai", "Sổ học tập"),
    "learning time": ("tháng này tôi học mấy tiếng", "Tháng này: "),
}


async def lines_of(tab: Tab) -> int:
    """The lines of the newest message."""
    count: int = await tab.page.evaluate(_LINES)
    return count


async def test_no_main_screen_is_longer_than_twelve_lines(browser: Browser, demo: Service) -> None:
    _newcomer, resident, *_staff = (link.removeprefix(demo.base) for link in demo.links())
    counted: dict[str, int] = {}
    async with device(browser, demo.base, PHONE) as device_:
        tab = await device_.opens(resident)
        tab.heard = max(await tab.rows(), default=0)  # what another test heard is none of these
        for name, (typed, answer) in SCREENS.items():
            await tab.types(typed)
            await tab.hears(answer)
            counted[name] = await lines_of(tab)
    assert min(counted.values()) >= 1
    assert {name: count for name, count in counted.items() if count > MOST_LINES} == {}


async def test_the_notice_for_newcomers_is_short(browser: Browser, demo: Service) -> None:
    newcomer, _resident, *_staff = (link.removeprefix(demo.base) for link in demo.links())
    async with device(browser, demo.base, PHONE) as device_:
        tab = await device_.opens(newcomer)
        await tab.hears("Mình tiếp tục nhé?")
        assert 3 <= await lines_of(tab) <= MOST_LINES
