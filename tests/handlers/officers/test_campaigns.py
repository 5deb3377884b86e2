"""Staff see the campaigns of their wards; another person approves, or returns with a word."""

from __future__ import annotations

import pytest

from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import (
    LANG,
    O_CHO_DUA,
    end_role,
    give_role,
    officer,
    person_of,
)
from tests.handlers.officers.test_campaign import TEXT, completes


async def looks(application: TestApplication) -> None:
    """Let what was planned for others leave."""
    await application.worker.look()
    await application.worker.settled()


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who writes."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


async def submits(hoa: Visitor) -> None:
    """Write a campaign and ask for its approval."""
    await completes(hoa)
    assert "Đã gửi duyệt" in await hoa.taps("Gửi duyệt")
    await looks(hoa.application)


async def test_another_person_sees_the_preview_and_approves(hoa: Visitor, minh: Visitor) -> None:
    await submits(hoa)
    assert minh.last.text.startswith("Có chiến dịch chờ bạn duyệt")
    before = len(minh.messages)
    shown = await minh.taps("Mở")
    seen = [message.text for message in minh.messages[before:]]
    assert seen[0].startswith("Trên buttons")
    assert "miễn phí tại phường Ô Chợ Dừa" in seen[0]
    assert "Người viết: Nguyễn Thị Hoa" in shown
    assert "Đã ghi nhận bạn duyệt" in await minh.taps("Duyệt")
    await looks(hoa.application)
    assert hoa.last.text.startswith("Chiến dịch của bạn đã được duyệt")
    assert "Người duyệt: Trần Văn Minh" in await hoa.taps("Mở")


async def test_a_return_brings_the_word_and_a_change_asks_again(
    hoa: Visitor, minh: Visitor
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Trả lại")
    assert "Đã trả lại" in await minh.says("Xin ghi rõ giờ học.")
    await looks(hoa.application)
    assert "Xin ghi rõ giờ học." in hoa.last.text
    await hoa.taps("Mở")
    assert "Bị trả lại với lời: Xin ghi rõ giờ học." in await hoa.taps("Sửa")
    await hoa.taps("Nội dung")
    await hoa.says("Lớp học lúc 14 giờ.")
    assert "Đã gửi duyệt" in await hoa.taps("Gửi duyệt")


async def test_an_empty_word_is_asked_again(hoa: Visitor, minh: Visitor) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Trả lại")
    assert "Xin viết vài chữ" in await minh.says("…")


async def test_what_was_changed_after_it_was_shown_is_not_approved(
    hoa: Visitor, minh: Visitor
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await hoa.taps("Nội dung")
    await hoa.says("Một nội dung khác.")
    assert "vừa được sửa ở nơi khác" in await minh.taps("Duyệt")
    assert await hoa.application.rows("SELECT stage FROM campaign") == [("draft",)]


async def changes_what_waits(hoa: Visitor, text: str) -> None:
    """Change a campaign that waits for its approval, and ask for the approval again."""
    await hoa.taps("Nội dung")
    await hoa.says(text)
    assert "Đã gửi duyệt" in await hoa.taps("Gửi duyệt")


async def approve_button_is_below_the_text(minh: Visitor, before: int, text: str) -> None:
    """What came since shows this text; then it is approved, and this version is what is stored."""
    seen = [message.text for message in minh.messages[before:]]
    assert "✔ Duyệt" in minh.labels
    assert any(each.startswith("Trên buttons") and text in each for each in seen)
    assert "Đã ghi nhận bạn duyệt" in await minh.taps("Duyệt")


async def test_what_was_changed_and_waits_again_is_shown_before_it_is_approved(
    hoa: Visitor, minh: Visitor
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await changes_what_waits(hoa, "Một nội dung khác.")
    before = len(minh.messages)
    assert "vừa được sửa ở nơi khác" in await minh.taps("Duyệt")
    await approve_button_is_below_the_text(minh, before, "Một nội dung khác.")


@pytest.mark.parametrize("label", ["Duyệt", "Trả lại"])
async def test_an_old_button_shows_what_is_to_be_approved_now(
    hoa: Visitor, minh: Visitor, label: str
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    old = minh.last
    await minh.taps("Mọi chiến dịch")
    await minh.taps("Lớp học")
    await changes_what_waits(hoa, "Một nội dung khác.")
    before = len(minh.messages)
    await minh.taps(label, old)
    await approve_button_is_below_the_text(minh, before, "Một nội dung khác.")


async def test_going_back_from_a_return_shows_what_is_to_be_approved_now(
    hoa: Visitor, minh: Visitor
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Trả lại")
    await changes_what_waits(hoa, "Một nội dung khác.")
    before = len(minh.messages)
    await minh.taps("Quay lại")
    await approve_button_is_below_the_text(minh, before, "Một nội dung khác.")


async def test_a_change_after_the_approval_needs_a_new_one(hoa: Visitor, minh: Visitor) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    await hoa.says("/campaign " + await key_of(hoa))
    await hoa.taps("Nội dung")
    await hoa.says("Một nội dung khác.")
    rows = await hoa.application.rows("SELECT stage, approved_version FROM campaign")
    assert rows == [("draft", None)]


async def key_of(visitor: Visitor) -> str:
    """The key of the one campaign."""
    return str((await visitor.application.rows("SELECT key FROM campaign"))[0][0])


async def test_nobody_approves_their_own(sqlite_house: TestApplication, minh: Visitor) -> None:
    both = await officer(sqlite_house, "3", "Lê Thị Lan", "write", "approve")
    await completes(both)
    assert "Đã gửi duyệt" in await both.taps("Gửi duyệt")
    await both.says("/campaigns " + await key_of(both))
    assert "✔ Duyệt" not in both.labels
    assert "↩ Trả lại kèm lời" not in both.labels
    await looks(sqlite_house)
    assert minh.last.text.startswith("Có chiến dịch chờ bạn duyệt")


async def test_who_has_the_same_name_cannot_approve(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    await officer(sqlite_house, "4", "nguyen thi hoa", "approve")
    await completes(hoa)
    assert "Chưa có người khác được duyệt" in await hoa.taps("Gửi duyệt")


async def test_an_emergency_waits_for_a_second_approval(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    admin = sqlite_house.visitor("5")
    await admin.joins()
    await give_role(admin, "Phạm Quốc Anh", None, name="admin")
    await completes(hoa)
    await hoa.taps("Loại tin")
    await hoa.taps("Khẩn")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    assert "Số người duyệt còn thiếu: 2" in await minh.taps("Mở")
    await minh.taps("Duyệt")
    assert "Số người duyệt còn thiếu: 1" in minh.last.text
    assert await hoa.application.rows("SELECT stage FROM campaign") == [("submitted",)]
    await admin.taps("Mở")
    await admin.taps("Duyệt")
    assert await hoa.application.rows("SELECT stage FROM campaign") == [("approved",)]


async def test_staff_of_another_ward_see_nothing(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    other = await officer(sqlite_house, "6", "Võ Văn Tú", "write", "approve", wards=[LANG])
    await completes(hoa)
    assert "miễn phí" not in await other.says("/campaigns")
    assert "miễn phí" not in await other.says("/campaigns " + await key_of(hoa))
    assert "miễn phí" not in await other.says("/campaign " + await key_of(hoa))


async def test_what_is_scheduled_is_listed_with_its_writer(hoa: Visitor, minh: Visitor) -> None:
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("mai 8h")
    await hoa.taps("Gửi duyệt")
    listed = await minh.says("duyệt chiến dịch")
    assert "chờ duyệt; 08:00, thứ Bảy, 21/11/2026; phường Ô Chợ Dừa; Nguyễn Thị Hoa viết" in (
        listed.replace("Thứ Bảy", "thứ Bảy")
    )


async def test_a_copy_is_a_draft_without_its_time(hoa: Visitor, minh: Visitor) -> None:
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("mai 8h")
    await hoa.taps("Gửi duyệt")
    await hoa.says("/campaigns " + await key_of(hoa))
    shown = await hoa.taps("Chép lại")
    assert TEXT in shown
    assert "khi có người bấm “gửi”" in shown
    assert await hoa.application.rows("SELECT count(*) FROM campaign") == [(2,)]
    assert O_CHO_DUA in str(await hoa.application.rows("SELECT ward FROM campaign_ward"))


async def test_a_moment_that_passed_meanwhile_is_not_approved(hoa: Visitor, minh: Visitor) -> None:
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("mai 8h")
    await hoa.taps("Gửi duyệt")
    await looks(hoa.application)
    await minh.taps("Mở")
    hoa.application.clock.move(days=2)
    assert "Lúc đó đã qua" in await minh.taps("Duyệt")


async def test_everything_is_in_the_audit_trail(hoa: Visitor, minh: Visitor) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    rows = await hoa.application.rows("SELECT action FROM audit ORDER BY id")
    done = [str(row[0]) for row in rows]
    assert done[0] == "campaign_written"
    assert done[-2:] == ["campaign_submitted", "campaign_approved"]


async def test_nobody_approves_alone_what_an_erased_notebook_of_theirs_wrote(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    await officer(sqlite_house, "7", "Đỗ Thị Mai", "approve")
    first = await officer(sqlite_house, "3", "Lê Thị Lan", "write")
    second = await officer(sqlite_house, "4", "Lê Thị Lan", "write", "approve")
    await completes(hoa)
    key = await key_of(hoa)
    await first.says(f"/campaign {key}")
    await first.taps("Nội dung")
    await first.says("Nộp tiền trước.")
    assert "Đã gửi duyệt" in await first.taps("Gửi duyệt")
    await second.says(f"/campaigns {key}")
    assert "trùng tên hoặc trùng địa chỉ" in await second.taps("Duyệt")
    number = await person_of(first)

    async def erased(work: SqlUnitOfWork) -> None:
        await work.privacy.forget_person(number, sqlite_house.clock.at)

    await sqlite_house.application.database.transact(erased)
    await second.says(f"/campaigns {key}")
    assert "không ai duyệt được nữa" in await second.taps("Duyệt")
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("submitted",)]
    await second.says(f"/campaign {key}")
    await second.taps("Nội dung")
    await second.says("Nộp tiền trước nhé.")
    assert "không ai duyệt được nữa" in await second.taps("Gửi duyệt")
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Chép lại")
    await hoa.taps("Có ích đến")
    await hoa.taps("27/11/2026")
    assert "Đã gửi duyệt" in await hoa.taps("Gửi duyệt")


async def test_who_lost_the_ward_neither_reads_nor_discards_what_they_wrote(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = sqlite_house.visitor("1")
    await hoa.joins()
    here = await give_role(hoa, "Nguyễn Thị Hoa", [O_CHO_DUA], "write")
    await submits(hoa)
    await give_role(hoa, "Nguyễn Thị Hoa", [LANG], "write")
    key = await key_of(hoa)
    await hoa.says(f"/campaigns {key}")
    await end_role(sqlite_house, here)
    await hoa.taps("Bỏ")
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("submitted",)]
    for word in (f"/campaigns {key}", f"/campaign {key}", f"/audience {key}", "/campaigns"):
        assert "miễn phí" not in await hoa.says(word)
    await minh.taps("Mở")
    assert "Đã ghi nhận bạn duyệt" in await minh.taps("Duyệt")


async def test_who_has_one_of_the_wards_reads_no_history_and_no_count(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = sqlite_house.visitor("1")
    await hoa.joins()
    await give_role(hoa, "Nguyễn Thị Hoa", [O_CHO_DUA], "write")
    there = await give_role(hoa, "Nguyễn Thị Hoa", [LANG], "write")
    await completes(hoa)
    await hoa.taps("bao nhiêu người")
    await hoa.taps("Nơi nhận")
    await hoa.taps("Ô Chợ Dừa")
    await hoa.taps("Láng")
    await hoa.taps("Xong")
    key = await key_of(hoa)
    assert "Diễn biến" in await hoa.says(f"/campaigns {key}")
    assert "Diễn biến" not in await minh.says(f"/campaigns {key}")
    assert "mới xem được số người nhận" in await minh.says(f"/audience {key}")
    await hoa.says(f"/campaigns {key}")
    await end_role(sqlite_house, there)
    await hoa.taps("Bỏ")
    assert "không có quyền" in await hoa.taps("Bỏ bản này")
    assert "Bỏ" not in " ".join(hoa.labels)
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("draft",)]


async def test_staff_are_told_of_an_approval_in_the_morning(hoa: Visitor, minh: Visitor) -> None:
    hoa.application.clock.move(hours=14)  # 23:30
    before = len(minh.messages)
    await submits(hoa)
    assert len(minh.messages) == before
    hoa.application.clock.move(hours=8)
    await looks(hoa.application)
    assert minh.last.text.startswith("Có chiến dịch chờ bạn duyệt")
    hoa.application.clock.move(hours=14)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    before = len(hoa.messages)
    await looks(hoa.application)
    assert len(hoa.messages) == before
    hoa.application.clock.move(hours=10)
    await looks(hoa.application)
    assert hoa.last.text.startswith("Chiến dịch của bạn đã được duyệt")


async def test_an_emergency_is_approved_at_night_too(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    admin = sqlite_house.visitor("5")
    await admin.joins()
    await give_role(admin, "Phạm Quốc Anh", None, name="admin")
    sqlite_house.clock.move(hours=14)  # 23:30
    await completes(hoa)
    await hoa.taps("Loại tin")
    await hoa.taps("Khẩn")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    for approver in (minh, admin):
        await approver.taps("Mở")
        await approver.taps("Duyệt")
    await looks(sqlite_house)
    assert hoa.last.text.startswith("Chiến dịch của bạn đã được duyệt")


async def test_an_admin_reads_what_was_done_with_a_campaign_in_words(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    await submits(hoa)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    admin = sqlite_house.visitor("5")
    await admin.joins()
    await give_role(admin, "Phạm Quốc Anh", None, name="admin")
    key = await key_of(hoa)
    ((version,),) = await sqlite_house.rows("SELECT version FROM campaign")
    said = await admin.says("/audit")
    newest = said.splitlines()[1]
    assert "Trần Văn Minh đã duyệt một chiến dịch (“Lớp học dùng điện thoại" in newest
    assert f"; thông tin của phường, xã; bản {version}; phường Ô Chợ Dừa)" in newest
    assert key not in said
    assert "notice" not in said
