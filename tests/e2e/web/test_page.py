"""The web page in a real browser: what people do on it, and what is stored of that."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import unicodedata
import zlib
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from bot.channels.web import enter_link
from bot.channels.web.signing import Signer
from bot.domain.text.shortening import shortened
from bot.services.demo import RESIDENT
from handlers.phrases import MAX_REPEATED
from tests.e2e.log_record import Record
from tests.e2e.service import Service
from tests.e2e.web.browser import DESKTOP, PHONE, Device, Tab, device, until
from tests.sealed import sealer_at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_RECEIPT = re.compile(r"HT-\w{4}-\d{2}")
SUMMARY = "Xin kiểm tra trước khi ghi"


def photo(width: int = 96, height: int = 64) -> bytes:
    """A small photo, as PNG."""
    lines = b"".join(
        b"\0" + bytes(value for x in range(width) for value in (200, 2 * x, 3 * y))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def receipt_in(text: str) -> str:
    """The receipt's number in a message."""
    found = _RECEIPT.search(text)
    assert found, text
    return found[0]


async def everything_said_is_shown_once(tab: Tab, record: Record) -> None:
    """The page shows each message of the outbox, each once, in its order."""
    await tab.shows(await record.said_to(await tab.device.address()))


# --- on a phone -----------------------------------------------------------------------------------


async def test_a_resident_joins_logs_with_a_photo_corrects_and_cancels(
    phone: Device, record: Record, served: Service
) -> None:
    tab = await phone.opens()
    await tab.joins()
    await tab.taps("✏ Ghi hoạt động học", "Lớp học, tập huấn, hội thảo", "Lớp học, khóa ngắn hạn")
    await tab.hears("Bạn đã học điều gì?")
    await tab.types("Cách nộp hồ sơ qua Cổng Dịch vụ công")
    # Not yesterday: on a Monday that is in another week than the one that is shown.
    await tab.taps("Hôm nay", "1 giờ 30 phút", "Trực tiếp")
    await tab.hears("học ở đâu")
    await tab.types("Nhà văn hóa phường")
    await tab.hears("Bạn có thể gửi ảnh")
    async with tab.page.expect_file_chooser() as choosing:
        await tab.presses("Gửi ảnh hoặc tệp")
    await (await choosing.value).set_files(
        {"name": "lớp học.png", "mimeType": "image/png", "buffer": photo()}
    )
    await tab.hears("Đã nhận 1 ảnh")
    await tab.taps("Xong")
    assert "Ảnh hoặc tệp: 1" in await tab.hears(SUMMARY)
    await tab.taps("✔ Ghi vào sổ")
    receipt = receipt_in(await tab.hears("Số biên nhận"))

    await tab.presses("Sổ")
    assert "1 hoạt động, tổng cộng 1 giờ 30 phút" in await tab.hears("Tuần ")
    await tab.page.locator(".choices button", has_text="Cách nộp hồ sơ").tap()
    await tab.hears(f"Mục {receipt}")
    await tab.taps("Sửa", "Thời lượng")
    await tab.hears("Bạn học trong bao lâu?")
    await tab.types("2 tiếng")
    assert "Thời lượng: 2 giờ" in await tab.hears("Đã sửa.")
    await tab.taps("Hủy mục này")
    await tab.hears("Vì sao?")
    await tab.types("ghi nhầm ngày")
    await tab.hears("Bạn muốn hủy mục")
    await tab.taps("✖ Hủy mục này")
    assert "ghi nhầm ngày" in await tab.hears("Đã hủy mục này")
    assert "Sửa" not in await tab.labels()

    address = await phone.address()
    columns = "receipt, type_code, title, minutes, mode, provider, activity.ward, void_reason"
    assert await record.activities(address, columns) == [
        (receipt, "N1", "Cách nộp hồ sơ qua Cổng Dịch vụ công", 120, "in_person",
         "Nhà văn hóa phường", "00190", "ghi nhầm ngày")
    ]  # fmt: skip
    of_it = f"JOIN activity ON activity.id = activity_id WHERE receipt = '{receipt}'"
    changes = await record.rows(
        f"SELECT field, before, after FROM activity_change {of_it} ORDER BY activity_change.id"
    )
    assert changes[0] == ("minutes", "90", "120")
    [(kind, reference)] = await record.rows(f"SELECT kind, reference FROM evidence {of_it}")
    assert kind == "photo"
    digest = reference.removeprefix("web:").partition(".")[0]
    kept = Path(served.environment["BOT_FILES_DIR"]) / digest[:2] / digest
    sealer = await sealer_at(served.environment["BOT_DATABASE_URL"])
    opened = sealer.open_file(kept.read_bytes())
    assert opened.startswith(b"\xff\xd8\xff"), "made a small JPEG on the phone"
    consents = await record.rows(
        "SELECT purpose, given FROM consent JOIN address USING (person_id) "
        f"WHERE external_id = '{address}'"
    )
    assert sorted(consents) == [("campaigns", 1), ("check", 1), ("log", 1), ("reminders", 0)]
    await everything_said_is_shown_once(tab, record)


async def test_the_photo_can_be_had_back_by_who_sent_it_alone(
    resident: Tab, browser: Browser, served: Service
) -> None:
    await resident.types("hôm nay đọc sách 25 phút")
    await resident.hears(SUMMARY)
    await resident.taps("Sửa lại", "Ảnh hoặc tệp")
    await resident.hears("Bạn có thể gửi ảnh")
    await resident.page.locator("#file").set_input_files(
        {"name": "sách.png", "mimeType": "image/png", "buffer": photo()}
    )
    await resident.hears("Đã nhận 1 ảnh")
    link = resident.page.get_by_role("link", name="sách.png")
    async with resident.page.expect_download() as downloading:
        await link.tap()
    downloaded = await (await downloading.value).path()
    assert downloaded.read_bytes().startswith(b"\xff\xd8\xff")
    path = await link.get_attribute("href")
    async with device(browser, served.base, PHONE) as other:
        stranger = await other.opens()
        answer = await stranger.page.request.get(f"{served.base}{path}")
        assert answer.status == 403


async def test_a_photo_of_an_entry_is_seen_again_and_removed(resident: Tab, record: Record) -> None:
    await resident.types("hôm nay đọc sách 25 phút")
    await resident.hears(SUMMARY)
    await resident.taps("✔ Ghi vào sổ")
    receipt = receipt_in(await resident.hears("Số biên nhận"))
    await resident.taps("Sửa hoặc hủy mục này", "Thêm ảnh")
    await resident.hears(f"cho mục {receipt}")
    for name in ("bìa.png", "trang.png"):
        size = (120, 80) if name.startswith("bìa") else (60, 84)
        await resident.page.locator("#file").set_input_files(
            {"name": name, "mimeType": "image/png", "buffer": photo(*size)}
        )
        await resident.hears("Đã nhận 1 ảnh. Gửi thêm, hoặc bấm Xong.")
    await resident.taps("Xong", "Xem ảnh")
    await resident.hears("Mục này có 2 ảnh.")
    shown = resident.page.locator(".kept img")
    await expect(shown).to_have_count(2)
    for place in range(2):
        await expect(shown.nth(place)).to_have_js_property("complete", True)
        assert await shown.nth(place).evaluate("each => each.naturalWidth") > 0
    link = resident.page.get_by_role("link", name="Ảnh 1 (mở trong thẻ mới)")
    assert (await link.get_attribute("href") or "").startswith("/file/")
    assert await resident.findings() == []
    assert (await Axe().run(resident.page)).response["violations"] == []
    await resident.pictured("photos-of-an-entry")
    await resident.taps("✖ Bỏ: Ảnh 2", "✖ Bỏ ra khỏi mục")
    await resident.hears("Mục này có 1 ảnh.")
    await everything_said_is_shown_once(resident, record)


async def test_what_is_no_photo_is_refused_in_words(resident: Tab) -> None:
    await resident.types("hôm nay đọc sách 25 phút")
    await resident.hears(SUMMARY)
    await resident.taps("Sửa lại", "Ảnh hoặc tệp")
    await resident.hears("Bạn có thể gửi ảnh")
    file = resident.page.locator("#file")
    await file.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"xin chao"})
    await expect(resident.trouble).to_contain_text("Xin chọn một ảnh")
    # A PDF by its name only: the service looks into it.
    await file.set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"xin chao"}
    )
    await expect(resident.page.locator(".own").last).to_have_attribute("data-state", "failed")
    await expect(resident.trouble).to_contain_text("Xin chọn một ảnh")
    resident.device.endured("status of 415")


async def test_one_sentence_is_enough_to_log(resident: Tab, record: Record) -> None:
    address = await resident.device.address()
    before = len(await record.activities(address))
    await resident.types("hom nay xem video ve VNeID 45 phut")
    assert "45 phút" in await resident.hears(SUMMARY)
    await resident.taps("✔ Ghi vào sổ")
    await resident.hears("Số biên nhận")
    assert len(await record.activities(address)) == before + 1
    assert (await record.activities(address, "type_code, minutes"))[-1] == ("I2", 45)


async def test_a_mistyped_command_keeps_what_is_open(resident: Tab, record: Record) -> None:
    await resident.taps("✏ Ghi hoạt động học", "Tự học", "Đọc sách, báo, tạp chí")
    await resident.hears("Bạn đã học điều gì?")
    for typed in ("/lgo", "/Ghii xin chào"):
        await resident.types(typed)
        again = await resident.hears(f"Chưa có lệnh {typed.split()[0]}.")
        assert "Bạn đã học điều gì?" in again
    await resident.types("Lệnh gõ nhầm")
    await resident.taps("Hôm nay", "30 phút", "Trực tuyến")
    await resident.hears("học ở đâu")
    await resident.taps("Bỏ qua", "Bỏ qua", "✔ Ghi vào sổ")
    receipt = receipt_in(await resident.hears("Số biên nhận"))
    address = await resident.device.address()
    entries = await record.activities(address, "receipt, title")
    assert (receipt, "Lệnh gõ nhầm") in entries
    await resident.types("/lgo")
    assert "Bạn muốn làm gì?" in await resident.hears("Chưa có lệnh /lgo.")
    await resident.types("/GHI SỔ")
    await resident.hears("Bạn đã học theo hình thức nào?")


async def test_two_quick_taps_on_confirm_make_one_row(resident: Tab, record: Record) -> None:
    address = await resident.device.address()
    before = len(await record.activities(address))
    await resident.types("hôm nay đọc báo 20 phút")
    await resident.hears(SUMMARY)
    await resident.choice("✔ Ghi vào sổ").dblclick()
    await resident.hears("Số biên nhận")
    await resident.sent()
    await everything_said_is_shown_once(resident, record)
    assert len(await record.activities(address)) == before + 1


async def test_words_that_another_tab_sends_are_shown_as_sent_where_they_were_said(
    resident: Tab,
) -> None:
    """Tabs share what was not taken yet: one whose line is mute is helped out by the other."""
    other = await resident.device.opens()
    await other.page.evaluate("WebSocket.prototype.send = () => {}")
    await other.types("hôm nay đọc sách 35 phút")
    await until_waits(other)
    await resident.types("hôm nay nghe đài 25 phút")
    await other.sent()
    await resident.sent()
    assert [state for state in await other.states() if state != "sent"] == []
    assert any("35 phút" in each for each in await resident.talk()), "and it was answered"
    await other.page.close()


async def until_waits(tab: Tab) -> None:
    """Wait until something said here is not sent yet."""
    await tab.page.wait_for_function(
        "() => document.querySelector('#talk .own[data-state=sending]') !== null"
    )


async def test_confirming_in_two_tabs_at_once_makes_one_row(resident: Tab, record: Record) -> None:
    address = await resident.device.address()
    before = len(await record.activities(address))
    other = await resident.device.opens()
    other.heard = resident.heard
    said_before = await other.page.locator(".own").count()
    await resident.types("hôm nay nghe đài 30 phút")
    for tab in (resident, other):
        await tab.hears(SUMMARY)
    # Held before either is pressed, so that the second press comes however fast the first one is.
    buttons = [await tab.choice("✔ Ghi vào sổ").element_handle() for tab in (resident, other)]
    await asyncio.gather(*(button.evaluate("button => button.click()") for button in buttons))
    for tab in (resident, other):
        await tab.hears("Số biên nhận")
        await tab.sent()
    assert len(await record.activities(address)) == before + 1
    own = await other.page.locator(".own .words").all_text_contents()
    assert own[said_before:] == ["✔ Ghi vào sổ"], (
        "what was typed in one tab is not shown in the other"
    )
    assert await resident.labels() == await other.labels()
    for tab in (resident, other):
        await everything_said_is_shown_once(tab, record)
    await other.page.close()


async def test_a_reload_in_the_middle_changes_nothing(phone: Device, record: Record) -> None:
    tab = await phone.opens()
    await tab.joins()
    await tab.types("hôm nay đọc sách")
    await tab.hears("Bạn học trong bao lâu?")
    before, choices = await tab.talk(), await tab.labels()
    await tab.page.reload()
    await tab.ready()
    assert (await tab.talk(), await tab.labels()) == (before, choices)
    assert await tab.announced() == [], "what was said before is no news"
    await tab.taps("45 phút")
    await tab.hears(SUMMARY)
    await tab.page.reload()
    await tab.ready()
    await tab.taps("✔ Ghi vào sổ")
    await tab.hears("Số biên nhận")
    assert await record.activities(await phone.address(), "title, minutes") == [("đọc sách", 45)]
    await everything_said_is_shown_once(tab, record)


# --- by keyboard alone ----------------------------------------------------------------------------


async def tab_to(tab: Tab, label: str, key: str = "Tab") -> list[str]:
    """Press the key until this is focused; what was focused on the way. Each must be seen."""
    passed: list[str] = []
    while label not in passed[-1:]:
        assert len(passed) < 15, f"{label} is not among {passed}"
        await tab.page.keyboard.press(key)
        assert await tab.page.evaluate("watching.focusFindings()") == []
        passed.append(await tab.focused())
    return passed


async def test_joining_and_logging_go_by_keyboard_alone(desktop: Device, record: Record) -> None:
    tab = await desktop.opens()
    press = tab.page.keyboard.press
    await tab.hears("Mình tiếp tục nhé?")
    assert await tab_to(tab, "Gửi") == [
        "Đến thẳng phần trò chuyện", "Ghi", "Sổ", "Trợ giúp", "Cài đặt",
        "Tiếp tục", "📖 Đọc kỹ", "Tôi đã có sổ", "Tiếng Việt", "English", "✖ Hủy",
        "Câu trả lời của bạn", "Gửi",
    ]  # fmt: skip
    await tab.page.reload()
    await tab.ready()
    await tab_to(tab, "Đến thẳng phần trò chuyện")
    await press("Enter")
    assert await tab_to(tab, "Tiếp tục") == ["Tiếp tục"], "the skip link leads to the choices"
    await press("Enter")
    await tab.hears("Bạn bao nhiêu tuổi?")
    await tab_to(tab, "Từ 60 trở lên")
    await press("Enter")
    for page in ("2/7", "3/7", "4/7", "5/7"):
        await tab.hears(page)
        assert await tab_to(tab, "Đồng ý") == ["Đồng ý"], "the focus goes on with the talk"
        await press("Space")
    await tab.hears("Bạn sống ở phường, xã nào?")
    await tab_to(tab, "Câu trả lời của bạn")
    await tab.page.keyboard.type("ô chợ dừa")
    await press("Enter")
    await tab.hears("Nơi ở")
    await tab_to(tab, "Người dân, nông dân, hưu trí", "Shift+Tab")
    await press("Enter")
    await tab.hears("Sổ học tập đã sẵn sàng")
    await tab_to(tab, "Câu trả lời của bạn")
    await tab.page.keyboard.type("hôm nay đọc sách 30 phút")
    await press("Enter")
    await tab.hears(SUMMARY)
    await tab_to(tab, "✔ Ghi vào sổ", "Shift+Tab")
    await press("Enter")
    await tab.hears("Số biên nhận")
    await tab_to(tab, "Cài đặt", "Shift+Tab")
    await press("Enter")
    assert await tab.focused() == "Tiến bộ", "the dialog has the focus"
    await expect(tab.page.locator("#alerts")).to_be_visible()
    assert await tab_to(tab, "Đóng") == [
        "Lời nhắc", "Kỹ năng", "Tiếng Việt", "Báo cho tôi trên máy này", "Thoát khỏi máy này",
        "Đóng",
    ]  # fmt: skip
    await press("Escape")
    assert await tab.focused() == "Cài đặt", "and gives it back"
    assert await record.activities(await desktop.address()) == ["đọc sách"]


async def test_enter_sends_and_shift_enter_begins_a_line(desktop: Device) -> None:
    tab = await desktop.opens()
    await tab.hears("Mình tiếp tục nhé?")

    async def height() -> float:
        box = await tab.box.bounding_box()
        assert box
        return box["height"]

    one_line = await height()
    await tab.box.focus()
    await tab.page.keyboard.type("dòng một")
    await tab.page.keyboard.press("Shift+Enter")
    await tab.page.keyboard.type("dòng hai")
    assert await height() > one_line, "the box grows"
    await tab.page.keyboard.press("Enter")
    assert await height() < one_line + 2
    assert await tab.box.input_value() == ""
    await tab.hears("dòng một")
    assert await tab.page.locator(".own .words").last.inner_text() == "dòng một\ndòng hai"


async def test_an_empty_answer_is_not_sent(desktop: Device) -> None:
    tab = await desktop.opens()
    await tab.hears("Mình tiếp tục nhé?")
    await tab.box.fill("  \n ")
    await tab.box.press("Enter")
    await tab.presses("Gửi")
    assert await tab.page.locator(".own").count() == 0
    assert await tab.focused() == "Câu trả lời của bạn"


# --- words that mean harm -------------------------------------------------------------------------

_HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markup": "</p><b>đậm</b>&lt;i&gt;&amp;&#x41;<svg/onload=alert(1)><!-- {blank} %s",
    "link": "[a](javascript:alert(1)) https://example.com/a?b=c*_~`",
    "long word": "ệ" * 900,
    "right to left": "مرحبا بالعالم \u202eđảo ngược\u202c \u2066riêng lẻ",
    "zalgo": "S" + "\u0301\u0323\u0336\u0489" * 30 + "ổ",
    "emoji": "👩🏽\u200d🏫📚🇻🇳 1️⃣ 🏳️\u200d🌈",
    "line ends": "một\nhai\n\nba",
}


_LINKS = ["https://example.com/a?b=c*_~`"]
"""What of it can be pressed in the answer that repeats it: an address of the web alone."""


@pytest.mark.parametrize("name", _HOSTILE)
async def test_what_is_typed_is_shown_and_nothing_else(resident: Tab, name: str) -> None:
    text = unicodedata.normalize("NFC", _HOSTILE[name])
    await resident.types(_HOSTILE[name])
    heard = await resident.hears("Xin lỗi, sổ chưa hiểu: ")
    told = shortened(text, MAX_REPEATED)
    shown = (await resident.page.locator(".own .words").last.text_content() or "").strip()
    assert shown == text
    assert f"Xin lỗi, sổ chưa hiểu: {told}\n" in heard
    # Of these two messages only: earlier ones come back too, and a sent file is a link.
    for newest in (".own", ".theirs"):
        said = resident.page.locator(f"#talk {newest}").last
        assert await said.locator("script, img, b, i, svg:not([aria-hidden])").count() == 0
        links = await said.locator("a").all_text_contents()
        assert links == (_LINKS if (newest, name) == (".theirs", "link") else [])
    assert [found for found in await resident.findings() if "little room" not in found] == []
    await resident.pictured(f"hostile-{name}")


async def test_the_longest_text_is_taken_and_a_longer_one_is_given_back(resident: Tab) -> None:
    longest = ("học đi đôi với hành. " * 200)[:4095] + "!"
    said_before = await resident.page.locator(".own").count()
    await resident.types(longest)
    assert shortened(longest, MAX_REPEATED) in await resident.hears("Xin lỗi, sổ chưa hiểu")
    await resident.types(longest + "!")
    await expect(resident.trouble).to_have_text(
        "Nội dung dài quá. Xin rút ngắn còn nhiều nhất 4096 ký tự."
    )
    assert await resident.box.input_value() == longest + "!", "nothing of it is lost"
    assert await resident.page.locator(".own").count() == said_before + 1
    await resident.box.fill("ngắn hơn")
    await resident.presses("Gửi")
    await resident.hears("Xin lỗi, sổ chưa hiểu: ngắn hơn")
    await expect(resident.trouble).to_be_empty()


async def test_markup_in_a_title_stays_words_everywhere(resident: Tab, record: Record) -> None:
    title = "<b onclick=alert(1)>Sách</b> & <i>báo</i>"
    await resident.taps("✏ Ghi hoạt động học", "Tự học", "Đọc sách, báo, tạp chí")
    await resident.hears("Bạn đã học điều gì?")
    await resident.types(title)
    await resident.taps("Hôm nay", "15 phút", "Bỏ qua", "Bỏ qua", "Bỏ qua", "✔ Ghi vào sổ")
    assert title in await resident.hears("Số biên nhận")
    await resident.presses("Sổ")

    async def listed() -> bool:
        if any("<b onclick" in label for label in await resident.labels()):
            return True
        if await resident.choice("▼ Xem thêm").count():
            await resident.taps("▼ Xem thêm")
        return False

    await until(listed, "the entry is in the list of the week")
    assert await resident.page.locator("#talk").locator("b, i").count() == 0
    assert title in await record.activities(await resident.device.address())


# --- the menu of the page -------------------------------------------------------------------------


async def test_the_language_is_switched_at_once_and_stays(phone: Device) -> None:
    tab = await phone.opens()
    await tab.joins()
    await tab.presses("Cài đặt")
    await tab.page.get_by_role("radio", name="English").check()
    await tab.hears("From now on I will write in English.")
    await tab.presses("Close")
    assert await tab.page.get_by_role("textbox", name="Your answer").is_visible()
    assert await tab.page.locator("html").get_attribute("lang") == "en"
    await tab.page.reload()
    await tab.ready()
    await tab.page.get_by_role("button", name="Notebook", exact=True).tap()
    await tab.hears("This week (")
    await tab.page.get_by_role("button", name="More", exact=True).tap()
    assert await tab.page.get_by_role("radio", name="English").is_checked()
    await tab.page.get_by_role("radio", name="Tiếng Việt").check()
    await tab.hears("Từ giờ sổ sẽ viết bằng tiếng Việt.")


async def test_a_language_that_is_chosen_in_the_talk_is_the_pages_too(phone: Device) -> None:
    tab = await phone.opens()
    html = tab.page.locator("html")
    await tab.hears("Mình tiếp tục nhé?")
    await tab.taps("English")
    await expect(html).to_have_attribute("lang", "en")
    await expect(tab.button("Notebook")).to_be_visible()
    await tab.presses("More")
    await expect(tab.page.get_by_role("radio", name="English")).to_be_checked()
    await tab.presses("Close")
    first, last = tab.page.locator(".theirs .words").first, tab.page.locator(".theirs .words").last
    await expect(first).to_have_attribute("lang", "vi")
    await expect(last).to_have_attribute("lang", "en")
    await tab.page.evaluate("localStorage['sohoctap.language'] = 'vi'")
    await tab.page.reload()
    await tab.ready()
    await expect(html).to_have_attribute("lang", "en")
    await tab.taps("Tiếng Việt")
    await expect(html).to_have_attribute("lang", "vi")


async def test_who_leaves_is_forgotten_and_the_next_person_begins_anew(
    phone: Device, record: Record
) -> None:
    tab = await phone.opens()
    await tab.joins()
    await tab.types("hôm nay đọc sách 30 phút")
    await tab.hears(SUMMARY)
    await tab.taps("✔ Ghi vào sổ")
    await tab.hears("Số biên nhận")
    other = await phone.opens()
    left = await phone.address()
    await tab.page.bring_to_front()
    await tab.presses("Cài đặt")
    await tab.presses("Thoát khỏi máy này")
    await tab.presses("Ở lại")
    assert await phone.address() == left
    await tab.presses("Cài đặt")
    await tab.presses("Thoát khỏi máy này")
    await tab.presses("Thoát")
    for seen in (tab, other):
        talk = seen.page.locator("#talk .said .words")
        await expect(talk).to_have_text([re.compile("Mình tiếp tục nhé")])
    assert await phone.address() != left
    kept = json.dumps(await tab.page.evaluate("[{...localStorage}, {...sessionStorage}]"))
    assert "đọc sách" not in kept
    await tab.page.go_back()
    assert "HT-" not in await tab.page.content()
    assert await record.activities(left) == ["đọc sách"], "what was logged stays stored"


# --- the demonstration ----------------------------------------------------------------------------


async def test_a_demonstration_has_a_newcomer_and_a_resident(
    browser: Browser, demo: Service
) -> None:
    newcomer, resident, *_staff = demo.links()
    async with device(browser, demo.base, PHONE) as one:
        tab = await one.opens(newcomer.removeprefix(demo.base))
        await tab.hears("Mình tiếp tục nhé?")
    async with device(browser, demo.base, DESKTOP) as other:
        tab = await other.opens(resident.removeprefix(demo.base))
        await tab.presses("Sổ")
        await tab.hears("Tuần này (")
        for _week in range(3):
            await tab.taps("◀ Tuần trước đó")
            assert (await tab.hears("tổng cộng")).startswith("Tuần ")


async def test_a_demo_person_is_nobody_in_the_service_itself(
    phone: Device, served: Service, record: Record
) -> None:
    key = await record.web_key()
    page = await phone.context.new_page()
    answer = await page.goto(enter_link(served.base, key, RESIDENT))
    assert answer is not None
    assert answer.status == 404
    cookie = Signer(key).sign("cookie", RESIDENT)
    await phone.context.add_cookies([{"name": "sohoctap", "value": cookie, "url": served.base}])
    tab = await phone.opens()
    await tab.hears("Mình tiếp tục nhé?")
    assert await phone.address() != RESIDENT
    assert await record.said_to(RESIDENT) == []
    phone.endured("status of 404")
