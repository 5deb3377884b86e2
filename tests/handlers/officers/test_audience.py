"""Whom a campaign is for: each part can be chosen, and the counts come where they were asked."""

from __future__ import annotations

import pytest

from bot.domain.staff.roles import Right
from bot.regular_work import audience_clock, campaign_clock
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import LANG, O_CHO_DUA, give_role, officer
from tests.handlers.officers.test_campaign import completes
from tests.handlers.officers.test_campaigns import key_of, looks
from tests.handlers.officers.test_sending import goes_on, residents


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who may write for one ward."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")


WHOM = "bao nhiêu người"


async def counts(application: TestApplication) -> None:
    """Let what was asked be counted, and the answer leave."""
    async with audience_clock(application.application) as clock:
        await clock.answer()
    await looks(application)


PARTS = {
    "📚": ("Đọc sách, báo, tạp chí", "Đã ghi vào sổ: Đọc sách, báo, tạp chí"),
    "💤": ("30 ngày", "Không ghi gì trong 30 ngày qua"),
    "📊": ("Chưa có kết quả", "Chưa có kết quả tự kiểm tra nào"),
    "📱": ("buttons", "Kênh: buttons"),
    "👥": ("Công nhân", "Nhóm: Công nhân, người lao động"),
    "🎂": ("Từ 60", "Nhóm tuổi: Từ 60 trở lên"),
}
AGAIN = {"💤": "Mọi người", "📊": "Mọi người"}
"""How a condition goes away that is one of several; the others are pressed again."""


@pytest.mark.parametrize("part", PARTS)
async def test_each_part_can_be_chosen_is_told_in_words_and_goes_away(
    hoa: Visitor, part: str
) -> None:
    choice, told = PARTS[part]
    await completes(hoa)
    assert "không có điều kiện nào khác" in await hoa.taps(WHOM)
    await hoa.taps(part)
    assert told in await chosen(hoa, choice)
    await counts(hoa.application)
    assert told in hoa.messages[-1].text
    assert "Sẽ nhận: " in hoa.messages[-1].text
    await hoa.taps(part)
    assert told not in await chosen(hoa, AGAIN.get(part, choice))


async def chosen(visitor: Visitor, choice: str) -> str:
    """Choose, and be done where several can be chosen."""
    shown = await visitor.taps(choice)
    return await visitor.taps("Xong") if "✔ Xong" in visitor.labels else shown


async def test_who_answered_and_who_did_not_are_chosen_by_campaign_and_button(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    minh = await officer(sqlite_house, "2", "Trần Văn Minh", "approve")
    people = await residents(sqlite_house, 9)
    key = await approved_with_answer(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    for person in people:
        of = next(each for each in person.messages if "miễn phí" in each.text)
        await person.taps("Tôi sẽ đến", of=of)
    await completes(hoa, "Nhắc lại lớp học.")
    await hoa.taps(WHOM)
    await hoa.taps("Đã trả lời")
    await hoa.taps("Lớp học")
    assert "Đã trả lời “Tôi sẽ đến”" in await hoa.taps("Tôi sẽ đến")
    await counts(sqlite_house)
    assert "Sẽ nhận: 10 người" in hoa.messages[-1].text
    await hoa.taps("Chưa trả lời")
    assert "Xin bỏ một trong hai điều kiện" in await hoa.taps("Lớp học")
    await hoa.taps("Quay lại")
    await hoa.taps("Đã trả lời")
    await hoa.taps("Mọi người")
    await hoa.taps("Chưa trả lời")
    assert "chưa trả lời" in await hoa.taps("Lớp học")
    await counts(sqlite_house)
    assert "Sẽ nhận: dưới 8 người" in hoa.messages[-1].text


@pytest.mark.parametrize("part", ["✔ Đã trả lời", "✉ Chưa trả lời"])
async def test_without_an_earlier_campaign_there_is_a_way_back(hoa: Visitor, part: str) -> None:
    await completes(hoa)
    await hoa.taps(WHOM)
    assert "Chưa có chiến dịch nào có câu trả lời" in await hoa.taps(part)
    assert "không có điều kiện nào khác" in await hoa.taps("Quay lại")


async def approved_with_answer(hoa: Visitor, minh: Visitor) -> str:
    """A campaign with an answer that is counted, approved; its key."""
    await completes(hoa)
    await hoa.taps("Nút")
    await hoa.taps("Câu trả lời được đếm")
    await hoa.says("Tôi sẽ đến")
    await hoa.taps("Gửi duyệt")
    await looks(hoa.application)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    await looks(hoa.application)
    return await key_of(hoa)


async def test_counts_say_who_is_left_out_and_why_and_hide_small_numbers(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    people = await residents(sqlite_house, 20)
    for person in people[:9]:
        await person.says("ngừng nhận")
    await completes(hoa)
    await hoa.taps(WHOM)
    assert "Đang đếm số người nhận" in hoa.messages[-1].text
    await counts(sqlite_house)
    told = hoa.messages[-1].text
    assert "Đang đếm" not in told
    assert "Sẽ nhận: 10 người trong 20, 50%" in told
    assert "Chưa đồng ý nhận loại tin này: 10 người" in told
    assert "buttons: 10 người, gửi xong trong một phút" in told
    await person_is_blocked(sqlite_house, 3)
    await hoa.taps("Đếm lại")
    await counts(sqlite_house)
    assert "Đã chặn tin nhắn của sổ: dưới 8 người" in hoa.messages[-1].text


async def person_is_blocked(application: TestApplication, count: int) -> None:
    """Some people who agreed have blocked us."""

    async def job(work: SqlUnitOfWork) -> None:
        for number in range(count):
            await work.people.mark_blocked(
                "buttons", "", f"resident-{19 - number}", application.clock.at
            )

    await application.application.database.transact(job)


async def test_who_went_on_to_something_else_gets_no_count(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    await completes(hoa)
    await hoa.taps(WHOM)
    await hoa.says("/menu")
    before = len(hoa.messages)
    await counts(sqlite_house)
    assert len(hoa.messages) == before


async def test_the_count_takes_the_place_of_the_message_that_asked(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    await completes(hoa)
    await hoa.taps(WHOM)
    await counts(sqlite_house)
    edits = "SELECT count(*) FROM outbox WHERE edits IS NOT NULL AND say LIKE '%Will get it%'"
    assert "Sẽ nhận" in hoa.messages[-1].text
    assert "Đếm lại" in " ".join(hoa.labels)
    assert await sqlite_house.rows(edits) == [(1,)]


DAYS = {"0": "từ 1 đến 366", "367": "từ 1 đến 366", "12345": "từ 1 đến 366", "lâu lắm": "bao nhiêu"}


@pytest.mark.parametrize(("typed", "told"), DAYS.items(), ids=list(DAYS))
async def test_a_number_of_days_that_cannot_be_is_asked_again(
    hoa: Visitor, typed: str, told: str
) -> None:
    await completes(hoa)
    await hoa.taps(WHOM)
    await hoa.taps("💤")
    assert told in await hoa.says(typed)
    assert "Không ghi gì trong 45 ngày qua" in await hoa.says("45 ngày")


async def test_an_approver_sees_the_same_and_can_change_nothing(
    sqlite_house: TestApplication, hoa: Visitor
) -> None:
    minh = await officer(sqlite_house, "2", "Trần Văn Minh", "approve")
    await completes(hoa)
    await hoa.taps("Gửi duyệt")
    key = await key_of(hoa)
    await minh.says(f"/campaigns {key}")
    shown = await minh.taps(WHOM)
    assert "Phường, xã: phường Ô Chợ Dừa" in shown
    await counts(sqlite_house)
    assert "Sẽ nhận" in minh.messages[-1].text
    assert not [label for label in minh.labels if label.startswith(("📚", "👥", "💤"))]


@pytest.mark.parametrize("rights", [(), ("write", "approve")])
async def test_who_has_no_role_in_its_wards_learns_nothing_of_it(
    sqlite_house: TestApplication, hoa: Visitor, rights: tuple[Right, ...]
) -> None:
    other = sqlite_house.visitor("3")
    await other.joins()
    if rights:
        await give_role(other, "Lê Văn Ba", (LANG,), *rights)
    await completes(hoa)
    key = await key_of(hoa)
    assert "Ô Chợ Dừa" not in await other.says(f"/audience {key}")
    await counts(sqlite_house)
    assert "Sẽ nhận" not in other.messages[-1].text


async def test_a_campaign_without_a_ward_says_what_to_do_first(
    sqlite_house: TestApplication,
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write", wards=(O_CHO_DUA, LANG))
    await completes(hoa)
    assert "Xin chọn nơi nhận trước" in await hoa.taps(WHOM)
    assert "Đếm lại" not in " ".join(hoa.labels)
    await hoa.taps("Nơi nhận")
    await hoa.taps("Láng")
    assert "phường Láng" in await hoa.taps("Xong")
    assert "Chiến dịch của bạn" in await hoa.taps("Về chiến dịch")


async def test_without_buttons_the_numbers_of_the_list_still_choose(
    sqlite_house: TestApplication,
) -> None:
    hoa = sqlite_house.visitor("1", "numbers")
    await hoa.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await hoa.says(label)
    await give_role(hoa, "Nguyễn Thị Hoa", (O_CHO_DUA,), "write")
    await hoa.says("/campaign new")
    await hoa.says("1")
    await hoa.says("Lớp học miễn phí.")
    shown = await hoa.says(f"/audience {await key_of(hoa)}")
    await counts(sqlite_house)
    assert "Sẽ nhận" in hoa.messages[-1].text
    (line,) = [each for each in shown.splitlines() if "Đã học gì" in each]
    assert "Gửi cho người đã ghi" in await hoa.says(line.split(".")[0])
