"""Three people on Telegram: a campaign is written, approved, sent and answered; what is refused."""

from __future__ import annotations

from pathlib import Path

from bot.domain.staff.roles import Right, RoleName
from tests.e2e.officers.staffing import Staffed, ward_served
from tests.emulators.telegram import Seen

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
        await hoa.taps("📤 Gửi ngay", "Bạn muốn gửi ngay bây giờ", of=opened)
        await hoa.taps("📤 Đúng, gửi ngay", "Đã bắt đầu gửi")
        for resident in (first, second):
            got = await resident.sees(READ)
            assert "NGỪNG NHẬN" in got.text
            await resident.taps("Tôi sẽ đến", "Câu trả lời đã được tính: Tôi sẽ đến", of=got)
        await first.says("ngưng nhận", "Đã ghi nhận lúc")
        await kept.until("SELECT 1 FROM campaign WHERE stage = 'ended'")
        result = await hoa.says("các chiến dịch", "Các chiến dịch")
        result = await hoa.taps("Lớp <b>điện thoại</b>", "Tình trạng: đã kết thúc", of=result)
        assert "Tôi sẽ đến: " in result.text
        assert await kept.rows("SELECT button, count(*) FROM campaign_answer GROUP BY button") == [
            (0, 2)
        ]
        ends = "SELECT state, count(*) FROM outbox WHERE kind = 'campaign' GROUP BY state"
        assert await kept.rows(ends) == [("sent", 4)]


async def opens(member: Staffed, words: str) -> Seen:
    """Open the one campaign from the list of campaigns."""
    listed = await member.says("các chiến dịch", "Các chiến dịch")
    return await member.taps("Lớp", words, of=listed)


async def changes(hoa: Staffed, text: str) -> None:
    """Write another text, and ask for the approval again."""
    await opens(hoa, "Người viết: Nguyễn Thị Hoa")
    await hoa.taps("✏ Sửa", "Chiến dịch của bạn")
    await hoa.taps("✏ Nội dung", "Xin viết nội dung")
    await hoa.says(text, "Đã lưu.")
    await hoa.taps("📨 Gửi duyệt", "Đã gửi duyệt")


async def test_one_person_old_buttons_and_a_lost_role_send_nothing(
    tmp_path: Path, database_url: str
) -> None:
    staff = (WRITER, APPROVER, ADMIN)
    async with ward_served(tmp_path, database_url, staff, 1) as (_service, kept, people, residents):
        hoa, minh, admin = people
        await writes(hoa, "Lớp học lúc 8 giờ.")
        await hoa.taps("📨 Gửi duyệt", "Đã gửi duyệt")
        waits = await opens(hoa, "Tình trạng: chờ duyệt")
        assert not {"✔ Duyệt", "📤 Gửi ngay"} & set(waits.labels)
        await minh.sees("Có chiến dịch chờ bạn duyệt")
        seen = await minh.taps("Mở", "Tình trạng: chờ duyệt")
        await changes(hoa, "Lớp học lúc 9 giờ.")
        await minh.sees("Có chiến dịch chờ bạn duyệt")
        # The button below the old text approves nothing: the new text is shown first.
        shown = await minh.taps("✔ Duyệt", "Đây là bản mới nhất; xin xem lại.", of=seen)
        assert any("Lớp học lúc 9 giờ." in each.text for each in minh.person.messages)
        assert await kept.rows("SELECT stage FROM campaign") == [("submitted",)]
        await minh.taps("✔ Duyệt", "Đã ghi nhận bạn duyệt", of=shown)
        await hoa.sees("Chiến dịch của bạn đã được duyệt")
        ready = await opens(hoa, "Tình trạng: đã duyệt")
        await changes(hoa, "Lớp học lúc 10 giờ.")
        # What was ready before the change is not sent by its old button.
        await hoa.taps("📤 Gửi ngay", "Đang chờ duyệt", of=ready)
        assert await kept.rows("SELECT stage, approved_version FROM campaign") == [
            ("submitted", None)
        ]
        await minh.sees("Có chiến dịch chờ bạn duyệt")
        shown = await minh.taps("Mở", "Tình trạng: chờ duyệt")
        await minh.taps("✔ Duyệt", "Đã ghi nhận bạn duyệt", of=shown)
        ready = await opens(hoa, "Tình trạng: đã duyệt")
        asked = await hoa.taps("📤 Gửi ngay", "Bạn muốn gửi ngay bây giờ", of=ready)
        home = await admin.says("cán bộ", "Để xem hoặc đổi vai trò")
        await admin.taps("Nguyễn Thị Hoa", "Được phép", of=home)
        await admin.taps("✖ Kết thúc vai trò này", "Kết thúc vai trò của Nguyễn Thị Hoa (cán bộ")
        await admin.taps("Kết thúc vai trò", "Vai trò của Nguyễn Thị Hoa đã kết thúc.")
        await hoa.sees("Vai trò của bạn đã kết thúc")
        await hoa.taps("📤 Đúng, gửi ngay", "chỉ dành cho cán bộ", of=asked)
        assert await kept.rows("SELECT count(*) FROM campaign_run") == [(0,)]
        # The campaign is kept, and whoever else may write sees it.
        await opens(admin, "Tình trạng: đã duyệt")
        assert not any("Lớp học" in each.text for each in residents[0].person.messages)
