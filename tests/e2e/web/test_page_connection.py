"""The web page while the network, the service or the disk is away: nothing lost, nothing twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, WebSocket, expect

from tests.databases import SqliteFiles
from tests.e2e.log_record import Record
from tests.e2e.service import QuickService, Service, running
from tests.e2e.web.browser import PHONE, Tab, device
from tests.e2e.web.tunnel import Tunnel, tunnel

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SUMMARY = "Xin kiểm tra trước khi ghi"
AGAIN = "Đang kết nối lại… Những gì bạn viết được giữ lại và sẽ tự gửi đi."
BUSY = "Hệ thống đang bận. Câu trả lời được giữ lại và sẽ tự gửi lại."
NO_COOKIE = "Trang này cần cookie để nhận ra bạn"
BUSY_MS = 60_000
"""More than SQLite's own patience with a lock, which is five seconds."""
ANSWER_MS = LONGEST_PAUSE_MS = 12_000
"""How long the page waits for an answer, and at most before it tries again (connection.js)."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mortal(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles
) -> AsyncIterator[Service]:
    """A service that may be killed; whoever kills it starts it again."""
    service = QuickService(tmp_path_factory.mktemp("mortal"), sqlite_files.fresh())
    async with running(service):
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def way(mortal: Service) -> AsyncIterator[Tunnel]:
    """The way of the phone to the service."""
    async with tunnel(mortal.port) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, way: Tunnel) -> AsyncIterator[Tab]:
    """The phone of a resident who has just joined, and whom a broken line must not trouble."""
    async with device(browser, way.base, PHONE) as phone:
        opened = await phone.opens()
        await opened.joins()
        await opened.page.clock.install()  # so that a test need not sit out the page's pauses
        yield opened
        # The browser itself reports every connection that it could not make.
        phone.endured("WebSocket connection", "net::ERR_")


async def everything_arrived_once(tab: Tab, record: Record) -> None:
    """What was said is taken, and what was answered is shown and told: each once, in order."""
    await tab.sent()
    address = await tab.device.address()
    await tab.shows(await record.said_to(address))
    left = "Object.keys(localStorage).filter((key) => key.startsWith('sohoctap.unsent')).length"
    assert await tab.page.evaluate(left) == 0
    own = await tab.page.locator("#talk .own").count()
    [(taken,)] = await record.rows(
        f"SELECT turn FROM conversation JOIN address USING (person_id) "
        f"WHERE address.external_id = '{address}'"
    )
    assert taken == own + 1, "a turn for each, and one for the greeting that the page asks for"
    told = [words for words in await tab.announced() if "\n" in words]
    assert len(told) == len(set(told))


async def test_words_typed_while_the_service_is_down_arrive_once(tab: Tab, mortal: Service) -> None:
    record = Record(mortal)
    await mortal.killed()
    await expect(tab.status).to_have_text(AGAIN)
    await tab.types("hôm nay đọc sách 30 phút")
    await expect(tab.page.locator(".own .state").last).to_have_text("Đang gửi…")
    assert await tab.findings() == []
    await tab.pictured("lost-connection")
    await mortal.start()
    await tab.page.clock.fast_forward(LONGEST_PAUSE_MS)
    await tab.hears(SUMMARY)
    await expect(tab.status).to_be_empty()
    await tab.taps("✔ Ghi vào sổ")
    await tab.hears("Số biên nhận")
    assert await record.activities(await tab.device.address()) == ["đọc sách"]
    await everything_arrived_once(tab, record)


async def test_a_press_on_which_the_service_is_killed_counts_once(
    tab: Tab, mortal: Service
) -> None:
    record = Record(mortal)
    for sentence in ("hôm nay đọc sách 30 phút", "hôm nay nghe đài 20 phút"):
        await tab.types(sentence)
        await tab.hears(SUMMARY)
        await tab.choice("✔ Ghi vào sổ").evaluate("button => button.click()")
        # Somewhere between the press and its reply; where, is another place every time.
        await mortal.killed()
        await mortal.start()
        await tab.page.clock.fast_forward(LONGEST_PAUSE_MS)
        await tab.hears("Số biên nhận")
    assert await record.activities(await tab.device.address()) == ["đọc sách", "nghe đài"]
    await everything_arrived_once(tab, record)


async def test_words_that_were_unsent_when_the_page_was_reloaded_arrive_once(
    tab: Tab, mortal: Service
) -> None:
    record = Record(mortal)
    await mortal.killed()
    await expect(tab.status).to_have_text(AGAIN)
    await tab.types("hôm nay đọc báo 15 phút")
    await mortal.start()
    await tab.page.reload()
    await tab.ready()
    await tab.hears(SUMMARY)
    assert (await tab.talk()).count("hôm nay đọc báo 15 phút") == 1
    await everything_arrived_once(tab, record)


async def test_a_phone_without_a_network_keeps_the_words_and_sends_them_at_once_when_it_is_back(
    tab: Tab, way: Tunnel, mortal: Service
) -> None:
    await tab.device.context.set_offline(True)
    way.cut()
    await expect(tab.status).to_have_text(AGAIN)
    await tab.types("hôm nay đọc sách 40 phút")
    await tab.types("✔ Ghi vào sổ")
    assert (await tab.states())[-2:] == ["sending", "sending"]
    await tab.device.context.set_offline(False)
    await tab.hears("Số biên nhận")
    await expect(tab.status).to_be_empty()
    await everything_arrived_once(tab, Record(mortal))


async def test_words_that_waited_for_a_network_are_sent_with_their_age(
    tab: Tab, way: Tunnel, mortal: Service
) -> None:
    sent: list[dict[str, Any]] = []

    def note(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(json.loads(frame)))

    tab.page.on("websocket", note)
    await tab.device.context.set_offline(True)
    way.cut()
    await expect(tab.status).to_have_text(AGAIN)
    await tab.types("hôm nay đọc sách 45 phút")
    await tab.page.clock.fast_forward(2 * 3_600_000)
    await tab.device.context.set_offline(False)
    await tab.page.clock.fast_forward(LONGEST_PAUSE_MS)
    await tab.hears(SUMMARY)
    ages = [frame["age"] for frame in sent if frame["t"] == "say"]
    assert ages
    assert all(2 * 3_600_000 <= age < 3 * 3_600_000 for age in ages)
    assert all("at" not in frame for frame in sent)
    await tab.taps("✔ Ghi vào sổ")
    await everything_arrived_once(tab, Record(mortal))


async def test_a_line_that_went_dead_without_a_word_is_noticed(
    tab: Tab, way: Tunnel, mortal: Service
) -> None:
    way.clear.clear()
    await tab.types("hôm nay đọc sách 35 phút")
    await expect(tab.page.locator(".own .state").last).to_have_text("Đang gửi…")
    await tab.page.clock.fast_forward(ANSWER_MS)
    await expect(tab.status).to_have_text(AGAIN)
    way.clear.set()
    await tab.page.clock.fast_forward(LONGEST_PAUSE_MS)
    await tab.hears(SUMMARY)
    await expect(tab.status).to_be_empty()
    await everything_arrived_once(tab, Record(mortal))


async def test_while_the_database_is_locked_the_page_keeps_the_answer(
    tab: Tab, mortal: Service
) -> None:
    record = Record(mortal)
    with record.locked():
        await tab.types("hôm nay đọc sách 50 phút")
        await expect(tab.status).to_have_text(BUSY, timeout=BUSY_MS)
        assert (await tab.states())[-1] == "sending"
        assert await tab.findings() == []
        await tab.pictured("busy")
    await tab.hears(SUMMARY)
    await expect(tab.status).to_be_empty()
    await tab.taps("✔ Ghi vào sổ")
    await tab.hears("Số biên nhận")
    assert await record.activities(await tab.device.address(), "minutes") == [50]
    await everything_arrived_once(tab, record)


async def test_a_browser_that_keeps_no_cookie_is_told_so_and_helped_when_it_does(
    browser: Browser, way: Tunnel
) -> None:
    way.cookies = False
    async with device(browser, way.base, PHONE) as phone:
        page = await phone.context.new_page()
        await page.goto(way.base)
        tab = Tab(phone, page)
        await expect(tab.status).to_contain_text(NO_COOKIE)
        assert await phone.context.cookies() == []
        assert await tab.findings() == []
        await tab.pictured("no-cookie")
        way.cookies = True
        await tab.ready()
        await expect(tab.status).to_be_empty()
        phone.endured("WebSocket connection")
