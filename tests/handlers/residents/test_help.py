"""Help names the possible actions, and the open question comes back after it."""

from __future__ import annotations

import pytest

from handlers import residents
from tests.applications import TestApplication, Visitor


@pytest.fixture
async def person(sqlite_house: TestApplication) -> Visitor:
    """A person who has joined."""
    visitor = sqlite_house.visitor()
    await visitor.joins()
    return visitor


@pytest.mark.parametrize("typed", ["/help", "trợ giúp", "tro giup", "hướng dẫn", "Giúp"])
async def test_help_begins_with_the_first_words_and_leads_to_all(
    person: Visitor, typed: str
) -> None:
    shown = await person.says(typed)
    assert shown.splitlines()[0] == "Bạn gõ một từ để mở:"
    words = [line.partition(": ")[0] for line in shown.splitlines()[1:] if ": " in line]
    assert words[:6] == ["ghi", "sổ", "tiến bộ", "kỹ năng", "nhắc", "dữ liệu của tôi"]
    assert len(shown.splitlines()) <= 9
    assert person.labels == ["Xem hết các từ", "☰ Menu"]
    await person.taps("Xem hết các từ")
    assert "Bạn muốn làm gì?" in person.last.text


@pytest.mark.parametrize("typed", ["/help all", "trợ giúp tất cả", "tro giup tat ca", "/help hết"])
async def test_all_words_are_the_menu_of_commands_without_itself(
    person: Visitor, typed: str
) -> None:
    await person.says(typed)
    shown = person.messages[-2].text
    menu = person.application.application.commands()["vi"]
    listed = [line for line in shown.splitlines()[1:] if line]
    described = [each for each in residents.CONVERSATIONS if each.description is not None]
    words = {each.triggers[0]: each.triggers[1] for each in described}
    assert listed == [
        f"{words[command]}: {description}" for command, description in menu if command != "help"
    ]
    assert "Bạn muốn làm gì?" in person.last.text


async def test_help_leaves_a_line_free_between_two_groups(person: Visitor) -> None:
    await person.says("/help all")
    groups = person.messages[-2].text.split("\n\n")
    words = ("ghi: ", "kỹ năng: ", "nhắc: ", "nối: ")
    assert [word in group for word, group in zip(words, groups, strict=True)] == [True] * 4
    assert len(groups) == len({each.group for each in residents.CONVERSATIONS})


async def test_help_shows_no_slash_and_the_words_of_the_readers_language(person: Visitor) -> None:
    assert "/" not in await person.says("/help")
    await person.says("/language")
    await person.taps("English")
    await person.says("/help all")
    shown = person.messages[-2].text
    assert "\nrecord: Record an activity\nnotebook: See, correct" in shown
    assert "/" not in shown


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ([], "Bạn đã học theo hình thức nào?"),
        (["Tự học"], "Mục nào đúng nhất?"),
        (["Tự học", "Đọc sách"], "Bạn đã học điều gì?"),
        (["Tự học", "Đọc sách", "Truyện Kiều"], "Bạn học vào ngày nào?"),
        (["Tự học", "Đọc sách", "Truyện Kiều", "hôm qua"], "Bạn học trong bao lâu?"),
    ],
)
async def test_in_the_middle_of_a_record_the_open_question_comes_back(
    person: Visitor, answers: list[str], question: str
) -> None:
    await person.says("/log")
    for answer in answers:
        await person.says(answer)
    labels = person.labels
    shown = await person.says("trợ giúp")
    assert person.messages[-2].text.startswith("Bạn gõ một từ để mở:")
    assert person.messages[-2].text.endswith("Muốn xem hết các từ, bạn gõ: trợ giúp tất cả")
    assert question in shown
    assert person.labels == labels


async def test_the_words_that_help_advises_work(person: Visitor) -> None:
    for typed, opened in (
        ("sổ", "Tuần này ("),
        ("ghi", "Bạn đã học theo hình thức nào?"),
        ("hủy", "Bạn muốn bỏ mục đang ghi dở phải không?"),
        ("kỹ năng", "Xin chọn phiếu muốn làm."),
        ("công dân", "ước tính của riêng mình"),
        ("tiến bộ", "Tiến bộ đến"),
        ("ngôn ngữ", "Xin chọn ngôn ngữ."),
        ("danh mục", "Bạn muốn làm gì?"),
        ("hôm nay đọc sách 30 phút", "Xin kiểm tra trước khi ghi:"),
    ):
        assert opened in await person.says(typed), typed


async def test_before_joining_help_is_given_and_the_open_page_comes_back(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    shown = await person.says("/help")
    assert person.messages[-2].text.startswith("Bạn gõ một từ để mở:")
    assert "1/7" in shown


async def test_help_within_the_question_of_the_language_leads_back_to_the_record(
    person: Visitor,
) -> None:
    await person.says("/log")
    await person.says("/language")
    shown = await person.says("/help")
    assert "Bạn đã học theo hình thức nào?" in shown
