"""Staff send what was approved: now or by the clock; they pause, go on and cancel."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.regular_work import campaign_clock, run_counter
from bot.schedule.campaign_clock import CampaignClock
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import O_CHO_DUA, end_role, give_role, officer
from tests.handlers.officers.test_campaign import begins, completes
from tests.handlers.officers.test_campaigns import key_of, looks


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


async def residents(application: TestApplication, count: int) -> list[Visitor]:
    """People of the ward who agreed to its news."""
    found = []
    for number in range(count):
        visitor = application.visitor(f"resident-{number}")
        await visitor.joins()
        found.append(visitor)
    return found


async def approved(hoa: Visitor, minh: Visitor) -> str:
    """A campaign that was written and approved; its key."""
    await completes(hoa)
    await hoa.taps("Gửi duyệt")
    await looks(hoa.application)
    await minh.taps("Mở")
    assert "Đã ghi nhận bạn duyệt" in await minh.taps("Duyệt")
    await looks(hoa.application)
    return await key_of(hoa)


async def answers(person: Visitor) -> None:
    """Press the answer below the campaign."""
    of = next(each for each in person.messages if "miễn phí" in each.text)
    before = len(person.messages)
    await person.taps("Tôi sẽ đến", of=of)
    said = [each.text for each in person.messages[before:]]
    assert said[0] == "Cảm ơn bạn. Câu trả lời đã được tính: Tôi sẽ đến"


async def counts(application: TestApplication) -> None:
    """Let the counter count what became of the runs, a minute later."""
    application.clock.move(seconds=60)
    await run_counter(application.application, {"buttons"}).count_due()


async def goes_on(application: TestApplication, clock: CampaignClock) -> None:
    """Let the clock and the worker do what there is to do."""
    await clock.begin_due()
    for _time in range(3):
        await clock.move_on()
        await counts(application)
        await looks(application)


async def test_what_was_approved_is_sent_once_and_its_result_is_shown(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    people = await residents(sqlite_house, 3)
    key = await approved(hoa, minh)
    clock = campaign_clock(sqlite_house.application)
    await hoa.says(f"/campaigns {key}")
    assert "Gửi ngay bây giờ chứ" in await hoa.taps("Gửi ngay")
    assert "Đã bắt đầu gửi" in await hoa.taps("gửi ngay")
    await goes_on(sqlite_house, clock)
    for person in people:
        got = [each for each in person.messages if "miễn phí tại phường Ô Chợ Dừa" in each.text]
        assert len(got) == 1
        assert "NGỪNG NHẬN" in got[0].text
    shown = await hoa.says(f"/campaigns {key}")
    assert "Tình trạng: đã kết thúc" in shown
    rows = "SELECT state, count(*) FROM outbox WHERE kind = 'campaign' GROUP BY state"
    assert await sqlite_house.rows(rows) == [("sent", 5)]
    assert "▓▓▓▓▓▓▓▓▓▓ 5/5" in shown
    assert "Gửi ngay" not in " ".join(hoa.labels)


async def test_nothing_leaves_while_it_is_paused_and_the_rest_is_cancelled(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 2)
    key = await approved(hoa, minh)
    clock = campaign_clock(sqlite_house.application)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    assert "Đã tạm dừng" in await hoa.taps("Tạm dừng")
    await goes_on(sqlite_house, clock)
    sent = "SELECT count(*) FROM outbox WHERE kind = 'campaign' AND state = 'sent'"
    assert await sqlite_house.rows(sent) == [(0,)]
    await hoa.taps("Xem lại tiến độ")
    assert "Đang gửi tiếp" in await hoa.taps("Gửi tiếp")
    await hoa.taps("Hủy phần còn lại")
    assert "Đã hủy" in await hoa.taps("hủy phần còn lại")
    await goes_on(sqlite_house, clock)
    assert await sqlite_house.rows(sent) == [(0,)]
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("cancelled",)]


async def test_who_lost_the_role_sends_nothing(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = sqlite_house.visitor("1")
    await hoa.joins()
    role = await give_role(hoa, "Nguyễn Thị Hoa", [O_CHO_DUA], "write")
    admin = sqlite_house.visitor("3")
    await admin.joins()
    await give_role(admin, "Phạm Quốc Anh", None, name="admin")
    people = await residents(sqlite_house, 2)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await end_role(sqlite_house, role)
    sqlite_house.clock.move(seconds=1)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert not [each for one in people for each in one.messages if "miễn phí" in each.text]
    runs = await sqlite_house.rows("SELECT state, why FROM campaign_run")
    assert runs == [("stopped", "not_allowed")]
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("stopped",)]
    for told in (hoa, admin):
        assert "đã bị dừng khi đang gửi" in told.last.text
        assert "không còn quyền viết" in told.last.text
    entries = "SELECT action, facts FROM audit WHERE action = 'campaign_stopped'"
    ((_action, facts),) = await sqlite_house.rows(entries)
    assert '"why": "not_allowed"' in facts


async def test_an_answer_is_counted_once_and_shown(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write", "read")
    person, other = await residents(sqlite_house, 2)
    await completes(hoa)
    await hoa.taps("Nút")
    await hoa.taps("Câu trả lời được đếm")
    await hoa.says("Tôi sẽ đến")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    key = await key_of(hoa)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    clock = campaign_clock(sqlite_house.application)
    await goes_on(sqlite_house, clock)
    for _time in range(2):
        await answers(person)
    await answers(other)
    await counts(sqlite_house)
    assert await sqlite_house.rows("SELECT answered FROM campaign_run") == [('[["00190",0,2]]',)]
    assert "Tôi sẽ đến: dưới 8 người" in await hoa.says(f"/campaigns {key}")
    stranger = sqlite_house.visitor("stranger")
    await stranger.joins()
    await stranger.says(f"/reply {key} 0")
    assert any("nút không còn dùng được" in each.text for each in stranger.messages)


async def adds_buttons(hoa: Visitor, *buttons: tuple[str, ...]) -> None:
    """Add buttons: an answer by its label, or a label and what it tells."""
    for label, *told in buttons:
        await hoa.taps("Nút")
        await hoa.taps("Cho biết thêm" if told else "Câu trả lời được đếm")
        await hoa.says(label)
        for text in told:
            await hoa.says(text)


async def test_a_button_of_a_sent_message_is_what_was_approved(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    (person,) = await residents(sqlite_house, 1)
    await begins(hoa)
    await adds_buttons(hoa, ("Tôi sẽ đến",), ("Xem thêm", "Mang theo điện thoại."))
    await hoa.taps("Lúc gửi")
    await hoa.taps("Hằng tuần")
    await hoa.says("thứ bảy 9 giờ")
    await hoa.says("31/12/2026")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    key = await key_of(hoa)
    await person.says(f"/reply {key} 1")
    assert not any("Mang theo" in each.text for each in person.messages), "it was not sent yet"
    sqlite_house.clock.move(days=1)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    sent = next(each for each in person.messages if "miễn phí" in each.text)
    await hoa.says(f"/campaign {key}")
    await hoa.taps("Nút")
    for _button in range(2):
        await hoa.taps("Bỏ nút 1")
    await hoa.taps("Quay lại")
    await adds_buttons(hoa, ("Xem thêm", "Nộp tiền trước."), ("Tôi sẽ đến",))
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("draft",)]
    before = len(person.messages)
    await person.taps("Xem thêm", of=sent)
    assert person.messages[before].text == "Mang theo điện thoại."
    await answers(person)
    rows = "SELECT button FROM campaign_answer"
    assert await sqlite_house.rows(rows) == [(0,)]


async def test_a_moment_begins_by_the_clock(sqlite_house: TestApplication, minh: Visitor) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    people = await residents(sqlite_house, 1)
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("mai 8h")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    clock = campaign_clock(sqlite_house.application)
    await goes_on(sqlite_house, clock)
    assert not [each for each in people[0].messages if "miễn phí" in each.text]
    sqlite_house.clock.at = sqlite_house.clock.at.replace(hour=8, minute=1) + dt.timedelta(days=1)
    await goes_on(sqlite_house, clock)
    assert len([each for each in people[0].messages if "miễn phí" in each.text]) == 1
    await goes_on(sqlite_house, clock)
    assert await sqlite_house.rows("SELECT occasion FROM campaign_run") == [("once",)]


async def test_a_moment_that_was_missed_is_told(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    admin = sqlite_house.visitor("3")
    await admin.joins()
    await give_role(admin, "Phạm Quốc Anh", None, name="admin")
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("mai 8h")
    await hoa.taps("Gửi duyệt")
    await looks(sqlite_house)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    clock = campaign_clock(sqlite_house.application)
    sqlite_house.clock.at = sqlite_house.clock.at.replace(hour=20, minute=1) + dt.timedelta(days=1)
    for _time in range(2):
        await goes_on(sqlite_house, clock)
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("stopped",)]
    assert await sqlite_house.rows("SELECT count(*) FROM campaign_run") == [(0,)]
    for told in (hoa, admin):
        texts = [each.text for each in told.messages if "đã bị dừng trước khi gửi" in each.text]
        assert len(texts) == 1
        assert "Đã quá giờ gửi" in texts[0]
    entries = "SELECT facts FROM audit WHERE action = 'campaign_stopped'"
    ((facts,),) = await sqlite_house.rows(entries)
    assert '"why": "missed"' in facts


async def test_the_progress_changes_in_its_place_until_the_end(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 2)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    clock = campaign_clock(sqlite_house.application)
    await goes_on(sqlite_house, clock)
    of_progress = "SELECT id FROM outbox WHERE say LIKE '%Sending: {title}%' AND edits IS NULL"
    assert len(await sqlite_house.rows(of_progress)) == 1
    edits = (
        "SELECT count(*) FROM outbox"
        " WHERE edits IS NOT NULL AND say LIKE '%4/4%' AND say LIKE '%ended%'"
    )
    assert await sqlite_house.rows(edits) == [(1,)]
    assert await sqlite_house.rows("SELECT count(*) FROM campaign_watch") == [(0,)]


async def test_where_nothing_can_be_edited_a_fresh_message_tells_the_end(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 2)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    clock = campaign_clock(sqlite_house.application)
    counter = run_counter(sqlite_house.application, ())
    for _time in range(4):
        await clock.move_on()
        sqlite_house.clock.move(seconds=60)
        await counter.count_due()
        await looks(sqlite_house)
    told = [each.text for each in hoa.messages if each.text.startswith("Tiến độ gửi")]
    assert len(told) == 2
    assert "4/4" in told[1]
