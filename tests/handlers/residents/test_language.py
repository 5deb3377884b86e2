"""The language changes at once in any conversation, and the open question comes back in it."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor


async def test_everything_is_said_in_the_new_language_at_once(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.taps("Tiếng Việt / English")
    shown = await person.taps("English")
    assert shown.startswith("From now on I will write in English.")
    assert "What would you like to do?" in shown
    assert person.labels[0] == "✏ Record an activity"
    assert await application.rows("SELECT locale FROM person") == [("en",)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/language english", "From now on I will write in English."),
        ("/language tiếng anh", "From now on I will write in English."),
        ("/lang EN", "From now on I will write in English."),
        ("/language vi", "Từ giờ sổ sẽ viết bằng tiếng Việt."),
        ("/language tieng viet", "Từ giờ sổ sẽ viết bằng tiếng Việt."),
    ],
)
async def test_a_language_named_with_the_command_needs_no_question(
    person: Visitor, typed: str, said: str
) -> None:
    assert (await person.says(typed)).startswith(said)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("english", "From now on I will write in English."),
        ("English", "From now on I will write in English."),
        ("Tiếng Việt", "Từ giờ sổ sẽ viết bằng tiếng Việt."),
        ("vietnamese", "Từ giờ sổ sẽ viết bằng tiếng Việt."),
        ("đổi ngôn ngữ", "Xin chọn ngôn ngữ. / Which language?"),
        ("change language", "Xin chọn ngôn ngữ. / Which language?"),
    ],
)
async def test_a_language_is_a_command_of_its_own(person: Visitor, typed: str, said: str) -> None:
    assert (await person.says(typed)).startswith(said)


async def test_a_newcomer_may_name_a_language_first(sqlite_house: TestApplication) -> None:
    newcomer = sqlite_house.visitor("2")
    assert "Nothing is kept before you agree." in await newcomer.says("english")


@pytest.mark.parametrize("typed", ["tiếng anh", "English", "anh", "en"])
async def test_a_language_may_be_typed(person: Visitor, typed: str) -> None:
    await person.says("ngôn ngữ")
    assert (await person.says(typed)).startswith("From now on I will write in English.")


async def test_an_unknown_language_is_shown_back_and_asked_again(person: Visitor) -> None:
    await person.says("/language")
    shown = await person.says("tiếng Lào")
    assert "Xin lỗi, sổ chưa hiểu: tiếng Lào" in shown
    assert "Xin chọn ngôn ngữ." in shown


async def test_in_the_middle_of_a_record_the_open_question_comes_back(person: Visitor) -> None:
    await person.says("/log")
    await person.taps("Tự học")
    await person.taps("Đọc sách")
    assert "Bạn đã học điều gì?" in person.last.text
    await person.says("/language")
    shown = await person.taps("English")
    assert shown.startswith("From now on I will write in English.")
    assert "What did you learn?" in shown
    assert "On which day?" in await person.says("Truyện Kiều")
    assert "How long did it take?" in await person.says("thứ bảy")
    assert "in person or online" in await person.says("45 phút")


async def test_going_back_changes_nothing(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.says("/language")
    assert (await person.taps("Quay lại")).startswith("Xin kiểm tra trước khi ghi:")
    assert await person.application.rows("SELECT locale FROM person") == [("vi",)]


async def test_before_joining_too_the_open_page_comes_back(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.says("/language")
    shown = await person.taps("English")
    assert "Step 1 of 7" in shown


async def test_cancel_leaves_the_question_of_the_language_too(person: Visitor) -> None:
    await person.says("/log nấu ăn")
    await person.says("/language")
    assert (await person.says("hủy")).startswith("Bạn muốn bỏ mục đang ghi dở phải không?")
    assert (await person.taps("Bỏ mục này")).startswith("Đã bỏ mục đang ghi dở.")


async def test_a_word_of_a_language_is_a_title_where_a_title_is_wanted(person: Visitor) -> None:
    await person.says("/log")
    await person.taps("Tự học")
    await person.taps("Đọc sách")
    assert "Bạn học vào ngày nào?" in await person.says("ngôn ngữ")
