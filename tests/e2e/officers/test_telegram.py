"""Three people on Telegram: a campaign is written, approved, sent and answered; what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.staff.roles import Right, RoleName
from tests.e2e.officers.staffing import Staffed, ward_served

WRITER: tuple[str, RoleName, tuple[Right, ...]] = ("Nguyễn Thị Hoa", "officer", ("write", "read"))
APPROVER: tuple[str, RoleName, tuple[Right, ...]] = ("Trần Văn Minh", "officer", ("approve",))
ADMIN: tuple[str, RoleName, tuple[Right, ...]] = ("Phạm Quốc Anh", "admin", ())

TEXT = "Lớp <b>điện thoại</b> & *Zalo* _miễn phí_ [tại đây](http://x) ở {phường}. Xin đến lúc 9h!"
READ = TEXT.replace("{phường}", "phường Ô Chợ Dừa")


async def writes(hoa: Staffed, text: str = TEXT) -> None:
    """Write a campaign with an answer that is counted."""
    await hoa.says("chiến dịch", "Soạn chiến dịch")
    await hoa.taps("➕ Chiến dịch mới", "Bạn muốn gửi loại tin nào?")
    await hoa.taps("ℹ Thông tin", "Xin viết nội dung")
    await hoa.says(text, "Chiến dịch của bạn")
    await hoa.taps("🔘 Nút", "Bạn muốn thêm nút nào?")
    await hoa.taps("✔ Câu trả lời", "Trên nút ghi chữ gì?")
    await hoa.says("Tôi sẽ đến", "Đã lưu.")
    await hoa.taps("⏳ Có ích đến", "còn có ích đến hết ngày nào")
    await hoa.says("mai", "Đã lưu.")


async def test_written_approved_sent_answered_and_told(tmp_path: Path, database_url: str) -> None:
    staff = (WRITER, APPROVER)
    async with ward_served(tmp_path, database_url, staff, 2) as (_service, kept, people, residents):
        hoa, minh = people
        first, second = residents
        await writes(hoa)
        await hoa.taps("👁 Xem trước", "Trên trang web của sổ, Telegram")
        await hoa.sees("Chiến dịch của bạn")
        await hoa.taps("📨 Gửi duyệt", "Đã gửi duyệt")
        await minh.sees("Có chiến dịch chờ bạn duyệt")
        shown = await minh.taps("Mở", "Người viết: Nguyễn Thị Hoa")
        assert any(READ in each.text for each in minh.person.messages)
        await minh.taps("✔ Duyệt", "Đã ghi nhận bạn duyệt", of=shown)
        await hoa.sees("Chiến dịch của bạn đã được duyệt")
        # The words of the person stand as they were written, not as markup.
        opened = await hoa.taps("Mở", "Người duyệt: Trần Văn Minh")
        await hoa.taps("📤 Gửi ngay", "Gửi ngay bây giờ chứ", of=opened)
        await hoa.taps("📤 Đúng, gửi ngay", "Đã bắt đầu gửi")
        for resident in (first, second):
            got = await resident.sees(READ)
            assert "NGỪNG NHẬN" in got.text
            await resident.taps("Tôi sẽ đến", "Câu trả lời đã được tính: Tôi sẽ đến", of=got)
        await first.says("ngưng nhận", "Đã ghi nhận lúc")
        await kept.until("SELECT 1 FROM campaign WHERE stage = 'ended'")
        result = await hoa.says("các chiến dịch", "Các chiến dịch")
        result = await hoa.taps("Lớp <b>điện thoại</b>", "Tình trạng: đã kết thúc", of=result)
        assert "▓▓▓▓▓▓▓▓▓▓ 4/4" in result.text
        assert "Tôi sẽ đến: 2 người" in result.text
