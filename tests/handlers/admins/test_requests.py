"""Requests of residents in chat: an admin sees those of their wards, when they are due, answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.talk.events import RawPress
from tests.applications import FRIDAY, TestApplication, Visitor
from tests.handlers.admins.staffing import becomes
from tests.handlers.officers.staffing import LANG, O_CHO_DUA, end_role, give_role

WISH = "Ai xem được sổ của tôi?"


async def a_request(house: TestApplication, address: str = "7") -> tuple[Visitor, str]:
    """A resident of Ô Chợ Dừa who asked something, and the number of the request."""
    resident = house.visitor(address)
    await resident.joins()
    await resident.says("hỏi về dữ liệu")
    found = re.search("YC-[0-9A-Z]{4}-[0-9A-Z]{4}", await resident.says(WISH))
    assert found is not None
    return resident, found.group()


async def an_admin(house: TestApplication, ward: str = O_CHO_DUA) -> Visitor:
    admin = house.visitor("1")
    await admin.joins()
    await becomes(house, admin, wards=frozenset({ward}))
    return admin


async def test_an_admin_sees_what_is_asked_and_when_it_is_due(application: TestApplication) -> None:
    _resident, number = await a_request(application)
    said = await (await an_admin(application)).says("yêu cầu")
    assert f"{number}, hỏi hoặc phản ánh: trả lời muộn nhất thứ Hai, 30/11/2026" in said
    assert WISH not in said, "words of a resident are shown only where they are answered"


async def test_without_a_request_the_list_says_so(application: TestApplication) -> None:
    assert "Không có yêu cầu nào" in await (await an_admin(application)).says("/wardrequests")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2026, 11, 30), "phải trả lời trong hôm nay, thứ Hai, 30/11/2026"),
        (dt.date(2026, 12, 1), "hạn thứ Hai, 30/11/2026, đã quá 1 ngày"),
        (dt.date(2026, 12, 10), "hạn thứ Hai, 30/11/2026, đã quá 10 ngày"),
    ],
)
async def test_a_late_request_is_marked(
    application: TestApplication, day: dt.date, told: str
) -> None:
    await a_request(application)
    admin = await an_admin(application)
    application.clock.at = dt.datetime.combine(day, FRIDAY.timetz())
    said = await admin.says("yêu cầu của dân")
    assert told in said
    assert ("Có 1 yêu cầu đã quá hạn" in said) == ("quá" in told)


async def test_a_request_of_another_ward_is_not_seen(application: TestApplication) -> None:
    _resident, number = await a_request(application)
    admin = await an_admin(application, "00070")
    assert number not in await admin.says("yêu cầu")
    turn = admin.tap_of("Menu").turn
    await admin.does(RawPress(turn, f"q:{number}"))
    assert WISH not in "".join(each.text for each in admin.messages)


async def test_an_answer_closes_it_reaches_the_resident_and_stands_in_the_trail(
    application: TestApplication,
) -> None:
    resident, number = await a_request(application)
    admin = await an_admin(application)
    await admin.says("yêu cầu")
    assert WISH in await admin.taps(number)
    await admin.taps("Trả lời")
    assert "Gửi câu trả lời này" in await admin.says("Chỉ có bạn thấy.")
    assert "Đã ghi nhận" in await admin.taps("Gửi và khép lại")
    assert "Không có yêu cầu nào" in admin.last.text
    await application.worker.look()
    await application.worker.settled()
    assert "Chỉ có bạn thấy." in resident.last.text
    trail = await admin.says("/audit")
    assert f"đã trả lời một yêu cầu về dữ liệu ({number}; đã trả lời; phường Ô Chợ Dừa" in trail
    (left,) = await application.rows("SELECT outcome, done_ms IS NULL FROM data_request")
    assert tuple(left) == ("answered", 0)


async def test_a_refusal_needs_a_reason(application: TestApplication) -> None:
    resident, number = await a_request(application)
    admin = await an_admin(application)
    await admin.says("yêu cầu")
    await admin.taps(number)
    assert "Vì sao không thực hiện được" in await admin.taps("Không thực hiện được")
    assert "dài quá" in await admin.says("x" * 1001)
    await admin.says("Luật không cho phép.")
    await admin.taps("Gửi và khép lại")
    await application.worker.look()
    await application.worker.settled()
    assert "không thực hiện được" in resident.last.text
    assert "Luật không cho phép." in resident.last.text


async def test_who_lost_the_role_answers_nothing(application: TestApplication) -> None:
    resident, number = await a_request(application)
    admin = application.visitor("1")
    await admin.joins()
    role = await give_role(admin, "Phạm Thị Quản", {O_CHO_DUA}, name="admin")
    await admin.says("yêu cầu")
    await admin.taps(number)
    await admin.taps("Trả lời")
    await admin.says("Chỉ có bạn thấy.")
    await end_role(application, role)
    application.clock.move(seconds=1)
    await admin.taps("Gửi và khép lại")
    assert any("chỉ dành cho cán bộ có quyền" in each.text for each in admin.messages)
    assert "đang chờ" in await resident.says("/requests")


async def test_what_somebody_else_answered_meanwhile_is_told(application: TestApplication) -> None:
    _resident, number = await a_request(application)
    admin = await an_admin(application)
    await admin.says("yêu cầu")
    await admin.taps(number)
    await admin.taps("Trả lời")
    await admin.says("Chỉ có bạn thấy.")
    await application.application.database.transact(
        lambda work: work.requests.close_request(number, "answered", application.clock())
    )
    assert "Yêu cầu này đã được khép lại" in await admin.taps("Gửi và khép lại")


async def test_own_requests_lead_an_admin_to_those_of_residents(
    application: TestApplication,
) -> None:
    admin = await an_admin(application)
    await admin.says("/requests")
    assert "Không có yêu cầu nào đang chờ" in await admin.taps("Yêu cầu của người dân")


async def test_a_resident_finds_no_list_of_requests(application: TestApplication) -> None:
    resident, _number = await a_request(application)
    await resident.says("/requests")
    assert "Yêu cầu của người dân" not in resident.labels
    await resident.says("/wardrequests")
    assert any("chỉ dành cho cán bộ có quyền" in each.text for each in resident.messages)


async def test_many_requests_have_pages(application: TestApplication) -> None:
    admin = await an_admin(application)
    for number in range(2):
        resident = application.visitor(f"7{number}")
        await resident.joins()
        for _wish in range(4):
            await resident.says("hỏi về dữ liệu")
            await resident.says(WISH)
    await admin.says("yêu cầu")
    first = {each for each in admin.labels if each.startswith("YC-")}
    await admin.taps("Hạn muộn hơn")
    second = {each for each in admin.labels if each.startswith("YC-")}
    assert (len(first), len(second), len(first | second)) == (6, 2, 8)
    await admin.taps("Hạn sớm hơn")
    assert first <= set(admin.labels)


async def test_the_ward_is_asked_again_when_the_answer_is_given(
    application: TestApplication,
) -> None:
    resident, number = await a_request(application)
    admin = await an_admin(application)
    await admin.says("yêu cầu")
    await admin.taps(number)
    await admin.taps("Trả lời")
    await admin.says("Chỉ có bạn thấy.")
    await resident.says("đổi phường")
    await resident.says("Láng")
    assert [row[0] for row in await application.rows(
        "SELECT p.ward FROM person p JOIN data_request r ON r.person_id = p.id WHERE r.kind = 'ask'"
    )] == [LANG]  # fmt: skip
    assert "không còn thuộc phường" in await admin.taps("Gửi và khép lại")
    assert "đang chờ" in await resident.says("/requests")


async def test_admins_of_the_ward_are_told_once_a_day_what_is_due_soon(
    application: TestApplication,
) -> None:
    _resident, number = await a_request(application)
    admin = await an_admin(application)
    other = application.visitor("2")
    await other.joins()
    await becomes(application, other, wards=frozenset({"00070"}), called="Lê Văn Khác")
    clock = application.application.requests
    told = []
    for days in (0, 6, 1, 0, 1):
        application.clock.move(days=days)
        await clock.remind()
        await application.worker.settled()
        told.append(sum(number in each.text for each in admin.messages))
    assert told == [0, 0, 1, 1, 2]
    assert "Có 1 yêu cầu của người dân về dữ liệu sắp đến hạn" in admin.last.text
    assert WISH not in admin.last.text
    assert all(number not in each.text for each in other.messages)
    assert number in await admin.taps("Xem và trả lời")


async def test_nothing_is_sent_before_the_words_were_seen_again(
    application: TestApplication,
) -> None:
    resident, number = await a_request(application)
    admin = await an_admin(application)
    await admin.says("yêu cầu")
    await admin.taps(number)
    await admin.taps("Trả lời")
    await admin.says("trang cán bộ")  # typed here, it is taken for the answer
    assert "bạn muốn trả lời" in (await admin.taps("Quay lại")).lower()
    assert "Chỉ có bạn thấy." in await admin.says("Chỉ có bạn thấy.")
    assert "đang chờ" in await resident.says("/requests")
    assert "Đã ghi nhận" in await admin.says("vâng")
