"""A correction goes once, after an approval, to exactly those who may have what was wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.regular_work import campaign_clock
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_campaigns import looks
from tests.handlers.officers.test_results import sent
from tests.handlers.officers.test_sending import approved, goes_on

RIGHT = "Xin lỗi bà con: lớp học lúc 9 giờ, không phải 8 giờ."


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who writes and sees the figures."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write", "read")


async def correcting(hoa: Visitor, key: str) -> str:
    """Write the draft of a correction; its key."""
    await hoa.says(f"/outcome {key}")
    assert "bản nháp tin đính chính" in await hoa.taps("Đính chính")
    await hoa.taps("Nội dung")
    await hoa.says(RIGHT)
    await hoa.taps("Có ích đến")
    await hoa.says("30/11/2026")
    ((correction,),) = await hoa.application.rows(
        f"SELECT key FROM campaign WHERE corrects = '{key}' AND stage = 'draft'"
    )
    return str(correction)


async def is_sent(hoa: Visitor, minh: Visitor, key: str) -> None:
    """Submit, approve and send it."""
    assert "Đã gửi duyệt" in await hoa.taps("Gửi duyệt")
    await looks(hoa.application)
    seen = await minh.taps("Mở")
    assert "Đính chính cho" in seen
    await minh.taps("Duyệt")
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await goes_on(hoa.application, campaign_clock(hoa.application.application))


async def test_it_goes_to_those_who_got_it_or_may_have_also_in_a_full_week(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 4)
    ids = [row[0] for row in await sqlite_house.rows(
        "SELECT id FROM outbox WHERE kind = 'campaign' ORDER BY id"
    )]  # fmt: skip
    for number, state in zip(ids, ("unsure", "failed", "skipped"), strict=False):
        await sqlite_house.rows(f"UPDATE outbox SET state = '{state}' WHERE id = {number}")
    had = "SELECT person_id FROM outbox WHERE kind = 'campaign' AND state IN ('sent', 'unsure')"
    may_have = set(await sqlite_house.rows(had))
    correction = await correcting(hoa, key)
    await is_sent(hoa, minh, correction)
    got = await sqlite_house.rows(
        "SELECT o.person_id, o.state FROM outbox o JOIN campaign_run r ON r.id = o.run_id"
        f" WHERE r.campaign = '{correction}'"
    )
    assert {(person,) for person, _state in got} == may_have
    assert {state for _person, state in got} == {"sent"}
    assert len(got) == len(may_have) == 4
    assert "Tin đính chính" in str((await hoa.says(f"/outcome {key}"), hoa.labels))


async def test_there_is_one_correction_and_whom_it_is_for_is_fixed(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    await hoa.says(f"/outcome {key}")
    page = hoa.last
    await hoa.taps("Đính chính")
    assert not [label for label in hoa.labels if "Nhóm" in label or "Phường" in label]
    await hoa.taps("Đính chính", of=page)
    drafts = f"SELECT count(*) FROM campaign WHERE corrects = '{key}'"
    assert await sqlite_house.rows(drafts) == [(1,)]


async def test_what_is_still_sent_or_too_long_ago_is_not_corrected(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await hoa.says(f"/outcome {key}")
    assert "còn đang gửi" in await hoa.taps("Đính chính")
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    sqlite_house.clock.at += dt.timedelta(days=30)
    await hoa.says(f"/outcome {key}")
    assert "quá 29 ngày" in await hoa.taps("Đính chính")
    assert await sqlite_house.rows("SELECT count(*) FROM campaign") == [(1,)]


async def test_an_earlier_campaign_is_copied_as_a_draft_of_a_notice(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    await hoa.says(f"/outcome {key}")
    shown = await hoa.taps("Chép lại")
    assert "miễn phí" in shown
    found = await sqlite_house.rows("SELECT stage, corrects FROM campaign WHERE stage = 'draft'")
    assert found == [("draft", None)]
