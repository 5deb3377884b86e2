"""A person's own data: seen, agreed to or not, corrected, erased."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import pytest

from bot.domain.privacy.downloads import token_hash
from bot.service_channels import copies_of
from bot.storage.copying import StoredCopies
from tests.applications import BUTTONS, TestApplication, Visitor, open_application

CODE = r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b"
ASKS_TO_ERASE = "Xóa hết dữ liệu về bạn?"
ALL = "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM activity)"


@pytest.fixture
async def resident(application: TestApplication) -> Visitor:
    """A person with one entry, on both databases."""
    visitor = application.visitor()
    await visitor.joins()
    await visitor.says("hôm nay đọc sách 30 phút")
    await visitor.taps("✔ Ghi vào sổ")
    return visitor


@pytest.mark.parametrize("said", ["/data", "dữ liệu của tôi", "du lieu cua toi", "my data"])
async def test_it_tells_how_much_is_kept_and_the_profile(person: Visitor, said: str) -> None:
    shown = await person.says(said)
    assert "• Chưa có mục nào" in shown
    assert "Nơi ở: phường Ô Chợ Dừa" in shown
    assert "Nhóm tuổi: Từ 60" in shown


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("đổi phường", "Bạn sống ở phường, xã nào?"),
        ("doi noi o", "Bạn sống ở phường, xã nào?"),
        ("xóa dữ liệu", ASKS_TO_ERASE),
        ("Xóa dữ liệu của tôi", ASKS_TO_ERASE),
        ("rút đồng ý", "Điều bạn đã đồng ý"),
        ("tôi đồng ý những gì", "Điều bạn đã đồng ý"),
        ("xem lại điều đã đồng ý", "Điều bạn đã đồng ý"),
        ("dieu toi da dong y", "Điều bạn đã đồng ý"),
        ("sửa thông tin", "Bạn muốn sửa thông tin nào?"),
        ("nhap sai nhom tuoi", "Bạn bao nhiêu tuổi?"),
        ("đổi nhóm", "Bạn thuộc nhóm nào?"),
    ],
)
async def test_plain_words_open_the_screen_they_name(
    person: Visitor, said: str, begins: str
) -> None:
    assert (await person.says(said)).startswith(begins)


async def test_it_tells_what_for_how_long_and_who_runs_it(person: Visitor) -> None:
    await person.says("/data")
    shown = await person.taps("Sổ giữ những gì, để làm gì")
    assert "Việc bạn học: để ghi vào sổ của bạn; lưu năm nay và năm trước" in shown
    assert "Ảnh và tệp: để làm minh chứng việc học; lưu trong 12 tháng" in shown
    assert "Lời chúng tôi đã nhắn: để bạn đọc lại được; lưu trong 30 ngày" in shown
    assert "về: Việc bạn học, Tự kiểm tra, Phường, nhóm, nhóm tuổi" in shown
    assert "Đơn vị quản lý: " in shown


async def test_a_consent_is_withdrawn_and_given_again_at_once(resident: Visitor) -> None:
    await resident.says("rút đồng ý")
    shown = await resident.taps("Thôi gửi tin phường, xã")
    assert "Bạn không đồng ý nữa: Gửi tin của phường, xã" in shown
    consents = "SELECT consents FROM person"
    assert await resident.application.rows(consents) == [("check log reminders",)]
    last = resident.last.text
    assert re.search(
        "Gửi tin của phường, xã: không, từ thứ Sáu, 20/11/2026 "
        "[(]thông báo [0-9]{2}/[0-9]{2}/[0-9]{4}[)]",
        last,
    ), last
    await resident.taps("Gửi tin của phường, xã")
    assert await resident.application.rows(consents) == [("campaigns check log reminders",)]
    answers = "SELECT given FROM consent WHERE purpose = 'campaigns' ORDER BY id"
    assert await resident.application.rows(answers) == [(1,), (0,), (1,)]


async def test_a_move_keeps_old_entries_with_the_old_ward(resident: Visitor) -> None:
    await resident.says("đổi phường")
    assert "Nơi ở của bạn bây giờ: phường Cầu Giấy" in await resident.says("phường Cầu Giấy")
    await resident.says("hôm nay học excel 45 phút ở nhà văn hóa")
    await resident.taps("✔ Ghi vào sổ")
    wards = "SELECT count(DISTINCT ward), count(*) FROM activity"
    assert await resident.application.rows(wards) == [(2, 2)]


async def test_group_and_age_group_are_corrected_by_button_and_by_words(person: Visitor) -> None:
    await person.says("/data")
    await person.taps("Sửa thông tin")
    await person.taps("Nhóm")
    assert "Đã sửa nhóm của bạn." in await person.says("hưu trí")
    await person.says("/data age")
    assert "Đã sửa nhóm tuổi của bạn." in await person.says("tôi 45 tuổi")
    profile = "SELECT resident_group, age_band FROM person"
    assert await person.application.rows(profile) == [("resident", "40-59")]


async def test_a_wrong_answer_to_the_group_is_asked_again(person: Visitor) -> None:
    await person.says("/data group")
    assert "Bạn thuộc nhóm nào?" in await person.says("xanh đỏ tím vàng")
    assert "Bạn muốn sửa thông tin nào?" in await person.taps("◀ Quay lại")


async def test_who_is_under_16_is_shown_how_to_erase(person: Visitor) -> None:
    await person.says("/data age")
    assert "từ 16 tuổi" in await person.says("15")
    assert "Xóa hết" in person.labels


@pytest.mark.parametrize("word", ["XÓA", "xóa", "xoa", "Xóa hết."])
async def test_the_word_erases_everything_and_a_proof_without_a_name_remains(
    resident: Visitor, word: str
) -> None:
    asked = await resident.says("xóa dữ liệu")
    assert "• 1 mục đã ghi" in asked
    said = await resident.says(word)
    number = re.search("XD-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    assert number is not None, said
    assert await resident.application.rows(ALL) == [(0, 0)]
    proofs = "SELECT number, entries, channels FROM erasure"
    assert await resident.application.rows(proofs) == [(number.group(), 1, 1)]
    assert "Xin chào!" in await resident.says("xin chào")


@pytest.mark.parametrize("said", ["không", "thôi", "đừng xóa", "khong xoa nua", "hôm nay trời đẹp"])
async def test_nothing_else_erases(resident: Visitor, said: str) -> None:
    await resident.says("xóa dữ liệu")
    await resident.says(said)
    assert await resident.application.rows(ALL) == [(1, 1)]


async def test_an_old_button_does_not_erase(resident: Visitor) -> None:
    await resident.says("xóa dữ liệu")
    await resident.taps("Giữ sổ của tôi")
    await resident.says("xóa")
    assert await resident.application.rows(ALL) == [(1, 1)]


async def link_of(visitor: Visitor) -> str:
    """Ask for a copy; the word of the link."""
    said = await visitor.says("xin bản sao")
    found = re.search("/get/([2-9A-Z]{32})", said)
    assert found is not None, said
    return found.group(1)


async def test_a_link_opens_the_copy_for_half_an_hour_and_a_new_one_closes_it(
    resident: Visitor,
) -> None:
    application = resident.application
    copies = StoredCopies(application.application.database)
    first, second = await link_of(resident), await link_of(resident)
    now = application.clock()
    assert await copies.downloader(token_hash(first), "copy", now) is None
    found = await copies.downloader(token_hash(second), "copy", now)
    assert found is not None
    titles = [
        row[list(table.columns).index("title")]
        for table in await copies.tables(found.person)
        if table.name == "activity"
        for row in table.rows
    ]
    assert titles == ["đọc sách"]
    later = now + dt.timedelta(minutes=31)
    assert await copies.downloader(token_hash(second), "copy", later) is None


async def test_who_has_no_notebook_gets_no_copy(sqlite_house: TestApplication) -> None:
    visitor = sqlite_house.visitor()
    await visitor.says("xin bản sao")
    assert await sqlite_house.rows("SELECT count(*) FROM download") == [(0,)]


async def test_the_year_is_printed_from_a_link_of_its_own(resident: Visitor) -> None:
    said = await resident.says("in sổ")
    found = re.search("/get/([2-9A-Z]{32})", said)
    assert found is not None, said
    application = resident.application
    copies = copies_of(application.application)
    assert await copies.opens(token_hash(found.group(1))) == "print"
    page = await copies.page(token_hash(found.group(1)))
    assert page is not None
    text = page.decode()
    assert "đọc sách" in text
    assert "Sổ học tập năm 2026" in text
    assert not await copies.archive(token_hash(found.group(1)), io.BytesIO())


@pytest.mark.parametrize("asked", ["/data copy", "in sổ"])
async def test_where_no_link_opens_the_person_is_told_where_the_copy_is(
    sqlite_url: str, asked: str
) -> None:
    talks = {"buttons": replace(BUTTONS, opens_paths=False), "web": BUTTONS}
    async with open_application(sqlite_url, channels=talks) as house:
        person = house.visitor()
        await person.joins()
        said = await person.says(asked)
        assert "/get/" not in said
        assert "Bản này mở được trên trang web" in said
        assert await house.rows("SELECT count(*) FROM download") == [(0,)]
        assert re.search(CODE, await person.taps("Lấy mã"))
    async with open_application(sqlite_url, channels=talks, public_url="https://so.vn") as house:
        assert "https://so.vn/get/" in await house.visitor().says(asked)
