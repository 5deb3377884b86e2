"""A message that was pressed changes in its place, on every open page and on one opened anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e import skills
from tests.e2e.service import Service
from tests.e2e.skills import SHORT, STEPS
from tests.e2e.web.browser import DESKTOP, PHONE, Tab, device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST, SECOND, THIRD = (item.question.vi for item in SHORT.items[:3])


@pytest_asyncio.fixture(loop_scope="session")
async def asked(browser: Browser, served: Service) -> AsyncIterator[Tab]:
    """A phone on which the first question of a self-check is open."""
    async with device(browser, served.base, PHONE) as phone:
        tab = await phone.opens()
        await tab.joins()
        await tab.types("/check")
        await tab.hears(skills.CHOOSE)
        await tab.taps(f"{skills.NAME}: 12 câu")
        await tab.hears(FIRST)
        yield tab


async def test_the_next_question_takes_the_place_of_the_one_before(asked: Tab) -> None:
    before = await asked.talk()
    shown = asked.page.locator("#talk .theirs").last
    for question in (SECOND, THIRD):
        await asked.taps(STEPS[2])
        await asked.hears(question)
        await expect(shown).to_contain_text(question)
        await expect(shown).to_be_in_viewport(ratio=1)
    await asked.sent()
    after = await asked.talk()
    assert after[:-1] == before[:-1]
    assert [FIRST in after[-1], SECOND in after[-1], THIRD in after[-1]] == [False, False, True]
    assert await asked.page.locator("#talk .choices").count() == 1
    assert await asked.focused() == (await shown.text_content() or "").strip()
    assert any(THIRD in each for each in await asked.announced())
    assert await asked.findings() == []
    await asked.pictured("edit-in-place")
    # A page that is opened anew shows the last form only, and no choice that led to it.
    again = await asked.device.opens()
    assert await again.talk() == after
    await again.taps(STEPS[1])
    await again.hears(SHORT.items[3].question.vi)
    # The other open page shows it too, in the same place.
    await asked.hears(SHORT.items[3].question.vi)
    assert len(await asked.talk()) == len(after)
    await again.pictured("edit-opened-anew")


async def test_a_choice_that_leads_on_stays_as_own_words(asked: Tab) -> None:
    await asked.taps(STEPS[2])
    await asked.hears(SECOND)
    await asked.taps("⏸ Để sau")
    await asked.hears("Đã lưu các câu trả lời")
    own = asked.page.locator("#talk .own").last
    await expect(own).to_contain_text("Để sau")
    again = await asked.device.opens()
    await expect(again.page.locator("#talk .own").last).to_contain_text("Để sau")
    assert [SECOND in each for each in await again.talk()].count(True) == 1


async def test_who_uses_a_keyboard_goes_on_where_the_message_changed(
    browser: Browser, served: Service
) -> None:
    async with device(browser, served.base, DESKTOP) as desktop:
        tab = await desktop.opens()
        await tab.joins()
        await tab.types("/check")
        await tab.hears(skills.CHOOSE)
        await tab.choice(f"{skills.NAME}: 12 câu").press("Enter")
        await tab.hears(FIRST)
        for question in (SECOND, THIRD):
            await tab.choice(STEPS[1]).press("Enter")
            await tab.hears(question)
            assert question in await tab.focused()
            await tab.page.keyboard.press("Tab")
            assert await tab.focused() == STEPS[0]
        await tab.pictured("edit-desktop")
