"""Signing in to the pages of staff: by a press, once; the role is asked at every request."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.people.wrong_codes import MAX_ADDRESS
from bot.domain.staff.pages import SESSION_ENDS_AFTER, SESSION_IDLE_FOR
from tests.applications import TestApplication, Visitor, open_application
from tests.handlers.officers.staffing import O_CHO_DUA, end_role, give_role, officer
from tests.staff_pages.browsing import Browser, browsers, link_of, signs_in

WRONG = "/staff/enter/" + "A2B3" * 8


@pytest.fixture
async def hoa(application: TestApplication) -> Visitor:
    """An officer."""
    return await officer(application, "1", "Nguyễn Thị Hoa", "write", "read")


@pytest.fixture
async def browser(application: TestApplication) -> AsyncIterator[Browser]:
    """A browser that nobody signed in with."""
    async with browsers(application) as (one,):
        yield one


async def test_a_press_on_the_link_signs_in_and_the_page_knows_who_it_is(
    hoa: Visitor, browser: Browser
) -> None:
    await signs_in(browser, hoa)
    page = await browser.opens("/staff/")
    assert page.status == 200
    assert "Nguyễn Thị Hoa" in page.text
    assert "cán bộ phường Ô Chợ Dừa" in page.text


async def test_a_messenger_that_fetches_the_link_does_not_use_it_up(
    hoa: Visitor, browser: Browser
) -> None:
    link = await link_of(hoa)
    for _twice in range(2):
        shown = await browser.opens(link)
        assert shown.status == 200
        assert "Nguyễn" not in shown.text, "a preview tells nothing of the person"
        assert browser.sessions == {}
    assert (await browser.presses(link)).status == 303


async def test_a_link_is_good_once(hoa: Visitor, application: TestApplication) -> None:
    async with browsers(application, 2) as (first, second):
        link = await link_of(hoa)
        assert (await first.presses(link)).status == 303
        again = await second.presses(link)
        assert again.status == 403
        assert "đã được dùng" in again.text
        assert second.sessions == {}


async def test_a_new_link_closes_the_earlier_one(hoa: Visitor, browser: Browser) -> None:
    earlier = await link_of(hoa)
    newer = await link_of(hoa)
    assert (await browser.presses(earlier)).status == 403
    assert (await browser.presses(newer)).status == 303


async def test_a_link_has_15_minutes(
    hoa: Visitor, browser: Browser, application: TestApplication
) -> None:
    link = await link_of(hoa)
    application.clock.move(minutes=15)
    late = await browser.presses(link)
    assert late.status == 403
    assert "gõ: trang cán bộ" in late.text, "it says what to do"


async def test_after_ten_wrong_links_none_is_looked_up(hoa: Visitor, browser: Browser) -> None:
    link = await link_of(hoa)
    for _wrong in range(MAX_ADDRESS):
        assert (await browser.presses(WRONG)).status == 403
    refused = await browser.presses(link)
    assert refused.status == 429
    assert "chờ 15 phút" in refused.text


async def test_what_is_stored_of_links_and_sessions_opens_nothing(
    hoa: Visitor, browser: Browser, application: TestApplication
) -> None:
    link = await link_of(hoa)
    ((stored,),) = await application.rows("SELECT token_hash FROM staff_link")
    assert stored not in link
    assert len(stored) == 64
    assert (await browser.presses(link)).status == 303
    (word,) = browser.sessions.values()
    ((kept,),) = await application.rows("SELECT token_hash FROM staff_session")
    assert kept != word
    assert await application.rows("SELECT token_hash FROM staff_link") == []


async def test_the_cookie_is_of_its_own_and_scripts_and_other_sites_do_not_get_it(
    hoa: Visitor, browser: Browser
) -> None:
    (cookie,) = (await browser.presses(await link_of(hoa))).cookies
    assert cookie.startswith("sohoctap-staff=")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/staff/"):
        assert part in cookie


async def test_on_https_the_cookie_is_bound_to_the_host(sqlite_url: str) -> None:
    async with open_application(sqlite_url, public_url="https://so.example") as house:
        hoa = await officer(house, "1", "Nguyễn Thị Hoa", "read")
        async with browsers(house) as (browser,):
            (cookie,) = (await browser.presses(await link_of(hoa))).cookies
    assert cookie.startswith("__Host-sohoctap-staff=")
    assert "Secure" in cookie
    assert "Path=/;" in f"{cookie};"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
@pytest.mark.parametrize("what", ["enter", "leave"])
async def test_a_form_of_another_site_does_nothing(
    hoa: Visitor, browser: Browser, what: str, origin: str | None
) -> None:
    link = await link_of(hoa)
    if what == "leave":
        assert (await browser.presses(link)).status == 303
    refused = await browser.presses(link if what == "enter" else "/staff/leave", origin)
    assert refused.status == 403
    assert "không được gửi từ trang của sổ" in refused.text
    if what == "leave":
        assert (await browser.opens("/staff/")).status == 200
    else:
        assert (await browser.presses(link)).status == 303


async def test_signing_out_ends_the_session_itself(hoa: Visitor, browser: Browser) -> None:
    await signs_in(browser, hoa)
    ((name, word),) = browser.sessions.items()
    left = await browser.presses("/staff/leave")
    assert "Bạn đã đăng xuất" in left.text
    assert browser.sessions == {}
    kept = await browser.opens("/staff/", Cookie=f"{name}={word}")
    assert kept.status == 403
    assert "Bạn chưa đăng nhập" in kept.text


async def test_signing_in_again_ends_the_session_before(
    hoa: Visitor, application: TestApplication
) -> None:
    async with browsers(application, 2) as (browser, other):
        await signs_in(browser, hoa)
        ((name, before),) = browser.sessions.items()
        await signs_in(browser, hoa)
        assert browser.sessions[name] != before
        assert (await other.opens("/staff/", Cookie=f"{name}={before}")).status == 403
        assert (await browser.opens("/staff/")).status == 200


async def test_a_session_that_nobody_uses_ends(
    hoa: Visitor, browser: Browser, application: TestApplication
) -> None:
    await signs_in(browser, hoa)
    application.clock.at += SESSION_IDLE_FOR * 0.9
    assert (await browser.opens("/staff/")).status == 200
    application.clock.at += SESSION_IDLE_FOR * 0.9
    assert (await browser.opens("/staff/")).status == 200
    application.clock.at += SESSION_IDLE_FOR
    assert (await browser.opens("/staff/")).status == 403
    assert await application.rows("SELECT token_hash FROM staff_session") == []


async def test_a_session_ends_however_much_it_is_used(
    hoa: Visitor, browser: Browser, application: TestApplication
) -> None:
    await signs_in(browser, hoa)
    used, step = 0, SESSION_IDLE_FOR * 0.9
    while step * (used + 1) < SESSION_ENDS_AFTER:
        application.clock.at += step
        used += 1
        assert (await browser.opens("/staff/")).status == 200
    application.clock.at += step
    assert (await browser.opens("/staff/")).status == 403


@pytest.mark.parametrize("path", ["/staff/", "/staff/requests", "/staff/campaigns/" + "0" * 20])
async def test_a_lost_role_is_refused_at_the_next_request_and_ends_every_session(
    application: TestApplication, path: str
) -> None:
    hoa = application.visitor("1")
    await hoa.joins()
    role = await give_role(hoa, "Nguyễn Thị Hoa", {O_CHO_DUA}, "write")
    async with browsers(application, 2) as (one, other):
        await signs_in(one, hoa)
        await signs_in(other, hoa)
        await end_role(application, role)
        application.clock.move(seconds=1)
        refused = await one.opens(path)
        assert refused.status == 403
        assert "Vai trò cán bộ của bạn đã kết thúc" in refused.text
        assert await application.rows("SELECT token_hash FROM staff_session") == []
        assert one.sessions == {}


async def test_a_role_that_is_given_again_does_not_wake_an_old_session(
    application: TestApplication,
) -> None:
    hoa = application.visitor("1")
    await hoa.joins()
    role = await give_role(hoa, "Nguyễn Thị Hoa", {O_CHO_DUA}, "write")
    async with browsers(application) as (browser,):
        await signs_in(browser, hoa)
        await end_role(application, role)
        application.clock.move(minutes=1)
        now = application.clock()
        await give_role(hoa, "Nguyễn Thị Hoa", {O_CHO_DUA}, "write", since=now)
        assert (await browser.opens("/staff/")).status == 403
        await signs_in(browser, hoa)
        assert (await browser.opens("/staff/")).status == 200


async def test_who_lost_the_role_before_the_press_is_not_let_in(
    application: TestApplication, browser: Browser
) -> None:
    hoa = application.visitor("1")
    await hoa.joins()
    role = await give_role(hoa, "Nguyễn Thị Hoa", {O_CHO_DUA}, "write")
    link = await link_of(hoa)
    await end_role(application, role)
    application.clock.move(seconds=1)
    assert (await browser.presses(link)).status == 403
    assert browser.sessions == {}


async def test_a_resident_gets_no_link(application: TestApplication) -> None:
    resident = application.visitor("5")
    await resident.joins()
    await resident.says("/pages")
    assert any("chỉ dành cho cán bộ có quyền" in each.text for each in resident.messages)
    assert await application.rows("SELECT token_hash FROM staff_link") == []


async def test_signing_in_stands_in_the_trail(
    application: TestApplication, browser: Browser
) -> None:
    admin = application.visitor("1")
    await admin.joins()
    await give_role(admin, "Phạm Thị Quản", {O_CHO_DUA}, name="admin")
    await signs_in(browser, admin)
    assert "Phạm Thị Quản đã đăng nhập trang cán bộ" in await admin.says("/audit")


async def test_the_link_is_not_kept_once_it_was_sent(
    hoa: Visitor, application: TestApplication
) -> None:
    link = await link_of(hoa)
    await application.worker.settled()
    kept = await application.rows("SELECT say FROM outbox")
    assert kept
    assert all(link not in str(say) for (say,) in kept)
