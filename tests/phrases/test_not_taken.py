"""What nobody can read is told by its kind, and the open question is asked again, anywhere."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.phrases.not_taken import NOT_TAKEN
from bot.serving import LOCALES_DIR
from bot.talk.events import OtherKind, Sent, SentOther
from bot.wording.catalog import Translator
from tests.applications import TestApplication, Visitor

TRANSLATOR = Translator.load(LOCALES_DIR)
KINDS = [kind for kind in get_args(OtherKind) if kind != "edited"]
NO_PHOTO = "Câu này chưa cần ảnh hay tệp."

QUESTIONS = {
    "day": (("/log", "*Tự học", "*Đọc sách", "Truyện Kiều"), "Bạn học vào ngày nào?"),
    "title": (("/log", "*Tự học", "*Đọc sách"), "Bạn đã học điều gì?"),
    "check": (("hôm nay đọc sách 30 phút",), "Xin kiểm tra trước khi ghi"),
    "reminder": (("/remind", "*Thêm lời nhắc"), "Bạn muốn được nhắc việc gì?"),
    "search": (("/find",), "Bạn muốn tìm gì trong sổ?"),
    "home": ((), "Bạn muốn làm gì?"),
}  # fmt: skip


async def led_to(application: TestApplication, steps: tuple[str, ...]) -> Visitor:
    person = application.visitor()
    await person.joins()
    for step in steps:
        await (person.taps(step[1:]) if step.startswith("*") else person.says(step))
    return person


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_what_to_do_instead_in_both_languages(kind: OtherKind) -> None:
    vi, en = (TRANSLATOR.line(NOT_TAKEN[kind], locale) for locale in ("vi", "en"))
    assert "bạn" in vi.lower()
    assert "please" in en.lower()
    assert vi != en


@pytest.mark.parametrize("question", QUESTIONS)
async def test_whatever_is_open_is_asked_again(
    sqlite_house: TestApplication, question: str
) -> None:
    steps, asked = QUESTIONS[question]
    person = await led_to(sqlite_house, steps)
    before = person.last
    for kind in KINDS:
        await person.does(SentOther(kind))
        assert person.last.text.startswith(TRANSLATOR.line(NOT_TAKEN[kind], "vi"))
        assert asked in person.last.text
        assert [each.label for row in person.last.buttons for each in row] == [
            each.label for row in before.buttons for each in row
        ]


async def test_a_newcomer_is_told_too(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.does(SentOther("voice"))
    assert person.last.text.startswith("Sổ chưa nghe được tin thoại.")
    assert "Tiếp tục" in person.labels


async def test_the_words_below_a_film_are_read(sqlite_house: TestApplication) -> None:
    person = await led_to(sqlite_house, ())
    await person.does(SentOther("video", "hôm nay học nấu ăn 30 phút"))
    assert person.last.text.startswith("Sổ chưa xem và chưa giữ được phim.")
    assert "Nội dung: học nấu ăn" in person.last.text


@pytest.mark.parametrize("question", ["reminder", "search"])
async def test_a_photo_that_nobody_asked_for_is_told_so(
    sqlite_house: TestApplication, question: str
) -> None:
    steps, asked = QUESTIONS[question]
    person = await led_to(sqlite_house, steps)
    await person.does(Sent("photo", "buttons:p1"))
    assert person.last.text.startswith(NO_PHOTO)
    assert asked in person.last.text


@pytest.mark.parametrize("question", ["day", "title", "check", "home"])
async def test_a_photo_for_an_entry_is_taken_without_a_word_of_regret(
    sqlite_house: TestApplication, question: str
) -> None:
    person = await led_to(sqlite_house, QUESTIONS[question][0])
    await person.does(Sent("photo", "buttons:p1"))
    assert NO_PHOTO not in person.last.text
    assert "1 ảnh" in person.last.text
