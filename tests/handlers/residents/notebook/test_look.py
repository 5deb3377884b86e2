"""A look into the notebook while a question is open: it is answered, and the question stays."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.recording import record

DRAFT = "chiều qua học excel 45 phút"
CHECK = "Xin kiểm tra trước khi ghi:"
DAY = "Bạn học vào ngày nào?"
TITLE = "Bạn đã học điều gì?"
NOTED = "Muốn mở một mục, bạn làm xong hoặc hủy việc đang dở trước nhé."

QUESTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "check": ((DRAFT,), CHECK),
    "day": (("/log", "*Tự học", "*Đọc sách", "Truyện Kiều"), DAY),
    "kind": (("/log",), "Bạn đã học theo hình thức nào?"),
    "correct": ((DRAFT, "*Sửa lại"), "sửa"),
}
LOOKS = {
    "tìm đọc sách": "Tìm thấy: đọc sách",
    "tim doc sach": "Tìm thấy: doc sach",
    "sổ tháng 11": "Tháng 11/2026",
    "so thang nay": "Tháng 11/2026",
    "cho tôi xem sổ tháng 11 nhé": "Tháng 11/2026",
    "sổ": "Tuần này (",
    "nhật ký": "Tuần này (",
    "/notebook": "Tuần này (",
    "/mylog": "Tuần này (",
    "/find đọc sách": "Tìm thấy: đọc sách",
    "sổ năm nay": "Năm 2026",
    "theo tháng": "Tháng 11/2026",
}


async def led_to(application: TestApplication, question: str) -> Visitor:
    person = application.visitor()
    await person.joins()
    await record(person, "hôm nay đọc sách 30 phút")
    for step in QUESTIONS[question][0]:
        await (person.taps(step[1:]) if step.startswith("*") else person.says(step))
    return person


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_is_looked_for_is_shown_and_the_question_comes_again(
    sqlite_house: TestApplication, question: str
) -> None:
    person = await led_to(sqlite_house, question)
    asked, labels = person.last.text, person.labels
    for typed, title in LOOKS.items():
        asked_again = await person.says(typed)
        shown = person.messages[-2].text
        assert shown.startswith(title), typed
        assert "20/11 đọc sách · 30 phút" in shown
        assert NOTED in shown
        assert QUESTIONS[question][1] in asked_again
        assert person.labels == labels
        assert "Chưa ghi vào sổ" not in shown
    assert asked.splitlines()[-1] in person.last.text


async def test_how_long_somebody_learnt_is_told_and_the_draft_stays(
    sqlite_house: TestApplication,
) -> None:
    person = await led_to(sqlite_house, "check")
    shown = await person.says("tháng này tôi học mấy tiếng")
    assert "Tháng này: " in shown
    assert CHECK in shown
    assert "Số biên nhận: HT-" in await person.taps("Ghi vào sổ")


async def test_the_draft_can_be_recorded_after_a_look(sqlite_house: TestApplication) -> None:
    person = await led_to(sqlite_house, "check")
    await person.says("sổ")
    assert "Số biên nhận: HT-" in await person.says("vâng")
    assert len(await person.application.rows("SELECT id FROM activity")) == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("tìm việc trên mạng", True), ("tìm hiểu luật đất đai", True), ("sổ tháng 11", False)],
)
async def test_at_a_title_only_what_names_the_notebook_is_a_look(
    sqlite_house: TestApplication, typed: str, kept: bool
) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    for step in ("/log", "*Tự học", "*Đọc sách"):
        await (person.taps(step[1:]) if step.startswith("*") else person.says(step))
    shown = await person.says(typed)
    assert (DAY in shown) is kept
    assert (TITLE in shown) is not kept


async def test_nothing_there_is_said(sqlite_house: TestApplication) -> None:
    person = await led_to(sqlite_house, "check")
    shown = await person.says("tìm khiêu vũ")
    assert shown.startswith("Trong sổ chưa có mục nào có: khiêu vũ")
    assert CHECK in shown


async def test_more_than_fits_is_counted(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    for day in range(1, 8):
        await record(person, f"ngày {day}/11 đọc báo 20 phút")
    await person.says(DRAFT)
    await person.says("tìm đọc báo")
    shown = person.messages[-2].text
    assert shown.count("đọc báo · 20 phút") == 4
    assert "và 3 mục nữa" in shown
    assert len(shown.splitlines()) <= 8


async def test_with_nothing_open_the_notebook_opens(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await record(person, "hôm nay đọc sách 30 phút")
    await person.says("sổ")
    assert any("đọc sách" in label for label in person.labels)
