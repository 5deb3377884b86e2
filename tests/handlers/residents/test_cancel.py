"""Cancel works at every point, in everybody's words, and records nothing."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication


@pytest.mark.parametrize(
    "typed", ["/cancel", "hủy", "Huỷ", "huy", "THÔI", "dừng", "stop", "cancel"]
)
async def test_its_words_are_understood_where_words_are_wanted(
    sqlite_house: TestApplication, typed: str
) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("/log")
    await person.taps("Tự học")
    await person.taps("Đọc sách")
    shown = await person.says(typed)
    assert shown.startswith("Đã dừng. Chưa ghi gì cả.")
    assert await sqlite_house.rows("SELECT paused_name FROM conversation") == [(None,)]


async def test_with_nothing_open_it_leads_to_the_menu(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    assert "Bạn muốn làm gì?" in await person.says("hủy")


async def test_before_joining_it_offers_to_start_again(application: TestApplication) -> None:
    person = application.visitor()
    shown = await person.says("/cancel")
    assert "Bạn có thể bắt đầu lại bất cứ lúc nào." in shown
    assert person.labels == ["Bắt đầu lại"]
    assert "Xin chào!" in await person.taps("Bắt đầu lại")


async def test_it_also_drops_what_was_put_aside(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("/log")
    await person.says("/language")
    await person.says("/cancel")
    await person.says("/language")
    shown = await person.taps("English")
    assert "What would you like to do?" in shown


async def test_an_old_cancel_button_does_not_cancel_what_is_open_now(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("/log")
    old = person.last
    await person.taps("Tự học")
    assert "Mục nào đúng nhất?" in await person.taps("Hủy", of=old)
