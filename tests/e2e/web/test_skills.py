"""Self-check, Learning Citizen year and progress on the web page, with their pictures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Response, expect

from bot.domain.skills.scoring import next_question
from tests.e2e import skills
from tests.e2e.log_record import Record
from tests.e2e.service import Service
from tests.e2e.skills import SHORT, STEPS, facts_of
from tests.e2e.web.browser import DESKTOP, PHONE, Device, Tab, device
from tests.e2e.web.test_page import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

VALUES = {item.id: value for item, value in zip(SHORT.items, (2, 1, 3, 0) * 3, strict=True)}
GOAL = "Mục tiêu: 2 giờ một tuần"
WEEK = "1 giờ 30 phút"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def learner(browser: Browser, served: Service) -> AsyncIterator[Device]:
    """The phone of a resident with an entry and a weekly goal."""
    async with device(browser, served.base, PHONE) as made:
        tab = await made.opens()
        await tab.joins()
        await tab.types("hôm nay đọc sách 90 phút")
        await tab.hears("Xin kiểm tra trước khi ghi")
        await tab.taps("✔ Ghi vào sổ")
        await tab.hears("Số biên nhận")
        await tab.types("/progress")
        await tab.hears(skills.PROGRESS)
        await tab.taps("🎯 Mục tiêu tuần", "2 giờ")
        await tab.hears("Mục tiêu mới: 2 giờ một tuần.")
        await tab.page.close()
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def tab(learner: Device) -> AsyncIterator[Tab]:
    """A new tab of that resident; nothing may have gone wrong in it at the end."""
    opened = await learner.opens()
    opened.heard = max(await opened.rows())
    yield opened
    await opened.page.close()
    assert learner.troubles == []


async def seen(picture: Locator) -> str:
    """Wait until a picture is there in whole; where it was fetched from."""
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 0
    found: str = await picture.evaluate("image => image.currentSrc")
    return found


def pictured(tab: Tab) -> Locator:
    """The message with a chart that belongs to the last awaited message."""
    heard = tab.page.locator(f'#talk .theirs[data-row="{tab.heard}"]')
    return heard.filter(has=tab.page.locator("img"))


async def progress(tab: Tab) -> Locator:
    """Ask for the progress; its message with the picture."""
    await tab.types("/progress")
    await tab.hears(skills.PROGRESS)
    return pictured(tab)


async def begins(tab: Tab) -> None:
    """Begin the short form."""
    await tab.types("/check")
    await tab.hears(skills.CHOOSE)
    await (
        tab.choice(f"{skills.NAME}: 12 câu")
        .or_(tab.page.get_by_role("button", name=re.compile(skills.ANEW)))
        .tap()
    )


async def checks(tab: Tab) -> Locator:
    """Do a whole check by taps; its message with the radar."""
    await begins(tab)
    for item in SHORT.items:
        await tab.hears(item.question.vi)
        await tab.taps(STEPS[VALUES[item.id]])
    await tab.hears(skills.RESULT)
    return pictured(tab)


# --- progress -------------------------------------------------------------------------------------


async def test_the_picture_of_the_progress_is_shown_in_the_colours_of_the_page(tab: Tab) -> None:
    fetched: list[Response] = []
    tab.page.on("response", lambda each: fetched.append(each) if "/picture/" in each.url else None)
    message = await progress(tab)
    picture = message.locator("img")
    light = await seen(picture)
    assert "/light.png" in light
    assert await tab.findings() == []
    await tab.pictured("progress-light")
    await tab.page.emulate_media(color_scheme="dark")
    await expect(picture).to_have_js_property("currentSrc", light.replace("light", "dark"))
    await seen(picture)
    assert await tab.findings() == []
    await tab.pictured("progress-dark")
    fetched = [each for each in fetched if each.url.startswith(light.partition("light")[0])]
    urls = [each.url for each in fetched]
    assert urls == [light, light.replace("light", "dark")], "each is fetched once"
    bright, dark = [await each.body() for each in fetched]
    assert bright != dark
    assert await picture.evaluate("image => image.closest('a').href") == urls[1]


async def test_the_facts_of_a_picture_are_there_for_ears_and_not_twice_for_eyes(tab: Tab) -> None:
    message = await progress(tab)
    picture = message.locator("img")
    await seen(picture)
    title = await picture.get_attribute("alt") or ""
    assert title.startswith(skills.WEEKS)
    assert len(title) < 80
    facts = await message.locator("p.unseen").text_content() or ""
    assert facts.count("Tuần từ ") == 12
    assert f": {WEEK}" in facts
    assert GOAL in facts
    await expect(message.locator(".words")).to_be_hidden()
    link = message.get_by_role("link", name="Mở hình lớn (mở trong thẻ mới)", exact=True)
    box = await link.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    buttons = await tab.labels()
    assert buttons[:2] == ["🎯 Mục tiêu tuần", "⏸ Tạm nghỉ"]


async def test_where_no_picture_comes_its_facts_are_shown_in_words(tab: Tab) -> None:
    await tab.page.route("**/picture/**", lambda route: route.abort())
    await tab.types("/progress")
    await tab.hears(skills.PROGRESS)
    message = tab.page.locator("#talk .theirs").last
    words = message.locator(".words")
    await expect(words).to_contain_text(skills.WEEKS)  # it comes after the summary
    await expect(words).to_be_visible()
    lines = (await words.inner_text()).splitlines()
    assert lines[0].startswith(skills.WEEKS)
    assert len(lines) == 14
    assert lines[-2].endswith(f": {WEEK}, mục tiêu 2 giờ")
    assert lines[-1] == GOAL
    assert await message.locator("img, a").count() == 0
    assert await tab.findings() == []
    await tab.pictured("progress-no-picture")
    assert tab.device.troubles
    tab.device.endured(r"Failed to load resource: net::ERR_FAILED")


# --- a self-check ---------------------------------------------------------------------------------


async def test_a_self_check_by_taps_ends_with_a_radar_that_stays_over_a_reload(
    tab: Tab, record: Record
) -> None:
    message = await checks(tab)
    picture = message.locator("img")
    place = await seen(picture)
    alt = await picture.get_attribute("alt") or ""
    assert alt.startswith(skills.RADAR)
    facts = await message.locator("p.unseen").text_content() or ""
    assert all(fact in facts for fact in facts_of(VALUES))
    await expect(message.locator(".words")).to_be_hidden()
    assert await tab.findings() == []
    await tab.pictured("check-result")
    talk, choices = await tab.talk(), await tab.labels()
    assert any(text.endswith(skills.CLAIMS_NOTHING) for text in talk)
    own = await record.rows(
        "SELECT item, value FROM check_answer JOIN self_check ON self_check.id = check_id "
        "JOIN address USING (person_id) "
        f"WHERE external_id = '{await tab.device.address()}' AND state = 'finished' "
        "ORDER BY check_answer.id"
    )
    assert own[-len(VALUES) :] == list(VALUES.items())
    await tab.page.reload()
    await tab.ready()
    # Of a long talk the page shows its end; what it shows is as it was.
    assert (await tab.talk())[-10:] == talk[-10:]
    assert await tab.labels() == choices
    again = tab.page.locator("#talk .theirs img").last
    assert await seen(again) == place
    assert await again.get_attribute("alt") == alt
    assert await tab.announced() == [], "what was said before is no news"


async def test_a_picture_is_for_nobody_but_whom_it_was_said_to(
    tab: Tab, browser: Browser, served: Service
) -> None:
    place = await seen((await progress(tab)).locator("img"))
    mine = await tab.page.request.get(place)
    assert mine.status == 200
    assert mine.headers["content-type"] == "image/png"
    assert "private" in mine.headers["cache-control"]
    async with device(browser, served.base, PHONE) as other:
        nobody = await other.context.request.get(place)
        assert nobody.status == 403
        stranger = await other.opens()
        for theme in ("light", "dark"):
            theirs = await stranger.page.request.get(place.replace("light", theme))
            assert theirs.status == 404
            assert not (await theirs.body()).startswith(b"\x89PNG")


async def test_two_tabs_and_a_double_tap_make_one_answer(tab: Tab, record: Record) -> None:
    await begins(tab)
    first, second = SHORT.items[:2]
    await tab.hears(first.question.vi)
    other = await tab.device.opens()
    buttons = [await each.choice(STEPS[2]).element_handle() for each in (tab, other)]
    press = "button => { button.click(); button.click(); }"
    await asyncio.gather(*(button.evaluate(press) for button in buttons))
    for each in (tab, other):
        await each.hears(second.question.vi)
        await each.sent()
    await other.page.close()
    own = await record.rows(
        "SELECT item, nth, value FROM check_answer JOIN self_check ON self_check.id = check_id "
        "JOIN address USING (person_id) "
        f"WHERE external_id = '{await tab.device.address()}' AND state = 'open'"
    )
    assert own == [(first.id, 0, 2)]


async def test_a_self_check_goes_by_keyboard_alone(
    browser: Browser, served: Service, record: Record
) -> None:
    async with device(browser, served.base, DESKTOP) as computer:
        tab = await computer.opens()
        await tab.joins()
        press = tab.page.keyboard.press
        await tab_to(tab, "Câu trả lời của bạn")
        await tab.page.keyboard.type("/check")
        await press("Enter")
        await tab.hears(skills.CHOOSE)
        await tab_to(tab, f"{skills.NAME}: 12 câu", "Shift+Tab")
        await press("Enter")
        answers: dict[str, int] = {}
        while (item := next_question(SHORT, answers)) is not None and len(answers) < 3:
            await tab.hears(item.question.vi)
            value = VALUES[item.id]
            passed = await tab_to(tab, STEPS[value])
            assert passed == list(STEPS[: value + 1]), "the focus goes on with the talk"
            await press("Space" if value % 2 else "Enter")
            answers[item.id] = value
        await tab.hears(SHORT.items[3].question.vi)
        await tab_to(tab, skills.PAUSE)
        await press("Enter")
        await tab.hears("Đã lưu các câu trả lời; còn 9 câu.")
        own = await record.rows(
            "SELECT item, value FROM check_answer JOIN self_check ON self_check.id = check_id "
            f"JOIN address USING (person_id) WHERE external_id = '{await computer.address()}' "
            "ORDER BY check_answer.id"
        )
        assert own == list(answers.items())


async def test_a_message_tells_its_own_language(tab: Tab) -> None:
    message = await progress(tab)
    await seen(message.locator("img"))
    for each in ("img", "p.unseen", ".words", ".choice >> nth=0"):
        await expect(message.locator(each)).to_have_attribute("lang", "vi")
    await expect(message.get_by_role("link")).to_have_accessible_name(
        re.compile(r"\(mở trong thẻ mới\)$")
    )
    await tab.taps("🎯 Mục tiêu tuần")
    chosen = tab.page.locator(".own .words").last
    await expect(chosen).to_have_text("🎯 Mục tiêu tuần")
    await expect(chosen).to_have_attribute("lang", "vi")
