"""The demo's officer, approver and resident on the page: the walk that the handbook shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.officers.pictures import Album, named_in_handbook
from tests.e2e.service import Service, running
from tests.e2e.stored_rows import Kept
from tests.e2e.telegram.test_announcements import Today
from tests.e2e.web.browser import DESKTOP, PHONE, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TALL = {**PHONE, "viewport": {"width": 360, "height": 1900}}
WIDE = {**DESKTOP, "viewport": {"width": 1280, "height": 1900}, "device_scale_factor": 1.5}
"""A phone and a computer that show a whole message, for the pictures."""
TEXT = "Lớp dùng điện thoại thông minh miễn phí tại {phường}, 8 giờ sáng thứ Bảy. Xin mang máy."
READ = TEXT.replace("{phường}", "phường Văn Miếu - Quốc Tử Giám")


@pytest_asyncio.fixture(loop_scope="session")
async def noon_demo(tmp_path: Path) -> AsyncIterator[Service]:
    """A demonstration where it is about noon, outside everybody's quiet hours."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'demo.db'}"
    noon = Today(tmp_path / "data")
    async with running(Service(tmp_path, url, command="demo", **noon.settings)) as service:
        yield service


async def test_the_walk_of_the_handbook(browser: Browser, noon_demo: Service) -> None:
    album, base = Album(), noon_demo.base
    kept = Kept(noon_demo.environment["BOT_DATABASE_URL"])
    _newcomer, resident, officer, approver, _admin = (
        link.removeprefix(base) for link in noon_demo.links()
    )
    async with (
        device(browser, base, TALL) as one,
        device(browser, base, WIDE) as two,
        device(browser, base, TALL) as three,
    ):
        soan, duyet, dan = (
            await one.opens(officer),
            await two.opens(approver),
            await three.opens(resident),
        )
        await soan.types("danh mục")
        await soan.hears("Vai trò của bạn: cán bộ phường Văn Miếu - Quốc Tử Giám")
        await album.takes(soan, "vai-tro", "Vai trò của bạn")
        await soan.types("chiến dịch")
        await soan.hears("Soạn chiến dịch")
        await soan.taps("➕ Chiến dịch mới")
        await soan.hears("Bạn muốn gửi loại tin nào?")
        await album.takes(soan, "loai-tin", "loại tin nào")
        await soan.taps("ℹ Thông tin của phường, xã")
        await soan.hears("Xin viết nội dung")
        await soan.types(TEXT)
        await soan.hears("Còn thiếu")
        await soan.taps("🔘 Nút")
        await soan.hears("Bạn muốn thêm nút nào?")
        await soan.taps("✔ Câu trả lời được đếm")
        await soan.hears("Trên nút ghi chữ gì?")
        await soan.types("Tôi sẽ đến")
        await soan.hears("Đã lưu.")
        await soan.taps("⏳ Có ích đến")
        await soan.hears("đến hết ngày nào?")
        await soan.types("mai")
        await soan.hears("Đã lưu.")
        await album.takes(soan, "ban-nhap", "Chiến dịch của bạn")
        await soan.taps("👁 Xem trước")
        await soan.hears("Trên trang web của sổ")
        await soan.hears("Chiến dịch của bạn")
        await soan.taps("📨 Gửi duyệt")
        await soan.hears("Đã gửi duyệt")
        await duyet.hears("Có chiến dịch chờ bạn duyệt")
        await duyet.taps("Mở")
        await duyet.hears(READ)
        await duyet.hears("Người viết: Trần Thị Soạn")
        await album.takes(duyet, "duyet", "Người viết")
        await duyet.taps("✔ Duyệt")
        await duyet.hears("Đã ghi nhận bạn duyệt")
        await soan.hears("Chiến dịch của bạn đã được duyệt")
        await soan.taps("Mở")
        await soan.hears("Người duyệt: Lê Văn Duyệt")
        await soan.taps("📤 Gửi ngay")
        await soan.hears("Gửi ngay bây giờ chứ")
        await album.takes(soan, "gui-ngay", "Gửi ngay bây giờ chứ")
        await soan.taps("📤 Đúng, gửi ngay")
        await soan.hears("Đã bắt đầu gửi")
        await dan.hears(READ)
        await album.takes(dan, "nguoi-dan-nhan", "UBND")
        await dan.taps("Tôi sẽ đến")
        await dan.hears("Câu trả lời đã được tính: Tôi sẽ đến")
        await kept.until("SELECT 1 FROM campaign WHERE stage = 'ended'")
        await soan.types("các chiến dịch")
        await soan.hears("Các chiến dịch")
        await soan.taps("Lớp dùng điện thoại thông minh…")
        told = await soan.hears("Tình trạng: đã kết thúc")
        assert "Tôi sẽ đến: " in told
        assert await kept.rows("SELECT button, count(*) FROM campaign_answer GROUP BY button") == [
            (0, 1)
        ]
        await album.takes(soan, "ket-qua", "Tình trạng: đã kết thúc")
    assert set(named_in_handbook()) <= set(album.names)


MARKUP = (
    "<img src=x onerror=alert(1)> <b>Đậm</b> *sao* _gạch_ [chữ](javascript:alert(1)) & ở {phường}"
)


async def test_markup_stays_text_and_a_second_device_overwrites_nothing(
    browser: Browser, noon_demo: Service
) -> None:
    base = noon_demo.base
    officer, approver = (link.removeprefix(base) for link in noon_demo.links()[2:4])
    kept = Kept(noon_demo.environment["BOT_DATABASE_URL"])
    async with (
        device(browser, base, PHONE) as one,
        device(browser, base, DESKTOP) as two,
        device(browser, base, PHONE) as three,
    ):
        phone, computer = await one.opens(officer), await two.opens(officer)
        await phone.types("chiến dịch")
        await phone.hears("Soạn chiến dịch")
        await phone.taps("➕ Chiến dịch mới")
        await phone.hears("Bạn muốn gửi loại tin nào?")
        await phone.taps("ℹ Thông tin của phường, xã")
        await phone.hears("Xin viết nội dung")
        await phone.types(MARKUP)
        assert MARKUP in await computer.hears("Chiến dịch của bạn")
        await phone.hears("Chiến dịch của bạn")
        assert await phone.page.locator("#talk img[src='x'], #talk .words b").count() == 0
        # The question is open on both devices; the first answer counts, and the other is told.
        await phone.taps("✏ Nội dung")
        await phone.hears("Nội dung hiện nay:")
        await computer.hears("Nội dung hiện nay:")
        await computer.types("Bản gõ trên máy tính.")
        await computer.hears("Đã lưu.")
        stored = await kept.rows("SELECT version, content FROM campaign")
        await phone.types("Bản gõ trên điện thoại.")
        await phone.hears("Xin lỗi, sổ chưa hiểu: Bản gõ trên điện thoại.")
        assert await kept.rows("SELECT version, content FROM campaign") == stored
        # An approver may not write: one sentence, and whom to ask.
        other = await three.opens(approver)
        await other.types("chiến dịch")
        told = await other.hears("Việc này chỉ dành cho cán bộ có quyền.")
        assert "hãy hỏi quản trị viên của phường, xã" in told
        await phone.pictured("officers-two-devices")
