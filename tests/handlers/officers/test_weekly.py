"""A weekly campaign stays approved; what goes on of it is paused, cancelled and discarded."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.regular_work import campaign_clock
from bot.schedule.campaign_clock import CampaignClock
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_campaign import completes
from tests.handlers.officers.test_campaigns import key_of, looks
from tests.handlers.officers.test_sending import goes_on, residents


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


async def weekly(
    hoa: Visitor, minh: Visitor, until: str = "31/12/2026"
) -> tuple[str, CampaignClock]:
    """A weekly campaign whose first run has begun, with nothing sent; its key."""
    application = hoa.application
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.taps("Hằng tuần")
    await hoa.says("thứ bảy 9 giờ")
    await hoa.says(until)
    await hoa.taps("Gửi duyệt")
    await looks(application)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    key = await key_of(hoa)
    clock = campaign_clock(application.application)
    application.clock.at = application.clock.at.replace(hour=9, minute=1) + dt.timedelta(days=1)
    assert application.clock.at.weekday() == 5
    await clock.begin_due()
    await hoa.says(f"/campaigns {key}")
    return key, clock


async def test_a_weekly_run_is_paused_goes_on_and_is_cancelled_and_the_next_one_comes(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 2)
    _key, clock = await weekly(hoa, minh)
    assert "Đã tạm dừng" in await hoa.taps("Tạm dừng")
    await goes_on(sqlite_house, clock)
    sent = "SELECT count(*) FROM outbox WHERE kind = 'campaign' AND state = 'sent'"
    assert await sqlite_house.rows(sent) == [(0,)]
    await hoa.taps("Xem lại tiến độ")
    assert "Đang gửi tiếp" in await hoa.taps("Gửi tiếp")
    await hoa.taps("Hủy phần còn lại")
    assert "Các lần sau vẫn gửi" in await hoa.taps("hủy phần còn lại")
    await goes_on(sqlite_house, clock)
    assert await sqlite_house.rows(sent) == [(0,)]
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("approved",)]
    sqlite_house.clock.at += dt.timedelta(days=7)
    await goes_on(sqlite_house, clock)
    states = "SELECT state FROM campaign_run ORDER BY id"
    assert await sqlite_house.rows(states) == [("cancelled",), ("ended",)]


async def test_what_is_discarded_while_it_is_planned_leaves_nothing(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    people = await residents(sqlite_house, 2)
    key, clock = await weekly(hoa, minh)
    assert "Phần chưa gửi sẽ không gửi nữa" in await hoa.taps("Bỏ")
    shown = await hoa.taps("Bỏ bản này")
    assert "không gửi tin nào của chiến dịch này nữa" in shown
    await goes_on(sqlite_house, clock)
    assert not [each for one in people for each in one.messages if "miễn phí" in each.text]
    assert await sqlite_house.rows("SELECT state FROM campaign_run") == [("cancelled",)]
    assert "Tình trạng: đã hủy" in await hoa.says(f"/campaigns {key}")


async def test_a_text_that_is_being_sent_is_not_changed(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 1)
    key, clock = await weekly(hoa, minh)
    assert "Sửa" not in " ".join(hoa.labels)
    await hoa.says(f"/campaign {key}")
    await hoa.taps("Nội dung")
    assert "Chiến dịch này đang gửi" in await hoa.says("Lớp học lúc 14 giờ.")
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("approved",)]
    await goes_on(sqlite_house, clock)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Sửa")
    await hoa.taps("Nội dung")
    assert "Lớp học lúc 14 giờ." in await hoa.says("Lớp học lúc 14 giờ.")


async def test_the_last_run_of_a_weekly_campaign_can_be_stopped_after_its_last_day(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 1)
    key, clock = await weekly(hoa, minh, "21/11/2026")
    await hoa.taps("Tạm dừng")
    sqlite_house.clock.at += dt.timedelta(days=2)
    await clock.begin_due()
    await hoa.says(f"/campaigns {key}")
    assert "Gửi tiếp" in " ".join(hoa.labels)
    await hoa.taps("Hủy phần còn lại")
    await hoa.taps("hủy phần còn lại")
    await goes_on(sqlite_house, clock)
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("ended",)]
