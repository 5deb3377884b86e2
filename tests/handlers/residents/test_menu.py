"""The menu and home: the possible actions, and texts without an open conversation."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.text.shortening import shortened
from bot.talk.events import Said, SentOther
from handlers.phrases import MAX_REPEATED
from tests.applications import TestApplication, Visitor
from tests.handlers.every import NASTY

MENU = "Bạn muốn làm gì?"
OPENED_BY_LABEL = {
    "✏ Ghi hoạt động học": "Bạn đã học theo hình thức nào?",
    "📒 Sổ của tôi": "Tuần này (",
    "📈 Tiến bộ": "Tiến bộ đến 20/11/2026",
    "🧭 Tự đánh giá kỹ năng số": "Xin chọn phiếu muốn làm.",
    "🏅 Công dân học tập": "Công dân học tập 2026: ước tính của riêng mình",
    "⏰ Lời nhắc": "lời nhắc",
    "📅 Tuần lễ học tập": "Tuần lễ hưởng ứng học tập suốt đời: từ thứ Sáu, 01/10/2027",
    "🌐 Tiếng Việt / English": "Xin chọn ngôn ngữ.",
    "❓ Trợ giúp": "Bạn gõ một từ để mở:",
}
"""The labels of the buttons in their order, and the conversation that each opens."""


@pytest.mark.parametrize(
    "typed",
    ["/menu", "/MENU", "/menu@so_hoc_tap_bot", "menu", "Menu", "danh muc", "DANH MỤC", "home",
     unicodedata.normalize("NFD", "danh mục"), "bắt đầu lại"],
)  # fmt: skip
async def test_the_menu_is_opened_by_its_words(person: Visitor, typed: str) -> None:
    shown = await person.says(typed)
    assert shown.startswith(MENU)
    assert person.labels == list(OPENED_BY_LABEL)


@pytest.mark.parametrize(("label", "opened"), OPENED_BY_LABEL.items())
async def test_every_button_of_the_menu_opens_what_it_says(
    person: Visitor, label: str, opened: str
) -> None:
    await person.says("/menu")
    assert opened in await person.taps(label)


async def test_an_unknown_command_is_named_and_the_menu_shown(person: Visitor) -> None:
    shown = await person.says("/gì_đó 123")
    assert shown.startswith("Chưa có lệnh /gì_đó.")
    assert MENU in shown


@pytest.mark.parametrize(
    "typed", ["/log hôm nay đọc sách 30 phút", "/log\nhôm nay đọc sách 30 phút"]
)
async def test_a_command_takes_what_follows_it(person: Visitor, typed: str) -> None:
    assert "Nội dung: đọc sách" in await person.says(typed)


@pytest.mark.parametrize("typed", ["dạ", "vâng ạ", "ok", "oki", "ừ", "không", "không ạ", "yes"])
async def test_politeness_with_nothing_open_is_no_riddle(person: Visitor, typed: str) -> None:
    shown = await person.says(typed)
    assert shown == "Vâng. Khi học được điều gì, bạn cứ viết vào đây nhé."
    assert person.labels == ["✏ Ghi hoạt động học", "📒 Sổ của tôi", "☰ Menu"]


async def test_an_edit_that_cannot_be_read_is_told_so(person: Visitor) -> None:
    await person.does(SentOther("edited"))
    assert person.last.text.startswith("Bạn vừa sửa một tin nhắn.")
    assert MENU in person.last.text


@pytest.mark.parametrize("channel", ["buttons", "numbers"])
async def test_what_is_not_understood_is_shown_back(
    sqlite_house: TestApplication, channel: str
) -> None:
    person = sqlite_house.visitor("7", channel)
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await person.says(label)
    odd = [text for text in NASTY if text.strip() and not text.startswith("/")]
    for typed in odd:
        before = len(person.messages)
        await person.does(Said(typed))
        said = "".join(message.text for message in person.messages[before:])
        if "Xin lỗi, sổ chưa hiểu: " in said:
            assert f"Xin lỗi, sổ chưa hiểu: {shortened(typed, MAX_REPEATED)}" in said
        await person.does(Said("/menu"))
    unread = "<b>&amp;</b> 🤷"
    shown = await person.says(unread)
    assert f"Xin lỗi, sổ chưa hiểu: {unread}" in shown


async def test_a_month_of_silence_changes_nothing(person: Visitor) -> None:
    shown = person.last
    person.application.clock.move(days=31)
    assert "Bạn đã học theo hình thức nào?" in await person.taps("Ghi hoạt động học", of=shown)
