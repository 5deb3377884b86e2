"""An officer writes a campaign: part by part, with one clear sentence for what cannot be."""

from __future__ import annotations

import pytest

from bot.domain.campaigns.content import MAX_UNITS
from bot.domain.staff.roles import Right
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import (
    LANG,
    O_CHO_DUA,
    end_role,
    give_role,
    officer,
)

TEXT = "Lớp học dùng điện thoại miễn phí tại {phường}."


async def begins(visitor: Visitor, text: str = TEXT) -> str:
    """Begin a campaign and write its text; what is shown then."""
    await visitor.says("chiến dịch")
    await visitor.taps("Chiến dịch mới")
    await visitor.taps("Thông tin của phường")
    return await visitor.says(text)


async def completes(visitor: Visitor, text: str = TEXT) -> str:
    """Begin a campaign and say until when it is useful."""
    await begins(visitor, text)
    await visitor.taps("Có ích đến")
    return await visitor.taps("27/11/2026")


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who may write for one ward."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")


async def test_the_ward_of_an_officer_with_one_is_chosen_at_once(hoa: Visitor) -> None:
    shown = await begins(hoa)
    assert "Phường, xã: phường Ô Chợ Dừa" in shown
    assert "Còn thiếu: có ích đến ngày nào" in shown


async def test_a_resident_finds_no_campaign(sqlite_house: TestApplication) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    assert "Soạn chiến dịch" not in await visitor.says("/campaign")
    assert "chiến dịch" not in await visitor.says("trợ giúp tất cả")


@pytest.mark.parametrize(
    "text",
    [
        "<b>Đậm</b> & <script>alert(1)</script>",
        "*sao* _gạch_ [chữ](http://x) `mã`",
        "Lũ đang lên. Ai cần cứu, xin gọi 112!",
        "dừng\nngừng nhận\n/menu",
    ],
)
async def test_any_text_is_kept_and_shown_as_it_is(hoa: Visitor, text: str) -> None:
    assert text in await begins(hoa, text)
    await hoa.taps("Xem trước")
    preview = next(m.text for m in hoa.messages if m.text.startswith("Trên buttons"))
    assert text in preview


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" * 4096, f"tối đa {MAX_UNITS} ký tự"),
        ("Chào {tên}", "Chỉ có {phường} được điền tự động"),
    ],
)
async def test_a_text_that_cannot_be_sent_leaves_the_draft(
    hoa: Visitor, text: str, told: str
) -> None:
    await begins(hoa)
    await hoa.taps("Nội dung")
    assert told in await hoa.says(text)
    assert "miễn phí tại {phường}" in await hoa.taps("Quay lại")


LINKS = {
    "javascript:alert(1)": "bắt đầu bằng https://",
    "http://hanoi.gov.vn": "bắt đầu bằng https://",
    "https://127.0.0.1/x": "Không kiểm tra được địa chỉ này",
    "hai chữ": "không phải đường dẫn",
}


@pytest.mark.parametrize(("typed", "told"), LINKS.items(), ids=list(LINKS))
async def test_a_bad_link_is_asked_again(hoa: Visitor, typed: str, told: str) -> None:
    await begins(hoa)
    await hoa.taps("Nút")
    await hoa.taps("Đường dẫn")
    await hoa.says("Đăng ký")
    assert told in await hoa.says(typed)
    assert "https://hanoi.gov.vn/lop" in await hoa.says("hanoi.gov.vn/lop")


async def test_a_look_alike_is_told_in_both_spellings(hoa: Visitor) -> None:
    await begins(hoa)
    await hoa.taps("Nút")
    await hoa.taps("Đường dẫn")
    await hoa.says("Đọc báo")
    shown = await hoa.says("https://vnеxpress.net/")
    assert "https://xn--vnxpress-d8g.net/ (địa chỉ này viết là vnеxpress.net)" in shown


async def test_three_buttons_are_the_most_and_one_can_be_removed(hoa: Visitor) -> None:
    await begins(hoa)
    for label in ("Tôi sẽ đi", "Tôi bận", "Chưa biết"):
        await hoa.taps("Nút")
        await hoa.taps("Câu trả lời được đếm")
        await hoa.says(label)
    shown = await hoa.taps("Nút")
    assert "tối đa 3 nút" in shown
    assert "Câu trả lời được đếm" not in " ".join(hoa.labels)
    await hoa.taps("Bỏ nút 2")
    assert "Tôi bận" not in await hoa.taps("Quay lại")


TIMES = {
    "hôm nay 8h": "Lúc đó đã qua",
    "mai 24:00": "từ 07:00 đến 22:00",
    "mai 23h": "từ 07:00 đến 22:00",
    "1/1/2028 8h": "còn hơn 180 ngày",
    "khi nào tiện": "chưa hiểu",
}


@pytest.mark.parametrize(("typed", "told"), TIMES.items(), ids=list(TIMES))
async def test_a_time_that_cannot_be_is_asked_again(hoa: Visitor, typed: str, told: str) -> None:
    await begins(hoa)
    await hoa.taps("Lúc gửi")
    said = await hoa.says(typed)
    assert told in said or "Xin cho biết ngày và giờ" in said
    assert "Gửi: 08:00, thứ Bảy, 21/11/2026" in await hoa.says("mai 8h")


async def test_a_weekly_campaign_has_a_last_day_and_needs_no_other(hoa: Visitor) -> None:
    await begins(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.taps("Hằng tuần")
    await hoa.says("thứ bảy 9 giờ")
    shown = await hoa.says("31/12/2026")
    assert "09:00 thứ Bảy hằng tuần, đến hết thứ Năm, 31/12/2026" in shown.replace("Thứ", "thứ")
    assert "Còn thiếu" not in shown


async def test_a_photo_goes_with_it_and_the_preview_says_so(hoa: Visitor) -> None:
    await begins(hoa)
    await hoa.taps("Ảnh, tài liệu")
    assert "Kèm theo: một ảnh" in await hoa.sends("photo", "telegram:AgAC")
    await hoa.taps("Xem trước")
    assert any("Tin này có kèm ảnh, nhưng ở đây không hiện được." in m.text for m in hoa.messages)


async def test_a_preview_shows_each_channel_and_each_language(hoa: Visitor) -> None:
    await begins(hoa)
    await hoa.taps("Tiếng Anh")
    await hoa.says("A free class in {ward}.")
    before = len(hoa.messages)
    await hoa.taps("Xem trước")
    seen = [message.text for message in hoa.messages[before:]]
    assert [text.split(",")[0] for text in seen[:4]] == [
        "Trên buttons", "Trên numbers", "Trên buttons", "Trên numbers",
    ]  # fmt: skip
    assert "[ 🔕 Ngừng nhận tin ]" in seen[0]
    assert "gõ “ngừng nhận”" in seen[1]
    assert "A free class in phường Ô Chợ Dừa." in seen[2]


async def test_an_offer_is_labelled_first(sqlite_house: TestApplication, hoa: Visitor) -> None:
    await hoa.says("chiến dịch")
    await hoa.taps("Chiến dịch mới")
    await hoa.taps("Quảng bá")
    await hoa.says("Khóa tiếng Anh giảm giá.")
    await hoa.taps("Gửi thử")
    await sqlite_house.worker.look()
    await sqlite_house.worker.settled()
    tried = hoa.messages[-1]
    assert tried.text.startswith("[QC] Khóa tiếng Anh giảm giá.")
    assert tried.text.endswith("hoặc nhắn: NGỪNG NHẬN")
    assert "🔕 Ngừng nhận tin" in [b.label for row in tried.buttons for b in row]


@pytest.mark.parametrize(
    ("what", "told"),
    [("empty", "chưa có nội dung"), ("useful", "còn có ích đến hết ngày nào")],
)
async def test_what_is_missing_is_told_before_an_approval(
    hoa: Visitor, what: str, told: str
) -> None:
    if what == "empty":
        await hoa.says("chiến dịch")
        await hoa.taps("Chiến dịch mới")
        await hoa.taps("Thông tin của phường")
        await hoa.taps("Quay lại")
    else:
        await begins(hoa)
    assert told in await hoa.taps("Gửi duyệt")


async def test_a_campaign_for_nobody_is_not_submitted(hoa: Visitor) -> None:
    await completes(hoa)
    await hoa.taps("Nơi nhận")
    assert "Phường, xã: chưa chọn" in await hoa.taps("phường Ô Chợ Dừa")
    await hoa.taps("Xong")
    await hoa.taps("Về chiến dịch")
    assert "Chưa chọn phường, xã nào" in await hoa.taps("Gửi duyệt")


async def test_nobody_to_approve_is_told_and_the_draft_kept(hoa: Visitor) -> None:
    await completes(hoa)
    assert "Chưa có người khác được duyệt" in await hoa.taps("Gửi duyệt")
    assert "bản nháp" in await hoa.says("/campaigns")


async def test_a_ward_that_was_lost_is_told_and_can_be_taken_out(
    sqlite_house: TestApplication,
) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    await give_role(visitor, "Hoa", [O_CHO_DUA], "write")
    second = await give_role(visitor, "Hoa", [LANG], "write")
    await begins(visitor)
    await visitor.taps("Nơi nhận")
    await visitor.taps("phường Láng")
    await visitor.taps("phường Ô Chợ Dừa")
    await end_role(sqlite_house, second)
    said = await visitor.says("Ô Chợ Dừa")
    if "Bạn không còn quyền gửi" not in said:
        said = await visitor.taps("Xong")
        await visitor.taps("Có ích đến")
        said = await visitor.taps("27/11/2026")
    assert "Bạn không còn quyền gửi cho một trong các phường, xã này" in said
    assert "miễn phí tại {phường}" in await visitor.says("/campaign " + await _key(visitor))


async def _key(visitor: Visitor) -> str:
    rows = await visitor.application.rows("SELECT key FROM campaign")
    return str(rows[0][0])


async def test_who_lost_the_role_is_told_and_nothing_is_written(
    sqlite_house: TestApplication,
) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    held = await give_role(visitor, "Hoa", [O_CHO_DUA], "write")
    await begins(visitor)
    await visitor.taps("Nội dung")
    await end_role(sqlite_house, held)
    await visitor.says("Một nội dung khác")
    assert any("chỉ dành cho cán bộ" in m.text for m in visitor.messages[-2:])
    assert await sqlite_house.rows("SELECT version FROM campaign") == [(2,)]


async def test_two_officers_never_overwrite_each_other(sqlite_house: TestApplication) -> None:
    rights: tuple[Right, ...] = ("write",)
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", *rights)
    minh = await officer(sqlite_house, "2", "Trần Văn Minh", *rights)
    await begins(hoa)
    key = await _key(hoa)
    await minh.says(f"/campaign {key}")
    await minh.taps("Nội dung")
    await hoa.taps("Nội dung")
    await hoa.says("Bản của Hoa")
    shown = await minh.says("Bản của Minh")
    assert "vừa được sửa ở nơi khác" in shown
    assert "Bản của Hoa" in shown
    await minh.taps("Nội dung")
    assert "Bản của Minh" in await minh.says("Bản của Minh")


async def test_an_old_button_of_a_draft_overwrites_nothing(hoa: Visitor) -> None:
    await begins(hoa)
    old = hoa.last
    await hoa.taps("Nội dung")
    await hoa.says("Bản mới")
    assert "Bản mới" in await hoa.taps("Gửi duyệt", old)


async def test_a_discarded_draft_is_gone_from_the_list(hoa: Visitor) -> None:
    await begins(hoa)
    await hoa.taps("🗑 Bỏ")
    assert "Đã bỏ chiến dịch này" in await hoa.taps("Bỏ bản này")
    assert "miễn phí" not in await hoa.says("/campaigns")


async def test_the_same_words_work_without_buttons(sqlite_house: TestApplication) -> None:
    visitor = sqlite_house.visitor("9")
    await visitor.joins()
    await give_role(visitor, "Hoa", [O_CHO_DUA], "write")
    await begins(visitor)
    assert "Chiến dịch của bạn" in await visitor.says("/campaign " + await _key(visitor))


async def test_the_buttons_of_a_try_answer_and_count_nothing(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    await begins(hoa)
    for kind, label, behind in (
        ("Câu trả lời", "Tôi sẽ đi", ""),
        ("Cho biết thêm", "Xem", "Mang máy."),
    ):
        await hoa.taps("🔘 Nút")
        await hoa.taps(kind)
        await hoa.says(label)
        if behind:
            await hoa.says(behind)
    await hoa.taps("Gửi thử")
    await sqlite_house.worker.look()
    await sqlite_house.worker.settled()
    tried = hoa.messages[-1]
    before = len(hoa.messages)
    await hoa.taps("Tôi sẽ đi", tried)
    await hoa.taps("Xem", tried)
    said = [message.text for message in hoa.messages[before:]]
    assert "Đây chỉ là bản gửi thử nên không được đếm: Tôi sẽ đi" in said
    assert "Mang máy." in said
