"""Forwarded messages are somebody else's until the person says otherwise."""

from __future__ import annotations

import pytest

from bot.talk.events import Said, Sent
from tests.applications import TestApplication, Visitor

ASKED = "Đây là tin chuyển tiếp.\nĐây có phải việc bạn đã học không?"
CHECK = "Xin kiểm tra trước khi ghi:"
SENTENCE = "hôm qua học excel 45 phút"


async def forwards(person: Visitor, text: str) -> str:
    await person.does(Said(text, forwarded=True))
    return person.last.text


async def test_a_forwarded_activity_is_drafted_only_after_a_yes(person: Visitor) -> None:
    assert await forwards(person, SENTENCE) == ASKED
    assert CHECK in await person.says("vâng")
    assert "học excel" in person.last.text


async def test_a_no_leaves_it(person: Visitor) -> None:
    await forwards(person, SENTENCE)
    assert (await person.says("không")).startswith("Sổ không ghi tin này.")
    assert not await person.application.rows("SELECT id FROM activity")


async def test_a_forwarded_photo_is_asked_about_too(person: Visitor) -> None:
    await person.does(Sent("photo", "buttons:p1", SENTENCE, forwarded=True))
    assert person.last.text == ASKED
    assert "Ảnh hoặc tệp: 1" in await person.taps("Phải, tôi đã học")


@pytest.mark.parametrize("text", ["hủy", "/menu", "1", "Ghi vào sổ", "vâng", "xin chào"])
async def test_other_forwarded_words_do_nothing_and_the_question_comes_back(
    person: Visitor, text: str
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await forwards(person, text)
    assert answer.startswith("Đây là tin chuyển tiếp nên sổ không ghi.")
    assert CHECK in answer
    assert not await person.application.rows("SELECT id FROM activity")
    assert "Số biên nhận" in await person.taps("Ghi vào sổ")


async def test_a_forwarded_activity_amid_a_draft_loses_neither(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    assert await forwards(person, SENTENCE) == ASKED
    assert "học excel" in await person.taps("Phải, tôi đã học")
    assert "đọc sách" in await person.says("ghi tiếp")


async def test_before_joining_a_forwarded_yes_agrees_to_nothing(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor("9")
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    asked = person.last.text
    assert await forwards(person, "vâng") == asked
    assert await forwards(person, SENTENCE) == asked
