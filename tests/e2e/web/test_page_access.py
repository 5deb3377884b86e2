"""The web page for everybody: small screens, large letters, the dark, screen readers, old eyes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.e2e import skills
from tests.e2e.service import Service
from tests.e2e.web.browser import JOINING, MOTION, PHONE, Device, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HELP = "Bạn gõ một từ để mở"
SUMMARY = "Xin kiểm tra trước khi ghi"
_MUST_BE_NAMED = {
    "button", "textbox", "link", "radio", "radiogroup", "group", "dialog", "navigation", "log",
    "progressbar", "image", "heading",
}  # fmt: skip


_JOINING = (
    ("Mình tiếp tục nhé?", "notice"),
    ("Bạn bao nhiêu tuổi", "age"),
    ("2/7", "consent"),
    ("Bạn sống ở", "ward"),
    ("Nơi ở", "group"),
)
"""The steps of joining that look different, by their message."""


class Looks:
    """A tab as different people see it; every screen is looked at in every way."""

    def __init__(self, tab: Tab, wire: CDPSession, part: str) -> None:
        self.tab = tab
        self._wire = wire
        self._part = part
        self._size = tab.page.viewport_size or {"width": 0, "height": 0}
        self._count = 0
        self.findings: list[str] = []

    async def at(self, name: str) -> None:
        """Look at the screen that is open now, and take its pictures."""
        self._count += 1
        picture = f"{self._part}-{self._count:02}-{name}"
        await self._look(picture)
        self.findings += [f"{name}: {found}" for found in await self._unnamed()]
        # In the dark, on the smallest phone; on a computer with everything made twice as large.
        width, height = self._size["width"], self._size["height"]
        small = (320, height) if self.tab.device.touch else (width // 2, height // 2)
        await self.tab.page.emulate_media(color_scheme="dark")
        await self.tab.page.set_viewport_size({"width": small[0], "height": small[1]})
        await self._look(f"{picture}-small-dark")
        await self.tab.page.set_viewport_size({"width": width, "height": height})
        await self.tab.page.emulate_media(color_scheme="light")
        await self._letters(32)
        await self._look(f"{picture}-large-letters")
        await self._letters(16)

    async def _look(self, picture: str) -> None:
        newest = self.tab.page.locator("#talk .said").last.locator("img")
        if await newest.count():
            await expect(newest).to_have_js_property("complete", True)
        self.findings += [f"{picture}: {found}" for found in await self.tab.findings()]
        await self.tab.pictured(picture)

    async def _letters(self, pixels: int) -> None:
        await self._wire.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})

    async def _unnamed(self) -> list[str]:
        tree = await self._wire.send("Accessibility.getFullAXTree")
        return [
            f"a {node['role']['value']} without a name"
            for node in tree["nodes"]
            if not node["ignored"]
            and node["role"]["value"] in _MUST_BE_NAMED
            and not node.get("name", {}).get("value", "").strip()
        ]


@contextlib.asynccontextmanager
async def looking(tab: Tab, part: str) -> AsyncIterator[Looks]:
    """Looks at a tab; fails at the end with all that was found."""
    wire = await tab.device.context.new_cdp_session(tab.page)
    looks = Looks(tab, wire, part)
    yield looks
    assert looks.findings == []


# --- every screen ---------------------------------------------------------------------------------


@pytest.mark.long
async def test_every_screen_of_joining_and_logging_is_fit_for_everybody(phone: Device) -> None:
    tab = await phone.opens()
    async with looking(tab, "phone") as look:
        async for heard in tab.goes(JOINING):
            if name := next((name for words, name in _JOINING if words in heard), None):
                await look.at(f"join-{name}")
            if name == "ward":
                await tab.types("thanh")
                await tab.hears("Có phải một trong các nơi này")
                await look.at("join-wards")
                await tab.types("phường ở xa")
                await tab.hears("Không tìm thấy")
                await look.at("join-no-ward")
        await tab.hears("Sổ học tập đã sẵn sàng")
        await look.at("menu")
        await tab.taps("✏ Ghi hoạt động học", "Lớp học, tập huấn, hội thảo")
        await tab.hears("Mục nào đúng nhất?")
        await look.at("log-type")
        await tab.taps("Tập huấn, hội thảo, nói chuyện")
        await tab.hears("Bạn đã học điều gì?")
        await look.at("log-title")
        await tab.types("Nhận biết lừa đảo qua điện thoại và mạng xã hội")
        await tab.hears("Bạn học vào ngày nào?")
        await look.at("log-day")
        await tab.taps("Hôm nay")
        await tab.hears("Bạn học trong bao lâu?")
        await look.at("log-duration")
        await tab.types("lâu lắm")
        await tab.hears("Xin lỗi, sổ chưa hiểu: lâu lắm")
        await look.at("log-not-understood")
        await tab.taps("1 giờ 30 phút")
        await tab.hears("Bạn học trực tiếp hay trực tuyến?")
        await look.at("log-mode")
        await tab.taps("Trực tiếp")
        await tab.hears("học ở đâu")
        await tab.types("Nhà sinh hoạt cộng đồng tổ dân phố số 5")
        await tab.hears("Bạn có thể gửi ảnh")
        await look.at("log-evidence")
        await tab.page.locator("#file").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
        )
        await expect(tab.trouble).not_to_be_empty()
        await look.at("log-evidence-refused")
        await tab.taps("Bỏ qua")
        await tab.hears(SUMMARY)
        await look.at("summary")
        await tab.taps("✔ Ghi vào sổ")
        await tab.hears("Số biên nhận")
        await look.at("receipt")
    told = await tab.announced()
    shown = await tab.talk()
    assert told == shown, "a screen reader was told everything, once and in order"


@pytest.mark.long
async def test_every_screen_of_the_notebook_is_fit_for_everybody(
    browser: Browser, demo: Service
) -> None:
    async with device(browser, demo.base, PHONE) as phone:
        tab = await phone.opens(demo.links()[1].removeprefix(demo.base))
        async with looking(tab, "book") as look:
            await tab.leafs_back()
            await look.at("week")
            await tab.page.locator(".choices button").first.tap()
            await tab.hears("Mục HT-")
            await look.at("entry")
            await tab.taps("Sửa")
            await tab.hears("Cần sửa mục nào?")
            await look.at("correct")
            await tab.taps("◀ Quay lại")
            await tab.hears("Mục HT-")
            await tab.taps("Hủy mục này")
            await tab.hears("Vì sao?")
            await look.at("void-reason")
            await tab.taps("Ghi nhầm")
            await tab.hears("Đã hủy mục này")
            await look.at("void")
            await tab.leafs_back()
            cancelled = tab.page.locator(".choice.cancelled")
            await expect(cancelled).to_contain_text("(đã hủy)")
            await expect(cancelled).to_have_css("text-decoration-line", "line-through")
            await look.at("week-cancelled")
            await tab.page.emulate_media(forced_colors="active")
            await expect(cancelled).to_have_css("border-top-style", "dashed")
            await tab.pictured("week-cancelled-forced-colours")
            await tab.page.emulate_media(forced_colors="none")
            await tab.presses("Trợ giúp")
            await tab.hears(HELP)
            await look.at("help")
            await tab.presses("Cài đặt")
            await look.at("more")
            await tab.presses("Thoát khỏi máy này")
            await look.at("leaving")
            await tab.presses("Ở lại")


@pytest.mark.long
async def test_every_screen_of_skills_and_progress_is_fit_for_everybody(
    browser: Browser, demo: Service
) -> None:
    async with device(browser, demo.base, PHONE) as phone:
        tab = await phone.opens(demo.links()[1].removeprefix(demo.base))
        async with looking(tab, "skills") as look:
            await tab.types("/progress")
            await tab.hears(skills.PROGRESS)
            await look.at("progress")
            await tab.taps("🎯 Mục tiêu tuần")
            await tab.hears("Bạn muốn học bao lâu trong một tuần?")
            await look.at("goal")
            await tab.taps("◀ Quay lại", "⏸ Tạm nghỉ")
            await tab.hears("Bạn muốn tạm nghỉ bao lâu?")
            await look.at("break")
            await tab.types("/citizen")
            await tab.hears("ước tính của riêng mình")
            await look.at("citizen")
            await tab.page.locator(".choices button").nth(1).tap()
            await tab.hears("Bạn tự chấm mấy điểm")
            await look.at("rating")
            await tab.types("/check")
            await tab.hears(skills.CHOOSE)
            await look.at("forms")
            await tab.page.locator(".choices button", has_text=skills.NAME).last.tap()
            for item in skills.SHORT.items:
                await tab.hears(item.question.vi)
                if item == skills.SHORT.items[0]:
                    await look.at("first-question")
                    await tab.taps(skills.TOP)
                    await tab.hears(item.top.vi)
                    await look.at("highest-step")
                await tab.taps(skills.STEPS[2])
            await tab.hears(skills.RESULT)
            await look.at("result")


async def test_every_screen_is_fit_for_a_computer(desktop: Device) -> None:
    tab = await desktop.opens()
    async with looking(tab, "desktop") as look:
        await tab.hears("Mình tiếp tục nhé?")
        await look.at("notice")
        tab.heard = 0
        await tab.joins()
        await look.at("menu")
        await tab.types("hôm nay đọc sách 30 phút")
        await tab.hears(SUMMARY)
        await look.at("summary")
        await tab.taps("✔ Ghi vào sổ")
        await tab.hears("Số biên nhận")
        await tab.presses("Sổ")
        await tab.hears("Tuần ")
        await look.at("week")
        await tab.presses("Cài đặt")
        await look.at("more")


# --- what a screen reader has ---------------------------------------------------------------------


async def test_a_screen_reader_finds_its_way(phone: Device) -> None:
    tab = await phone.opens()
    await tab.hears("Mình tiếp tục nhé?")
    await expect(tab.page.locator("body")).to_match_aria_snapshot("""
        - link "Đến thẳng phần trò chuyện"
        - banner:
          - heading "Sổ học tập" [level=1]
          - paragraph: Nơi ghi lại những điều đã học
          - navigation "Các nút chính":
            - button "Ghi"
            - button "Sổ"
            - button "Trợ giúp"
            - button "Cài đặt"
        - main:
          - log "Trò chuyện":
            - article:
              - text: "Sổ học tập trả lời:"
              - paragraph: /Xin chào! .* Mình tiếp tục nhé\\?/
              - group "Các lựa chọn":
                - button "Tiếp tục"
                - button "📖 Đọc kỹ"
                - button "Tôi đã có sổ"
                - button "Tiếng Việt"
                - button "English"
                - button "✖ Hủy"
        - contentinfo:
          - status
          - text: Câu trả lời của bạn
          - alert
          - textbox "Câu trả lời của bạn"
          - button "Gửi"
    """)
    await tab.presses("Cài đặt")
    await expect(tab.page.get_by_role("dialog", name="Cài đặt")).to_match_aria_snapshot("""
        - dialog "Cài đặt":
          - heading "Cài đặt" [level=2]
          - button "Tiến bộ"
          - button "Lời nhắc"
          - button "Kỹ năng"
          - group "Ngôn ngữ":
            - text: Ngôn ngữ
            - radio "Tiếng Việt" [checked]
            - radio "English"
          - button "Thoát khỏi máy này"
          - button "Đóng"
    """)


async def test_only_news_are_read_out_after_a_reload(resident: Tab) -> None:
    await resident.types("hôm nay đọc sách 30 phút")
    await resident.hears(SUMMARY)
    await resident.page.reload()
    await resident.ready()
    await resident.taps("Sửa lại")
    await resident.hears("Cần sửa mục nào?")
    chosen, answered = await resident.announced()
    assert chosen == "Sửa lại"
    assert "Cần sửa mục nào?" in answered


# --- the top of the page --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height"), [(640, 360), (800, 360), (360, 300), (320, 280)],
    ids=["on its side", "on its long side", "with the keyboard", "small, with the keyboard"],
)  # fmt: skip
async def test_the_buttons_of_the_top_stay_on_a_low_screen(
    resident: Tab, width: int, height: int
) -> None:
    await resident.types("/help")
    await resident.hears(HELP)
    await resident.page.set_viewport_size({"width": width, "height": height})
    await resident.page.evaluate("window.scrollTo({top: document.documentElement.scrollHeight})")
    for name in ("Ghi", "Sổ", "Trợ giúp", "Cài đặt"):
        await expect(resident.button(name)).to_be_in_viewport(ratio=1)
    await expect(resident.box).to_be_in_viewport(ratio=1)
    assert await resident.findings() == []
    await resident.pictured(f"low-{width}")
    await resident.page.emulate_media(color_scheme="dark")
    assert await resident.findings() == []
    await resident.pictured(f"low-{width}-dark")


async def test_the_more_dialog_leads_to_what_the_top_has_no_room_for(phone: Device) -> None:
    tab = await phone.opens()
    await tab.joins()
    reached = {"Tiến bộ": skills.PROGRESS, "Lời nhắc": "nhắc", "Kỹ năng": skills.CHOOSE}
    for label, heard in reached.items():
        await tab.presses("Cài đặt")
        await tab.pictured("more")
        await tab.presses(label)
        await tab.hears(heard)
        await expect(tab.page.get_by_role("dialog")).to_have_count(0)
    assert set(reached) <= set(await tab.talk())


# --- what moves -----------------------------------------------------------------------------------


@pytest.mark.parametrize("still", [True, False], ids=["still", "moving"])
async def test_nothing_moves_for_who_asked_for_stillness(
    browser: Browser, served: Service, still: bool
) -> None:
    async with device(browser, served.base, PHONE, **({} if still else MOTION)) as phone:
        tab = await phone.opens()
        await tab.hears("Mình tiếp tục nhé?")
        await tab.taps("Tiếp tục")
        await tab.hears("1/7")
        moved = set(await tab.page.evaluate("watching.motions"))
        if still:
            assert moved == set()
        else:
            assert moved >= {"arrive", "scrollTo"}


# --- where the reader is --------------------------------------------------------------------------


async def test_who_reads_a_long_message_is_led_on_to_its_choices(
    browser: Browser, served: Service
) -> None:
    low = {**PHONE, "viewport": {"width": 360, "height": 580}}
    async with device(browser, served.base, low) as phone:
        tab = await phone.opens()
        await tab.hears("Mình tiếp tục nhé?")
        await tab.taps("📖 Đọc kỹ")
        await tab.hears("Quyền của bạn")

        async def can_choose() -> bool:
            choice = await tab.choice("Tiếp tục").bounding_box()
            bar = await tab.page.locator(".bottom").bounding_box()
            assert choice
            assert bar
            return choice["y"] + choice["height"] <= bar["y"]

        assert not await can_choose()
        await tab.presses("Xem tiếp ở dưới")
        await expect(tab.button("Xem tiếp ở dưới")).to_be_hidden()
        assert await can_choose()


async def test_who_reads_further_up_is_not_torn_away(resident: Tab) -> None:
    for _again in range(3):
        await resident.types("đọc")
        await resident.hears("Xin lỗi, sổ chưa hiểu")
    await resident.page.evaluate("window.scrollTo({top: 0})")
    more = resident.button("Xem tiếp ở dưới")
    await expect(more).to_be_hidden()
    other = await resident.device.opens()
    await other.types("/help")
    await resident.hears(HELP)
    await expect(more).to_be_visible()
    assert await resident.page.evaluate("window.scrollY") == 0
    await resident.page.bring_to_front()
    await more.tap()
    await expect(resident.page.locator(".theirs").last).to_be_in_viewport()
    await other.page.close()


async def test_words_whose_message_is_no_longer_shown_do_not_stand_alone(resident: Tab) -> None:
    await resident.types("một câu")
    await resident.hears("Xin lỗi, sổ chưa hiểu: một câu")
    old = '{"id": "of-long-ago-1", "kind": "text", "text": "câu cũ", "after": -1}'
    await resident.page.evaluate(
        "old => sessionStorage['sohoctap.own'] = JSON.stringify("
        "[JSON.parse(old), ...JSON.parse(sessionStorage['sohoctap.own'])])",
        old,
    )
    await resident.page.reload()
    await resident.ready()
    own = await resident.page.locator(".own .words").all_text_contents()
    assert own[-2:] == ["/menu", "một câu"]
    assert "câu cũ" not in own
