"""Sentences at an open question: what fits is taken up, a further activity is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.talk.events import Edited, Said
from tests.applications import TestApplication, Visitor
from tests.handlers.residents.test_log import (
    CHECK,
    DAY,
    KIND,
    MINUTES,
    RECORDED,
    TITLE,
    TYPE,
    at,
)

KEPT = "Sổ giữ lại để ghi sau mục này: "


async def test_a_whole_sentence_at_the_first_question_is_drafted_as_at_home(
    person: Visitor,
) -> None:
    await person.says("/log")
    shown = await person.says("hôm qua đọc báo Nhân Dân 45 phút")
    assert shown.startswith(CHECK)
    assert "Thứ Năm, 19/11/2026" in shown
    assert RECORDED in await person.taps("Ghi vào sổ")


async def test_a_whole_sentence_at_the_title_fills_the_other_fields(person: Visitor) -> None:
    await at(person, TITLE)
    shown = await person.says("hôm qua đọc sách Dế Mèn 45 phút ở thư viện")
    assert "Nội dung: đọc sách Dế Mèn" in shown
    assert "Ngày: Thứ Năm, 19/11/2026" in shown
    assert "Thời lượng: 45 phút" in shown


async def test_a_sentence_that_tells_a_title_alone_is_the_title(person: Visitor) -> None:
    await at(person, TITLE)
    assert DAY in await person.says("đọc sách nấu ăn")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("8h đến 10h", "2 giờ"), ("từ 7h30 đến 8h", "30 phút"), ("1h30", "1 giờ 30")],
)
async def test_a_duration_may_be_told_from_one_time_to_another(
    person: Visitor, typed: str, minutes: str
) -> None:
    await at(person, MINUTES)
    await person.says(typed)
    for _question in range(3):
        await person.says("bỏ qua")
    assert f"Thời lượng: {minutes}" in person.last.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("45 phút", "Thời lượng: 45 phút"),
        ("1 tiếng rưỡi", "Thời lượng: 1 giờ 30 phút"),
        ("hôm qua", "Ngày: Thứ Năm, 19/11/2026"),
        ("thứ bảy", "Ngày: Thứ Bảy, 14/11/2026"),
    ],
)
async def test_another_duration_or_day_corrects_the_summary(
    person: Visitor, typed: str, shown: str
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says(typed)
    assert answer.startswith("Đã sửa.")
    assert CHECK in answer
    assert shown in answer


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("hôm nay đọc sách 45 phút", "Thời lượng: 45 phút"),
        ("doc sach 45 phut", "Thời lượng: 45 phút"),
        ("học 45 phút", "Thời lượng: 45 phút"),
        ("không phải, hôm qua cơ", "Ngày: Thứ Năm, 19/11/2026"),
        ("à nhầm rồi, 1 tiếng", "Thời lượng: 1 giờ"),
        ("nham, hom qua", "Ngày: Thứ Năm, 19/11/2026"),
        ("hổng phải, bữa qua lận", "Ngày: Thứ Năm, 19/11/2026"),
        ("ý tôi là 20 phút", "Thời lượng: 20 phút"),
        ("nhầm, hôm qua nghe đài 20 phút", "Nội dung: nghe đài"),
        ("sorry, 1 hour", "Thời lượng: 1 giờ"),
    ],
)
async def test_the_same_activity_told_otherwise_corrects_the_summary(
    person: Visitor, typed: str, shown: str
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says(typed)
    assert answer.startswith("Đã sửa.")
    assert CHECK in answer
    assert shown in answer
    await person.taps("Ghi vào sổ")
    assert len(await person.application.rows("SELECT id FROM activity")) == 1


@pytest.mark.parametrize("typed", ["hôm qua", "45 phút", "hôm qua đọc sách 45 phút"])
async def test_a_value_may_be_typed_where_a_field_is_chosen(person: Visitor, typed: str) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Sửa lại")
    answer = await person.says(typed)
    assert answer.startswith("Đã sửa.")
    assert CHECK in answer
    assert "Ngày: Thứ Sáu, 20/11/2026\nThời lượng: 30 phút" not in answer


async def test_the_same_activity_of_another_day_is_a_further_one(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says("hôm qua đọc sách 30 phút")
    assert answer.startswith(KEPT + "đọc sách")
    assert "Ngày: Thứ Sáu, 20/11/2026" in answer


@pytest.mark.parametrize("typed", ["nấu ăn", "cắm hoa", "sửa xe máy", "tieng anh"])
async def test_what_was_learnt_may_be_told_before_how(person: Visitor, typed: str) -> None:
    await person.says("/log")
    assert await person.says(typed) == f"Nội dung: {typed}\n{KIND}"
    await person.taps("Tự học")
    assert DAY in await person.taps("Đọc sách")


@pytest.mark.parametrize(
    ("typed", "told"), [("xin chào", "Chào bạn!"), ("lớp học", TYPE), ("đọc sách", MINUTES)]
)
async def test_what_means_something_else_is_not_what_was_learnt(
    person: Visitor, typed: str, told: str
) -> None:
    await person.says("/log")
    answer = await person.says(typed)
    assert told in answer
    assert f"Nội dung: {typed}\n{KIND}" not in answer
    assert "Chưa ghi vào sổ" not in answer


async def test_a_value_that_the_rules_refuse_changes_nothing_and_says_why(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says("2 phút")
    assert "phải từ 5 phút trở lên" in answer
    assert "Thời lượng: 30 phút" in answer


async def test_the_same_sentence_again_is_said_to_be_the_same(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says("hôm nay đọc sách 30 phút")
    assert answer.startswith("Đây là việc bạn vừa viết.")
    assert CHECK in answer
    await person.taps("Ghi vào sổ")
    assert "đọc sách" in person.last.text
    assert len(await person.application.rows("SELECT id FROM activity")) == 1


async def test_three_sentences_in_one_go_become_three_drafts_one_after_another(
    person: Visitor,
) -> None:
    await person.says("sáng nay đọc sách 30 phút")
    assert KEPT + "nghe đài" in await person.says("hôm nay nghe đài 20 phút")
    third = "hôm nay xem video nấu ăn trên youtube 20 phút"
    assert KEPT + "xem video nấu ăn" in await person.says(third)
    for title in ("đọc sách", "nghe đài", "xem video nấu ăn"):
        assert title in person.last.text
        assert RECORDED in await person.taps("Ghi vào sổ")
    rows = await person.application.rows("SELECT title, minutes FROM activity ORDER BY id")
    assert [minutes for _title, minutes in rows] == [30, 20, 20]
    assert CHECK not in person.last.text


async def test_a_second_activity_at_an_open_question_is_kept_and_the_question_stays(
    person: Visitor,
) -> None:
    await person.says("hôm qua đọc báo Nhân Dân")
    answer = await person.says("hôm nay nghe đài 20 phút")
    assert KEPT in answer
    assert MINUTES in answer
    await person.says("30 phút")
    answer = await person.taps("Ghi vào sổ")
    assert RECORDED in answer
    assert "nghe đài" in answer
    assert CHECK in answer


async def test_what_waits_is_bounded_and_said_so(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    for minutes in range(20, 24):
        assert KEPT in await person.says(f"hôm nay nghe đài {minutes} phút")
    answer = await person.says("hôm nay nghe đài 55 phút")
    assert "Bạn ghi xong mục này trước" in answer


async def test_an_activity_at_a_question_of_another_kind_is_drafted(person: Visitor) -> None:
    await person.says("/remind")
    await person.taps("Thêm lời nhắc")
    assert CHECK in await person.says("hôm nay đọc sách 30 phút")


async def test_words_at_the_summary_that_mean_nothing_are_asked_back(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    answer = await person.says("xờ một")
    assert "Xin lỗi, sổ chưa hiểu: xờ một" in answer
    assert CHECK in answer
    assert KIND not in answer
    assert TYPE not in answer


async def test_several_activities_of_one_message_become_drafts_one_after_another(
    person: Visitor,
) -> None:
    shown = await person.says("hôm qua học toán 1 tiếng và đọc sách 30 phút")
    assert shown.startswith(KEPT + "đọc sách")
    assert "Nội dung: học toán" in shown
    shown = await person.taps("Ghi vào sổ")
    assert RECORDED in shown
    assert "Nội dung: đọc sách" in shown
    await person.taps("Ghi vào sổ")
    rows = await person.application.rows("SELECT title, minutes, day FROM activity ORDER BY id")
    assert rows == [("học toán", 60, "2026-11-19"), ("đọc sách", 30, "2026-11-19")]


# --- an edited message ----------------------------------------------------------------------------


async def test_an_edited_message_changes_the_open_draft(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.does(Edited("hôm nay đọc sách 45 phút ở thư viện"))
    assert person.last.text.startswith("Sổ đã sửa theo tin bạn vừa sửa.")
    assert "Thời lượng: 45 phút" in person.last.text
    assert RECORDED in await person.taps("Ghi vào sổ")
    rows = await person.application.rows("SELECT title, minutes FROM activity")
    assert rows == [("đọc sách", 45)]


async def test_an_edited_message_gives_what_was_asked(person: Visitor) -> None:
    assert MINUTES in await person.says("hôm qua đọc báo Nhân Dân")
    await person.does(Edited("hôm qua đọc báo Nhân Dân 20 phút"))
    assert CHECK in person.last.text
    assert "Thời lượng: 20 phút" in person.last.text


async def test_after_the_receipt_an_edit_changes_nothing_and_says_so(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Ghi vào sổ")
    await person.does(Edited("hôm nay đọc sách 45 phút"))
    assert "Điều đã ghi không thay đổi" in person.last.text
    assert await person.application.rows("SELECT minutes FROM activity") == [(30,)]


# --- when it was written --------------------------------------------------------------------------


async def test_the_day_of_a_message_is_the_day_on_which_it_was_written(
    sqlite_house: TestApplication, person: Visitor
) -> None:
    written = sqlite_house.clock.at.replace(hour=22, minute=34)
    sqlite_house.clock.at = written + dt.timedelta(hours=2)
    await person.does(Said("hôm nay học excel 45 phút ở nhà văn hóa"), written=written)
    assert "Ngày: Thứ Sáu, 20/11/2026" in person.last.text


async def test_this_evening_before_the_evening_is_asked(person: Visitor) -> None:
    assert DAY in await person.says("tối nay đọc sách 30 phút")
