"""The pages of campaigns: what is scheduled, one campaign, its progress; only of one's wards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.regular_work import campaign_clock
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import LANG, O_CHO_DUA, end_role, give_role, officer
from tests.handlers.officers.test_campaign import begins, completes
from tests.handlers.officers.test_campaigns import key_of, looks
from tests.handlers.officers.test_sending import approved, goes_on, residents
from tests.staff_pages.browsing import Browser, browsers, signs_in

NASTY = "<script>alert(1)</script> & “Đậm” 'nháy'"


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who writes."""
    return await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


@pytest.fixture
async def browser(sqlite_house: TestApplication) -> AsyncIterator[Browser]:
    """A browser that nobody signed in with."""
    async with browsers(sqlite_house) as (one,):
        yield one


async def test_the_list_tells_the_stage_the_ward_and_who_wrote_it(
    hoa: Visitor, browser: Browser
) -> None:
    await begins(hoa)
    await signs_in(browser, hoa)
    page = (await browser.opens("/staff/")).text
    assert f'href="/staff/campaigns/{await key_of(hoa)}"' in page
    for told in ("Lớp học dùng điện thoại", "bản nháp", "phường Ô Chợ Dừa · Nguyễn Thị Hoa"):
        assert told in page


async def test_the_author_who_lost_the_ward_finds_it_no_more(
    sqlite_house: TestApplication, minh: Visitor, browser: Browser
) -> None:
    hoa = sqlite_house.visitor("1")
    await hoa.joins()
    here = await give_role(hoa, "Nguyễn Thị Hoa", [O_CHO_DUA], "write")
    key = await approved(hoa, minh)
    await give_role(hoa, "Nguyễn Thị Hoa", [LANG], "write")
    await signs_in(browser, hoa)
    assert "Lớp học dùng điện thoại" in (await browser.opens("/staff/")).text
    await end_role(sqlite_house, here)
    assert "Lớp học dùng điện thoại" not in (await browser.opens("/staff/")).text
    assert (await browser.opens(f"/staff/campaigns/{key}")).status == 404


async def test_an_empty_list_says_so(hoa: Visitor, browser: Browser) -> None:
    await signs_in(browser, hoa)
    page = (await browser.opens("/staff/")).text
    assert "Chưa có gì được lên lịch." in page
    assert "Chưa có chiến dịch nào" in page


async def test_what_is_scheduled_stands_first_with_its_moment(
    hoa: Visitor, minh: Visitor, browser: Browser
) -> None:
    await completes(hoa)
    await hoa.taps("Lúc gửi")
    await hoa.says("24/11 8h")
    await hoa.taps("Gửi duyệt")
    await signs_in(browser, hoa)
    page = (await browser.opens("/staff/")).text
    scheduled = page[page.index("Đã lên lịch") : page.index("Các chiến dịch khác")]
    assert "Lớp học dùng điện thoại" in scheduled
    assert "24/11/2026" in scheduled
    assert "08:00" in scheduled


async def test_many_campaigns_have_pages(hoa: Visitor, browser: Browser) -> None:
    for number in range(22):
        await begins(hoa, f"Bài số {number}.")
    await signs_in(browser, hoa)
    first = (await browser.opens("/staff/")).text
    second = (await browser.opens("/staff/?page=1")).text
    assert (first.count("<h3>"), second.count("<h3>")) == (20, 2)
    assert "/staff/?page=1" in first
    for odd in ("99", "-1", "x", "٣", "1" * 50):
        assert (await browser.opens(f"/staff/?page={odd}")).status == 200


async def test_words_of_people_stand_on_the_page_and_are_no_markup(
    hoa: Visitor, browser: Browser
) -> None:
    await begins(hoa, NASTY)
    await signs_in(browser, hoa)
    for path in ("/staff/", f"/staff/campaigns/{await key_of(hoa)}"):
        page = (await browser.opens(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


async def test_a_campaign_shows_its_text_history_and_result_by_ward(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor, browser: Browser
) -> None:
    await residents(sqlite_house, 3)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await goes_on(sqlite_house, campaign_clock(sqlite_house.application))
    await signs_in(browser, hoa)
    page = (await browser.opens(f"/staff/campaigns/{key}")).text
    assert "Lớp học dùng điện thoại miễn phí tại {ward}." in page
    assert "Nguyễn Thị Hoa bắt đầu gửi" in page
    assert "Trần Văn Minh đã duyệt" in page
    assert '<progress max="5" value="5"' in page
    assert '<th scope="row">phường Ô Chợ Dừa</th><td>5</td>' in page
    assert "progress.js" not in page, "what is over is not renewed"


async def test_what_is_being_sent_is_renewed_and_that_is_no_use_of_the_session(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor, browser: Browser
) -> None:
    await residents(sqlite_house, 2)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    await hoa.taps("Tạm dừng")
    await signs_in(browser, hoa)
    page = (await browser.opens(f"/staff/campaigns/{key}")).text
    assert '<script type="module" src="/staff/progress.js' in page
    for _time in range(6):
        part = await browser.opens(f"/staff/campaigns/{key}/progress")
        assert part.status == 200
        assert "tạm dừng" in part.text
        assert "<html" not in part.text
        sqlite_house.clock.move(minutes=5)
    assert (await browser.opens(f"/staff/campaigns/{key}/progress")).status == 403


async def test_results_are_for_who_may_write_or_read(
    sqlite_house: TestApplication, hoa: Visitor, minh: Visitor, browser: Browser
) -> None:
    key = await approved(hoa, minh)
    await signs_in(browser, minh)
    page = (await browser.opens(f"/staff/campaigns/{key}")).text
    assert "Chỉ ai có quyền xem kết quả" in page


async def test_a_campaign_of_another_ward_is_as_if_there_were_none(
    sqlite_house: TestApplication, hoa: Visitor, browser: Browser
) -> None:
    await begins(hoa)
    stranger = await officer(sqlite_house, "7", "Lê Thị Lan", "write", "read", wards=(LANG,))
    await signs_in(browser, stranger)
    assert "Lớp học" not in (await browser.opens("/staff/")).text
    key = await key_of(hoa)
    for path in (f"/staff/campaigns/{key}", f"/staff/campaigns/{key}/progress"):
        refused = await browser.opens(path)
        assert refused.status == 404
        assert "Không có trang này" in refused.text
        assert "Lớp học" not in refused.text
    unknown = await browser.opens("/staff/campaigns/" + "f" * 20)
    assert unknown.text == refused.text


async def test_requests_stand_on_the_page_of_an_admin_without_their_words(
    sqlite_house: TestApplication, browser: Browser
) -> None:
    resident = sqlite_house.visitor("8")
    await resident.joins()
    await resident.says("hỏi về dữ liệu")
    await resident.says("Ai xem được sổ của tôi?")
    admin = sqlite_house.visitor("9")
    await admin.joins()
    await give_role(admin, "Phạm Thị Quản", {O_CHO_DUA}, name="admin")
    await signs_in(browser, admin)
    page = (await browser.opens("/staff/requests")).text
    assert "Thứ Hai, 30/11/2026" in page
    assert "hỏi hoặc phản ánh" in page
    assert "Ai xem được" not in page
    assert "quá hạn" not in page
    sqlite_house.clock.move(days=11)
    await signs_in(browser, admin)
    assert "quá hạn" in (await browser.opens("/staff/requests")).text


async def test_the_page_of_requests_is_for_admins(hoa: Visitor, browser: Browser) -> None:
    await signs_in(browser, hoa)
    assert "/staff/requests" not in (await browser.opens("/staff/")).text
    refused = await browser.opens("/staff/requests")
    assert refused.status == 403
    assert "Trang này dành cho quản trị viên" in refused.text


async def test_a_page_speaks_the_language_of_the_person(hoa: Visitor, browser: Browser) -> None:
    await hoa.says("/language")
    await hoa.taps("English")
    await signs_in(browser, hoa)
    page = (await browser.opens("/staff/")).text
    assert '<html lang="en">' in page
    assert "There is no campaign here yet." in page


@pytest.mark.parametrize(
    "path",
    ["/staff/", "/staff/requests", "/staff/enter/" + "A2B3" * 8, "/staff/campaigns/" + "0" * 20],
)
@pytest.mark.parametrize("signed_in", [False, True], ids=["nobody", "signed in"])
async def test_every_page_forbids_scripts_of_others_frames_and_caches(
    hoa: Visitor, browser: Browser, path: str, signed_in: bool
) -> None:
    if signed_in:
        await signs_in(browser, hoa)
    answer = await browser.opens(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert " style=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script type="module" src=')


async def test_answers_wait_where_the_database_does_not_answer(
    sqlite_house: TestApplication, hoa: Visitor, browser: Browser
) -> None:
    await signs_in(browser, hoa)
    await looks(sqlite_house)
    await sqlite_house.application.database.close()
    failed = await browser.opens("/staff/")
    assert failed.status == 503
    assert "thử lại sau một phút" in failed.text
