"""What nobody approved is told two hours before; what lost its sender is handed to an admin."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from bot.regular_work import campaign_clock
from bot.services.campaigns.looking_after import look_after_campaigns
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import LANG, O_CHO_DUA, end_role, give_role, officer
from tests.handlers.officers.test_campaign import completes
from tests.handlers.officers.test_campaigns import key_of, looks
from tests.handlers.officers.test_sending import goes_on, residents

UNAPPROVED = "Chưa ai duyệt chiến dịch này"
ORPHANED = "không còn vai trò"


async def look_after(application: TestApplication, times: int = 2) -> None:
    """Let the clock look; a second time changes nothing."""
    for _time in range(times):
        job = partial(look_after_campaigns, now=application.clock.at)
        await application.application.database.transact(job)
    await looks(application)


def heard(person: Visitor, words: str) -> int:
    """How often somebody was told something."""
    return sum(words in each.text for each in person.messages)


async def scheduled(writer: Visitor, when: str = "mai 8h") -> str:
    """A campaign that is submitted and has a time; its key."""
    await completes(writer)
    await writer.taps("Lúc gửi")
    await writer.says(when)
    await writer.taps("Gửi duyệt")
    await looks(writer.application)
    return await key_of(writer)


def tomorrow(application: TestApplication, hour: int, minute: int) -> None:
    """Let it be this time of the next day."""
    at = application.clock.at + dt.timedelta(days=1)
    application.clock.at = at.replace(hour=hour, minute=minute)


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


@pytest.mark.parametrize(("hour", "minute", "told"), [(5, 59, 0), (6, 0, 1), (7, 59, 1), (8, 0, 0)])
async def test_both_hear_two_hours_before_that_nobody_approved_it(
    sqlite_house: TestApplication, minh: Visitor, hour: int, minute: int, told: int
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    people = await residents(sqlite_house, 1)
    await scheduled(hoa)
    await look_after(sqlite_house)
    assert (heard(hoa, UNAPPROVED), heard(minh, UNAPPROVED)) == (0, 0)
    tomorrow(sqlite_house, hour, minute)
    await look_after(sqlite_house)
    said = "SELECT count(*) FROM outbox WHERE kind = 'duty' AND say LIKE '%approved this campaign%'"
    assert await sqlite_house.rows(said) == [(2 * told,)]
    sqlite_house.clock.at = sqlite_house.clock.at.replace(hour=8, minute=1)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert heard(people[0], "miễn phí") == 0
    assert (heard(hoa, UNAPPROVED), heard(minh, UNAPPROVED)) == (told, told)


async def test_what_was_changed_is_told_of_again(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    key = await scheduled(hoa)
    tomorrow(sqlite_house, 7, 0)
    await look_after(sqlite_house)
    await hoa.says(f"/campaign {key}")
    await hoa.taps("Nội dung")
    await hoa.says("Lớp học khác, miễn phí.")
    await look_after(sqlite_house)
    assert (heard(hoa, UNAPPROVED), heard(minh, UNAPPROVED)) == (2, 1)


async def approved(application: TestApplication, minh: Visitor) -> tuple[Visitor, int, str]:
    """Somebody who scheduled a campaign that was approved; their role and its key."""
    hoa = application.visitor("1")
    await hoa.joins()
    role = await give_role(hoa, "Nguyễn Thị Hoa", (O_CHO_DUA,), "write")
    key = await scheduled(hoa)
    await minh.taps("Mở")
    await minh.taps("Duyệt")
    await looks(application)
    return hoa, role, key


async def admin(application: TestApplication, address: str = "9", ward: str = O_CHO_DUA) -> Visitor:
    """An administrator of a ward."""
    visitor = application.visitor(address)
    await visitor.joins()
    await give_role(visitor, "Phạm Thị Mai", (ward,), name="admin")
    return visitor


async def test_an_admin_takes_over_what_lost_its_sender_and_it_is_sent_in_time(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    people = await residents(sqlite_house, 2)
    hoa, role, _key = await approved(sqlite_house, minh)
    mai = await admin(sqlite_house)
    elsewhere = await admin(sqlite_house, "10", LANG)
    await look_after(sqlite_house)
    assert heard(mai, ORPHANED) == 0
    await end_role(sqlite_house, role)
    await look_after(sqlite_house)
    assert (heard(mai, ORPHANED), heard(elsewhere, ORPHANED), heard(hoa, ORPHANED)) == (1, 0, 0)
    assert "Tình trạng: đã duyệt" in await mai.taps("Nhận gửi thay")
    assert "Người viết: Phạm Thị Mai" in mai.messages[-1].text
    tomorrow(sqlite_house, 8, 1)
    await look_after(sqlite_house)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert [heard(each, "miễn phí") for each in people] == [1, 1]
    assert heard(mai, ORPHANED) == 1


async def test_an_admin_cancels_what_lost_its_sender_after_a_question(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    people = await residents(sqlite_house, 1)
    _hoa, role, _key = await approved(sqlite_house, minh)
    mai = await admin(sqlite_house)
    await end_role(sqlite_house, role)
    await look_after(sqlite_house)
    assert "Đã hủy thì không lấy lại được" in await mai.taps("Hủy tin này")
    assert "Tình trạng: đã hủy" in await mai.taps("hủy tin này")
    tomorrow(sqlite_house, 8, 1)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert heard(people[0], "miễn phí") == 0


async def test_without_an_admin_it_stops_with_a_notice(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa, role, _key = await approved(sqlite_house, minh)
    await end_role(sqlite_house, role)
    await look_after(sqlite_house)
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("stopped",)]
    assert heard(hoa, "đã bị dừng trước khi gửi") == 1


async def test_what_nobody_takes_over_stops_at_its_time(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    people = await residents(sqlite_house, 1)
    _hoa, role, _key = await approved(sqlite_house, minh)
    mai = await admin(sqlite_house)
    await end_role(sqlite_house, role)
    await look_after(sqlite_house)
    tomorrow(sqlite_house, 8, 1)
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("stopped",)]
    assert heard(mai, "đã bị dừng trước khi gửi") == 1
    assert heard(people[0], "miễn phí") == 0


async def test_who_is_no_admin_of_its_wards_takes_nothing_over(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa, role, key = await approved(sqlite_house, minh)
    mai = await admin(sqlite_house)
    await mai.says(f"/takeover {key} take")
    assert "đã có người gửi" in mai.messages[-1].text
    await end_role(sqlite_house, role)
    elsewhere = await admin(sqlite_house, "10", LANG)
    for person in (hoa, minh, elsewhere):
        await person.says(f"/takeover {key} take")
    taken = "SELECT count(*) FROM campaign_event WHERE what = 'taken'"
    assert await sqlite_house.rows(taken) == [(0,)]
