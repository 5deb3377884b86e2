"""Announcements, Lifelong Learning Week and the choice of messages on the web page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.databases import SqliteFiles
from tests.e2e import sentences as said
from tests.e2e import skills
from tests.e2e.log_record import Record
from tests.e2e.service import QuickService, running
from tests.e2e.telegram.test_announcements import (
    DAYS,
    DONE,
    ENDS,
    MESSAGE_SETTINGS,
    NOTICES,
    RECORD_NOW,
    Today,
)
from tests.e2e.web.browser import PHONE, Device, Tab, device
from tests.e2e.web.test_page_connection import LONGEST_PAUSE_MS
from tests.e2e.web.test_skills import pictured, seen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Mục nào đúng nhất?"
PROGRAMME = "📅 Toàn bộ chương trình"


class Days(QuickService):
    """A service that may wake up on a day of another calendar."""

    today: Today

    async def wakes(self, tab: Tab | None = None) -> None:
        """Stop and start, with the calendar as it stands now; `tab` finds it again at once."""
        await self.stop()
        await self.start()
        if tab is not None:
            await tab.page.clock.fast_forward(LONGEST_PAUSE_MS)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def days(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles
) -> AsyncIterator[Days]:
    """A service on a day on which nothing is announced yet."""
    folder = tmp_path_factory.mktemp("days")
    today = Today(folder / "data")
    service = Days(folder, sqlite_files.fresh(), **today.settings)
    service.today = today
    async with running(service):
        yield service
    assert [event for event in service.events() if event["level"] == "error"] == []


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, days: Days) -> AsyncIterator[Device]:
    """The phone of a newcomer, whom a line that breaks must not trouble."""
    async with device(browser, days.base, PHONE) as made:
        yield made
        # The browser itself reports every connection that it could not make.
        made.endured("WebSocket connection", "net::ERR_")


@pytest_asyncio.fixture(loop_scope="session")
async def tab(phone: Device) -> Tab:
    """The page of somebody who has just joined."""
    opened = await phone.opens()
    await opened.joins()
    await opened.page.clock.install()  # so that a test need not sit out the page's pauses
    return opened


async def looked_at(tab: Tab, name: str) -> None:
    """Look at the end of the conversation in the light and the dark theme."""
    for scheme in ("light", "dark"):
        await tab.page.emulate_media(color_scheme=scheme)
        assert await tab.findings() == []
        await tab.pictured(f"{name}-{scheme}")
    await tab.page.emulate_media(color_scheme="light")


async def told(tab: Tab, words: str) -> int:
    """How often this text is in the conversation."""
    return sum(words in each for each in await tab.talk())


# --- an announcement ------------------------------------------------------------------------------


async def test_an_announcement_is_shown_once_on_the_open_page_and_on_one_that_was_closed(
    tab: Tab, phone: Device, days: Days
) -> None:
    record = Record(days)
    address = await phone.address()
    days.today.has("teachers_day")
    await days.wakes(tab)
    await tab.hears(DAYS["teachers_day"])
    assert (await tab.labels())[-2:] == [RECORD_NOW, MESSAGE_SETTINGS]
    assert [DAYS["teachers_day"] in each for each in await tab.announced()].count(True) == 1
    await looked_at(tab, "announcement")
    await tab.shows(await record.said_to(address))
    await tab.page.close()
    days.today.has("teachers_day", "book_day")
    await days.wakes()
    await record.until("SELECT id FROM outbox WHERE source LIKE 'book_day%' AND state = 'sent'")
    tab = await phone.opens()
    for _look in range(2):
        assert [await told(tab, DAYS[name]) for name in ("teachers_day", "book_day")] == [1, 1]
        assert (await tab.labels())[-2:] == [RECORD_NOW, MESSAGE_SETTINGS]
        assert await tab.announced() == [], "what was said before is no news"
        await tab.page.reload()
        await tab.ready()
    await tab.shows(await record.said_to(address))


async def test_its_button_leads_to_the_choice_of_messages_also_later(tab: Tab, days: Days) -> None:
    days.today.has("literacy_day")
    await days.wakes(tab)
    await tab.hears(DAYS["literacy_day"])
    await days.killed()
    await days.start()
    await tab.page.reload()
    await tab.ready()
    await tab.taps(MESSAGE_SETTINGS)
    assert "Số tin: nhiều nhất 3 tin một tuần" in await tab.hears(NOTICES)
    await looked_at(tab, "notices")
    await tab.taps("Số tin")
    await tab.hears("Nhiều nhất bao nhiêu tin một tuần?")
    await looked_at(tab, "notices-amount")
    await tab.taps((await tab.labels())[1])
    assert "\nSố tin: nhiều nhất 2 tin một tuần\n" in await tab.hears(DONE)
    await tab.taps("Giờ yên lặng")
    await tab.hears("Từ mấy giờ đến mấy giờ")
    await looked_at(tab, "notices-quiet")
    await tab.taps("20:00 đến 08:00")
    assert "\nGiờ yên lặng: 20:00 đến 08:00" in await tab.hears(DONE)
    await tab.taps("🔕 Ngừng nhận tin")
    await tab.hears("không gửi tin nữa")
    await tab.taps("🔔 Nhận tin")
    heard = await tab.hears(NOTICES)
    assert "\nSố tin: nhiều nhất 2 tin một tuần\nGiờ yên lặng: 20:00 đến 08:00" in heard


async def test_an_announcement_leaves_the_choices_of_an_open_question_open(
    tab: Tab, days: Days
) -> None:
    await tab.taps(said.LOG, said.ON_MY_OWN)
    await tab.hears(QUESTION)
    asked = await tab.labels()
    days.today.has("school_opening")
    await days.wakes(tab)
    await tab.hears(DAYS["school_opening"])
    await looked_at(tab, "announcement-amid-a-draft")
    assert set(asked) <= set(await tab.labels())
    await tab.taps(said.READING)
    await tab.hears(said.WHAT)


# --- Lifelong Learning Week -----------------------------------------------------------------------


async def test_the_closing_message_and_the_week_have_a_picture_by_day_and_by_night(
    tab: Tab, days: Days
) -> None:
    await tab.types("hôm nay đọc sách 40 phút")
    await tab.hears(said.CHECK)
    await tab.taps(said.RECORD)
    await tab.hears(said.RECORDED)
    days.today.has(
        "week_close",
        week=days.today.ending,
        events=[days.today.event("Lớp dùng điện thoại thông minh", "14:00", "00190")],
    )
    await days.wakes(tab)
    assert "bạn đã ghi 1 hoạt động, 40 phút." in await tab.hears(ENDS)
    places = []
    for name in ("closing", "week"):
        message = pictured(tab)
        picture = message.locator("img")
        light = await seen(picture)
        assert "/light.png" in light
        facts = await message.locator("p.unseen").text_content() or ""
        assert f"{days.today.day:%d/%m/%Y}: 40 phút" in facts
        await expect(message.locator(".words")).to_be_hidden()
        await tab.page.emulate_media(color_scheme="dark")
        await expect(picture).to_have_js_property("currentSrc", light.replace("light", "dark"))
        await seen(picture)
        await looked_at(tab, f"week-{name}")
        places.append(light)
        if name == "closing":
            assert (await tab.labels())[-3:] == [RECORD_NOW, skills.MY_PROGRESS, MESSAGE_SETTINGS]
            await tab.types("/week")
            heard = await tab.hears("Việc nhỏ hôm nay")
            assert "\n14:00: Lớp dùng điện thoại thông minh, tại nhà văn hóa\n" in heard
    assert len(set(places)) == 2
    await tab.taps(PROGRAMME)
    assert "Lớp dùng điện thoại thông minh" in await tab.hears("Tuần lễ hưởng ứng")
    await looked_at(tab, "week-programme")


async def test_after_the_week_was_looked_at_a_draft_goes_on(tab: Tab, days: Days) -> None:
    await tab.taps(said.LOG, said.ON_MY_OWN, said.READING)
    await tab.hears(said.WHAT)
    await tab.types("/week")
    await tab.hears("Tuần lễ hưởng ứng học tập suốt đời")
    await tab.hears(said.WHAT)
    await tab.types("Truyện Kiều")
    await tab.hears(said.WHEN)
    await tab.taps(said.TODAY, "30 phút", said.SKIP, said.SKIP, said.SKIP, said.RECORD)
    assert "Truyện Kiều" in await tab.hears(said.RECORDED)
