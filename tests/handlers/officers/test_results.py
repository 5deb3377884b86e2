"""Staff see what became of a campaign in their wards, and decide about unsure messages, once."""

from __future__ import annotations

import re

import pytest

from bot.domain.privacy.downloads import token_hash
from bot.regular_work import campaign_clock
from bot.service_channels import copies_of
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import LANG, O_CHO_DUA, end_role, give_role, officer
from tests.handlers.officers.test_campaigns import looks
from tests.handlers.officers.test_sending import approved, counts, goes_on, residents


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who writes, sees the figures and takes them along."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write", "read", "export")


async def sent(hoa: Visitor, minh: Visitor, people: int = 8) -> str:
    """A campaign that was sent and counted; its key."""
    await residents(hoa.application, people)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await goes_on(hoa.application, campaign_clock(hoa.application.application))
    return key


async def unsure(application: TestApplication, count: int) -> list[int]:
    """Let messages of the run be unsure; their numbers."""
    await application.rows(
        "UPDATE outbox SET state = 'unsure' WHERE id IN (SELECT id FROM outbox"
        f" WHERE kind = 'campaign' ORDER BY id LIMIT {count})"
    )
    found = await application.rows("SELECT id FROM outbox WHERE state = 'unsure' ORDER BY id")
    return [row[0] for row in found]


async def states(application: TestApplication) -> dict[str, int]:
    """How many messages of campaigns are in each state."""
    rows = "SELECT state, count(*) FROM outbox WHERE kind = 'campaign' GROUP BY state"
    return dict(await application.rows(rows))


async def test_the_result_is_shown_to_who_may_read_it(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh)
    shown = await hoa.says(f"/outcome {key}")
    assert "▓▓▓▓▓▓▓▓▓▓ 10/10" in shown
    assert "đã gửi: 10 người" in shown
    assert "Số liệu đếm" in shown
    assert "Kết quả" not in await minh.says(f"/outcome {key}")
    elsewhere = await officer(sqlite_house, "9", "Lê Thị Mai", "read", wards=(LANG,))
    assert "10/10" not in await elsewhere.says(f"/outcome {key}")


async def test_who_lost_the_right_since_sees_nothing_more(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    mai = sqlite_house.visitor("9")
    await mai.joins()
    role = await give_role(mai, "Lê Thị Mai", [O_CHO_DUA], "read")
    assert "3/3" in await mai.says(f"/outcome {key}")
    await end_role(sqlite_house, role)
    sqlite_house.clock.move(seconds=1)
    assert "3/3" not in await mai.taps("Xem lại tiến độ")


async def test_an_unsure_message_is_sent_again_once(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 3)
    first, second = await unsure(sqlite_house, 2)
    assert "lúc" in await hoa.says(f"/outcome {key}")
    shown = await hoa.taps("Tin chưa chắc đã đến")
    assert "1: phường Ô Chợ Dừa" in shown
    page = hoa.last
    assert "Sẽ gửi lại" in await hoa.taps("1 · Gửi lại")
    assert await states(sqlite_house) == {"planned": 1, "sent": 3, "unsure": 1}
    await hoa.taps("1 · Gửi lại", of=page)
    assert await states(sqlite_house) == {"planned": 1, "sent": 3, "unsure": 1}
    assert await sqlite_house.rows("SELECT id FROM outbox WHERE state = 'planned'") == [(first,)]
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("sending",)]
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert await states(sqlite_house) == {"sent": 4, "unsure": 1}
    await hoa.says(f"/outcome {key}")
    await hoa.taps("Tin chưa chắc đã đến")
    assert "Không còn tin nào" in await hoa.taps("1 · Để vậy")
    acts = await sqlite_house.rows(
        "SELECT action, facts FROM audit WHERE action LIKE 'unsure%' ORDER BY id"
    )
    assert [act for act, _facts in acts] == ["unsure_resent", "unsure_left"]
    assert f'"rows":"{first}"' in acts[0][1].replace(" ", "")
    assert f'"rows":"{second}"' in acts[1][1].replace(" ", "")


async def test_all_that_is_shown_is_decided_and_nothing_of_the_next_page(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 6)
    await unsure(sqlite_house, 7)
    await hoa.says(f"/outcome {key}")
    await hoa.taps("Tin chưa chắc đã đến")
    page = hoa.last
    await hoa.taps("Gửi lại cả 5")
    await hoa.taps("Gửi lại cả 5", of=page)
    assert await states(sqlite_house) == {"planned": 5, "sent": 1, "unsure": 2}


async def test_who_may_only_read_decides_nothing(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    await unsure(sqlite_house, 1)
    mai = await officer(sqlite_house, "9", "Lê Thị Mai", "read")
    await mai.says(f"/outcome {key}")
    assert "mới quyết định được" in await mai.taps("Tin chưa chắc đã đến")
    assert not [label for label in mai.labels if "Gửi lại" in label]


async def test_answers_are_counted_after_the_end_too(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    await counts(sqlite_house)
    await looks(sqlite_house)
    assert await sqlite_house.rows("SELECT answered, result IS NULL FROM campaign_run") == [
        ("[]", 0)
    ]
    assert "Câu trả lời" not in await hoa.says(f"/outcome {key}")


async def file_of(person: Visitor, key: str) -> str:
    """Ask for the file of a result; the hash of the link's word."""
    await person.says(f"/outcome {key}")
    said = await person.taps("Lưu thành tệp")
    found = re.search("/get/([2-9A-Z]{32})", said)
    assert found is not None, said
    return token_hash(found.group(1))


async def test_the_file_is_opened_by_the_rights_of_then(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh)
    link = await file_of(hoa, key)
    copies = copies_of(sqlite_house.application)
    assert await copies.opens(link) == "result"
    assert await copies.page(link) is None
    file = await copies.result(link, "csv")
    assert isinstance(file, bytes)
    text = file.decode("utf-8-sig")
    assert "00190,phường Ô Chợ Dừa,đã gửi,10" in text
    assert not re.search("resident-|Hoa|Minh", text)
    xlsx = await copies.result(link, "xlsx")
    assert isinstance(xlsx, bytes)
    assert xlsx.startswith(b"PK")
    assert len(await sqlite_house.rows("SELECT 1 FROM audit WHERE action = 'result_exported'")) == 2
    await sqlite_house.rows("UPDATE staff_role SET rights = 'write read'")
    assert await copies.result(link, "csv") is None


async def test_a_link_to_a_file_expires(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    link = await file_of(hoa, key)
    sqlite_house.clock.move(seconds=31 * 60)
    assert await copies_of(sqlite_house.application).result(link, "csv") is None


async def test_who_may_not_export_is_offered_no_file(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    mai = await officer(sqlite_house, "9", "Lê Thị Mai", "read")
    await mai.says(f"/outcome {key}")
    assert not [label for label in mai.labels if "tệp" in label]


async def test_the_picture_says_in_words_what_it_shows(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh)
    await hoa.says(f"/outcome {key}")
    await hoa.taps("Theo thời gian")
    told = " ".join(each.text for each in hoa.messages[-2:])
    drawn = [each.drawing for each in hoa.messages[-2:] if each.drawing is not None]
    assert "đã gửi 10" in told or drawn[0].series[0].values[-1] == 10


async def test_who_lost_the_right_since_decides_nothing(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    key = await sent(hoa, minh, 1)
    await unsure(sqlite_house, 1)
    await hoa.says(f"/outcome {key}")
    await hoa.taps("Tin chưa chắc đã đến")
    await sqlite_house.rows("UPDATE staff_role SET rights = 'read' WHERE rights LIKE '%write%'")
    before = await states(sqlite_house)
    await hoa.taps("1 · Gửi lại")
    assert await states(sqlite_house) == before
    assert await sqlite_house.rows("SELECT 1 FROM audit WHERE action = 'unsure_resent'") == []


async def test_who_lost_the_role_hears_no_more_of_the_progress(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor
) -> None:
    await residents(sqlite_house, 1)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await looks(sqlite_house)
    await counts(sqlite_house)
    changes = (
        "SELECT count(*) FROM outbox WHERE edits IS NOT NULL AND say LIKE '%Sending: {title}%'"
    )
    assert await sqlite_house.rows(changes) == [(1,)]
    await sqlite_house.rows("UPDATE staff_role SET until_ms = 1")
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    assert await sqlite_house.rows(changes) == [(1,)]
