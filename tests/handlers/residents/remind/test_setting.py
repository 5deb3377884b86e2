"""Setting a reminder: what is not clear, and a time of night, is asked back before it is set."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.reminding import asks_days


async def asks_hour(person: Visitor, days: str = "Hằng ngày") -> None:
    """Come to the question for the hour."""
    await asks_days(person)
    assert "Nhắc lúc mấy giờ?" in await person.says(days)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("3h sáng", "lúc 03:00 hằng ngày"),
        ("24h", "lúc 00:00 hằng ngày"),
        ("22h hằng ngày", "lúc 22:00 hằng ngày"),
        ("5h59 sáng thứ 2", "lúc 05:59 thứ 2 hằng tuần"),
        ("thứ 2 lúc 24h", "lúc 00:00 thứ 3 hằng tuần"),
        ("12 giờ đêm thứ hai", "lúc 00:00 thứ 3 hằng tuần"),
        ("thứ 7 12h đêm", "lúc 00:00 Chủ Nhật hằng tuần"),
        ("chủ nhật 24h", "lúc 00:00 thứ 2 hằng tuần"),
    ],
)
@pytest.mark.parametrize("where", ["days", "command"])
async def test_a_time_of_night_is_asked_back_with_its_day_before_it_is_set(
    person: Visitor, sqlite_house: TestApplication, where: str, typed: str, asked: str
) -> None:
    await asks_days(person)
    typed = typed if where == "days" else f"/remind {typed}"
    if where == "command" and typed in ("/remind 3h sáng", "/remind 24h"):
        typed = f"{typed} hằng ngày"
    shown = await person.says(typed)
    assert "Giờ này là ban đêm." in shown
    assert asked in shown
    assert await sqlite_house.rows("SELECT id FROM reminder") == []
    shown = await person.says("vâng")
    assert f"Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học {asked}." in shown


async def test_a_time_of_night_may_be_changed(person: Visitor) -> None:
    await asks_days(person)
    await person.says("thứ 2 lúc 3h")
    assert "Nhắc lúc mấy giờ?" in await person.says("không")
    assert "ban đêm" in await person.says("3h")
    assert "Nhắc lúc mấy giờ?" in await person.taps("giờ khác")
    assert "ban đêm" in await person.says("22:30")
    assert "Nhắc vào ngày nào?" in await person.taps("ngày khác")
    assert "ban đêm" in await person.says("thứ 2 lúc 3h")
    shown = await person.says("con mèo")
    assert "con mèo" in shown
    assert "lúc 03:00 thứ 2 hằng tuần" in shown
    assert "Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học lúc 15:00 thứ 2" in await person.says("3h chiều")


@pytest.mark.parametrize("typed", ["21:59", "6h", "6:00 sáng", "12h trưa"])
async def test_a_time_of_day_is_not_asked_back(person: Visitor, typed: str) -> None:
    await asks_hour(person)
    assert "Đã đặt" in await person.says(typed)


@pytest.mark.parametrize(
    ("typed", "labels", "tapped", "said"),
    [
        ("9", ["9:00 sáng", "21:00 tối"], "21:00 tối", "lúc 21:00 hằng ngày"),
        ("lúc 7", ["7:00 sáng", "19:00 tối"], "7:00 sáng", "lúc 07:00 hằng ngày"),
        ("chín", ["9:00 sáng", "21:00 tối"], "9:00 sáng", "lúc 09:00 hằng ngày"),
        ("12", ["12:00 trưa", "0:00 đêm"], "12:00 trưa", "lúc 12:00 hằng ngày"),
        ("buổi sáng", ["6:00 sáng", "7:00 sáng", "8:00 sáng", "9:00 sáng"], "8:00 sáng",
         "lúc 08:00 hằng ngày"),
        ("sáng", ["6:00 sáng", "7:00 sáng", "8:00 sáng", "9:00 sáng"], "6:00 sáng",
         "lúc 06:00 hằng ngày"),
        ("buổi trưa", ["11:30 trưa", "12:00 trưa", "12:30 trưa"], "11:30 trưa",
         "lúc 11:30 hằng ngày"),
        ("chieu", ["14:00 chiều", "15:00 chiều", "16:00 chiều", "17:00 chiều"], "17:00 chiều",
         "lúc 17:00 hằng ngày"),
        ("tối", ["19:00 tối", "19:30 tối", "20:00 tối", "21:00 tối"], "19:30 tối",
         "lúc 19:30 hằng ngày"),
        ("in the evening", ["19:00 tối", "19:30 tối", "20:00 tối", "21:00 tối"], "20:00 tối",
         "lúc 20:00 hằng ngày"),
    ],
)  # fmt: skip
async def test_what_may_be_several_hours_is_asked_back_as_choices(
    person: Visitor, typed: str, labels: list[str], tapped: str, said: str
) -> None:
    await asks_hour(person)
    assert "Bạn muốn giờ nào?" in await person.says(typed)
    assert person.labels[:-1] == labels
    assert said in await person.taps(tapped)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("buổi sáng", "Bạn muốn giờ nào?"),
        ("9", "Bạn muốn giờ nào?"),
        ("20", "Sổ nhắc bạn lúc 20:00 hằng ngày, đúng không?"),
        ("3", "Nhắc vào ngày nào?"),
        ("hai", "Nhắc vào ngày nào?"),
        ("25", "Nhắc vào ngày nào?"),
    ],
)
async def test_an_hour_in_place_of_days_is_asked_back_for_every_day(
    person: Visitor, sqlite_house: TestApplication, typed: str, asked: str
) -> None:
    await asks_days(person)
    assert asked in await person.says(typed)
    assert await sqlite_house.rows("SELECT id FROM reminder") == []


@pytest.mark.parametrize(
    ("typed", "said"), [(f"{hour}", f"lúc {hour}:00 hằng ngày.") for hour in range(13, 22)]
)
async def test_an_hour_that_can_only_be_one_is_taken(
    person: Visitor, typed: str, said: str
) -> None:
    await asks_hour(person)
    assert said in await person.says(typed)


async def test_midnight_that_was_chosen_is_asked_back_with_the_day_that_follows(
    person: Visitor,
) -> None:
    await asks_hour(person, "thứ 2")
    await person.says("12")
    assert "lúc 00:00 thứ 3 hằng tuần" in await person.taps("0:00 đêm")
    assert "Đã đặt" in await person.says("đúng")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("sổ", "Tuần này ("), ("kỹ năng", "chọn phiếu muốn làm"), ("nhắc", "Chưa có lời nhắc nào")],
)
@pytest.mark.parametrize("asked", ["days", "hour"])
async def test_a_name_of_another_conversation_opens_it_from_these_questions(
    person: Visitor, asked: str, typed: str, shown: str
) -> None:
    await (asks_days if asked == "days" else asks_hour)(person)
    said = await person.says(typed)
    assert shown in said
    assert "chưa hiểu" not in said


@pytest.mark.parametrize("at", ["home", "the list"])
@pytest.mark.parametrize(
    "typed",
    ["nhắc tôi {} thứ 3 lúc 8h tối", "nhac toi {} thu 3 luc 8h toi", "thứ 3 8h tối nhắc tôi {}",
     "remind me to {} on Tuesday at 8pm"],
)  # fmt: skip
async def test_a_wish_for_a_reminder_sets_it_with_its_topic(
    person: Visitor, at: str, typed: str
) -> None:
    await person.says("/menu" if at == "home" else "nhắc")
    shown = await person.says(typed.format("học tiếng Anh"))
    assert "Đã đặt. Sổ sẽ nhắc bạn “học tiếng Anh” lúc 20:00 thứ 3 hằng tuần." in shown
    assert "học tiếng Anh: thứ 3, lúc 20:00" in shown, "in the list"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("nhắc tôi học bài", "Nhắc vào ngày nào?"),
        ("nhắc tôi học bài thứ 3", "Nhắc lúc mấy giờ?"),
        ("nhắc tôi học bài mỗi tối", "Bạn muốn giờ nào?"),
        ("nhắc tôi học bài lúc 8h tối", "Sổ nhắc bạn lúc 20:00 hằng ngày, đúng không?"),
        ("nhắc tôi học bài thứ 3 lúc 3h sáng", "Giờ này là ban đêm."),
        ("nhắc tôi học bài ngày mai", "Thứ Bảy, 21/11/2026: nhắc lúc mấy giờ?"),
        ("nhắc tôi học bài ngày mai lúc 3h", "Giờ này là ban đêm."),
        ("nhắc tôi học hằng ngày trừ chủ nhật lúc 8h", "Nhắc vào ngày nào?"),
    ],
)
async def test_what_is_not_clear_in_a_wish_is_asked_back(
    person: Visitor, sqlite_house: TestApplication, typed: str, asked: str
) -> None:
    await person.says("/menu")
    assert asked in await person.says(typed)
    assert await sqlite_house.rows("SELECT id FROM reminder") == []


@pytest.mark.parametrize("typed", ["nhắc con học bài 30 phút", "hôm nay đọc sách 30 phút"])
async def test_an_activity_is_no_wish_for_a_reminder(person: Visitor, typed: str) -> None:
    await person.says("/menu")
    shown = await person.says(typed)
    assert "Nhắc vào ngày nào?" not in shown
    assert "Đã đặt" not in shown


@pytest.mark.parametrize("topic", ["học tiếng anh", "tiếng anh", "doc sach", "nấu ăn"])
async def test_what_to_learn_may_be_typed_as_the_subject(person: Visitor, topic: str) -> None:
    await person.says("/remind")
    await person.taps("Thêm lời nhắc")
    assert (await person.says(topic)).startswith("Nhắc vào ngày nào?")
    assert f"nhắc bạn “{topic}” lúc 20:00" in await person.says("thứ 3 lúc 20:00")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hôm qua học excel 45 phút", "Xin kiểm tra trước khi ghi:"),
        ("xin chào", "Chào bạn!"),
        ("sổ", "Tuần này"),
        ("xờ một", "Xin lỗi, sổ chưa hiểu: xờ một"),
    ],
)
async def test_other_words_at_the_subject_go_their_way(
    person: Visitor, typed: str, said: str
) -> None:
    await person.says("/remind")
    await person.taps("Thêm lời nhắc")
    assert said in await person.says(typed)


@pytest.mark.parametrize(
    "typed", ["bỏ nhắc", "tắt lời nhắc", "dung nhac", "đổi giờ nhắc", "tạm dừng nhắc", "lời nhắc"]
)
async def test_words_about_reminders_open_their_list(person: Visitor, typed: str) -> None:
    await person.says("nhắc tôi học thứ 3 lúc 20:00")
    shown = await person.says(typed)
    assert shown.startswith("Các lời nhắc đang có:")
    assert "⏸ Dừng một tuần" in person.labels
