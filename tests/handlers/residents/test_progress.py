"""Progress: totals of a week, a month and a year, a goal, a habit, breaks and a picture."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.applications import ZONE, TestApplication, Visitor
from tests.handlers.checking import change, picture_of
from tests.handlers.recording import cancel_entry, keep, record

TODAY = dt.date(2026, 11, 20)
ASK_GOAL = "Bạn muốn học bao lâu trong một tuần?"


def ago(days: int) -> dt.date:
    """The day this number of days before today."""
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
async def resident(application: TestApplication) -> Visitor:
    """A person who has joined, on both databases."""
    visitor = application.visitor()
    await visitor.joins()
    return visitor


# --- totals ---------------------------------------------------------------------------------------


async def test_before_the_first_entry_it_says_how_to_begin(person: Visitor) -> None:
    shown = await person.says("/progress")
    assert shown == (
        "Tiến bộ đến 20/11/2026\nSổ chưa có gì. Hãy viết việc đã học, kết quả sẽ hiện ở đây."
    )
    assert await picture_of(person) is None
    assert person.labels == ["🎯 Mục tiêu tuần", "⏸ Tạm nghỉ", "✏ Ghi hoạt động học",
                             "📒 Sổ của tôi", "☰ Menu"]  # fmt: skip


async def test_a_week_a_month_and_a_year_are_summed_up(resident: Visitor) -> None:
    for sentence in (
        "hôm nay đọc sách 30 phút",
        "ngày 16/11 nghe đài 45 phút",
        "ngày 15/11 đọc báo 20 phút",
        "ngày 1/11 đọc báo 10 phút",
        "ngày 31/10 đọc báo 5 phút",
        "ngày 1/1 đọc báo 1 giờ",
        "ngày 31/12/2025 đọc báo 2 giờ",
    ):
        await record(resident, sentence)
    shown = await resident.says("tiến bộ")
    assert "Tuần này: 2 hoạt động, 1 giờ 15 phút\n" in shown
    assert "Tháng này: 4 hoạt động, 1 giờ 45 phút\n" in shown
    assert "Năm nay: 6 hoạt động, 2 giờ 50 phút\n" in shown


async def test_a_week_without_an_entry_says_so(resident: Visitor) -> None:
    await record(resident, "ngày 2/3 đọc báo 10 phút")
    shown = await resident.says("/progress")
    assert "Tuần này: chưa có gì\nTháng này: chưa có gì\nNăm nay: 1 hoạt động" in shown


async def test_cancelled_entries_and_those_of_somebody_else_do_not_count(
    application: TestApplication,
) -> None:
    person, other = application.visitor("1"), application.visitor("2")
    for each in (person, other):
        await each.joins()
    receipt = await record(person, "hôm nay đọc sách 30 phút")
    await record(person, "hôm nay nghe đài 45 phút")
    await cancel_entry(person, receipt)
    assert "Tuần này: 1 hoạt động, 45 phút\n" in await person.says("/progress")
    assert "Sổ chưa có gì." in await other.says("/progress")


async def test_the_year_is_told_by_kind_once_there_are_two(person: Visitor) -> None:
    await keep(person.application, "I1", ago(1), ago(2))
    assert "Năm nay theo hình thức" not in await person.says("/progress")
    await keep(person.application, "N3", ago(1), minutes=60)
    await keep(person.application, "I3", ago(40))
    assert "🔎 Xem theo hình thức" not in person.labels
    assert "Năm nay theo hình thức" not in await person.says("/progress")
    assert await person.taps("Xem theo hình thức") == (
        "Năm nay theo hình thức\n"
        "Tự học: 3 hoạt động, 1 giờ 30 phút\n"
        "Lớp học, tập huấn, hội thảo: 1 hoạt động, 1 giờ"
    )


async def test_the_sums_begin_anew_in_a_new_year(resident: Visitor) -> None:
    await record(resident, "hôm nay đọc sách 30 phút")
    resident.application.clock.at = dt.datetime(2027, 1, 1, 0, 5, tzinfo=ZONE)
    shown = await resident.says("/progress")
    assert shown.startswith("Tiến bộ đến 01/01/2027\n")
    assert "Năm nay: chưa có gì" in shown
    # The last twelve weeks still belong to the old year.
    assert "Tuần từ 16/11: 30 phút" in shown


# --- goals ----------------------------------------------------------------------------------------


async def goals_of(application: TestApplication) -> list[int]:
    return [row[0] for row in await application.rows("SELECT minutes FROM goal ORDER BY id")]


@pytest.mark.parametrize(
    ("answer", "minutes", "said"),
    [
        ("1 giờ", 60, "1 giờ"),
        ("5 giờ", 300, "5 giờ"),
        ("5", 300, "5 giờ"),
        ("4", 240, "4 giờ"),
        ("2 tiếng rưỡi", 150, "2 giờ 30 phút"),
        ("1h15", 75, "1 giờ 15 phút"),
        ("10 phút", 10, "10 phút"),
        ("40 giờ", 2400, "40 giờ"),
    ],
)
async def test_a_goal_is_chosen_or_typed(
    resident: Visitor, answer: str, minutes: int, said: str
) -> None:
    await resident.says("/progress")
    assert ASK_GOAL in await resident.taps("Mục tiêu tuần")
    assert resident.labels == ["1 giờ", "2 giờ", "3 giờ", "5 giờ", "◀ Quay lại"]
    shown = await resident.says(answer)
    assert shown.startswith(f"Mục tiêu mới: {said} một tuần.\n\nTiến bộ đến")
    assert await goals_of(resident.application) == [minutes]


async def test_a_goal_is_chosen_by_a_button(resident: Visitor) -> None:
    await resident.says("/progress")
    await resident.taps("Mục tiêu tuần")
    assert "Mục tiêu mới: 3 giờ một tuần." in await resident.taps("3 giờ")
    assert await goals_of(resident.application) == [180]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9 phút", "Mục tiêu một tuần ít nhất là 10 phút."),
        ("41 giờ", "Mục tiêu một tuần nhiều nhất là 40 giờ."),
        ("nhiều hơn", "Xin lỗi, sổ chưa hiểu: nhiều hơn"),
    ],
)
async def test_a_goal_beyond_the_limits_is_asked_for_again(
    person: Visitor, typed: str, why: str
) -> None:
    await person.says("/progress")
    await person.taps("Mục tiêu tuần")
    shown = await person.says(typed)
    assert shown.startswith(why)
    assert ASK_GOAL in shown
    assert await goals_of(person.application) == []
    assert "Mục tiêu mới: 1 giờ một tuần." in await person.says("1 giờ")


async def test_a_goal_is_told_until_it_is_reached(resident: Visitor) -> None:
    await resident.says("/progress")
    await resident.taps("Mục tiêu tuần")
    await resident.taps("1 giờ")
    await record(resident, "ngày 15/11 đọc báo 3 giờ")
    shown = await resident.says("/progress")
    assert "Mục tiêu 1 giờ một tuần: còn 1 giờ." in shown
    await record(resident, "hôm nay đọc báo 45 phút")
    assert "còn 15 phút." in await resident.says("/progress")
    await record(resident, "hôm qua đọc báo 15 phút")
    assert "Mục tiêu 1 giờ một tuần: đã đạt. Rất tốt!" in await resident.says("/progress")
    resident.application.clock.move(days=3)
    shown = await resident.says("/progress")
    assert "Mục tiêu 1 giờ một tuần: còn 1 giờ." in shown


async def test_a_goal_is_changed_and_removed_and_the_last_counts(resident: Visitor) -> None:
    await record(resident, "hôm nay đọc sách 30 phút")
    await resident.says("/progress")
    await resident.taps("Mục tiêu tuần")
    await resident.taps("1 giờ")
    shown = await resident.taps("Mục tiêu tuần")
    assert shown.startswith("Mục tiêu hiện nay: 1 giờ một tuần.\n")
    await resident.taps("2 giờ")
    assert "Mục tiêu 2 giờ một tuần: còn 1 giờ 30 phút" in resident.last.text
    await resident.taps("Mục tiêu tuần")
    shown = await resident.taps("Không đặt mục tiêu")
    assert shown.startswith("Đã bỏ mục tiêu tuần.")
    assert "một tuần" not in shown
    assert (await picture_of(resident)).goal is None
    assert await goals_of(resident.application) == [60, 120, 0]
    await resident.taps("Mục tiêu tuần")
    assert "Không đặt mục tiêu" not in resident.labels


async def test_back_from_the_goal_sets_none(person: Visitor) -> None:
    await person.says("/progress")
    await person.taps("Mục tiêu tuần")
    assert "Tiến bộ đến" in await person.taps("Quay lại")
    assert await goals_of(person.application) == []


# --- breaks ---------------------------------------------------------------------------------------


async def pauses_of(application: TestApplication) -> list[tuple[str, str]]:
    rows = await application.rows("SELECT first_day, last_day FROM pause ORDER BY id")
    return [(first, last) for first, last in rows]


@pytest.mark.parametrize(
    ("label", "last", "said"),
    [
        ("1 tuần", "2026-11-26", "thứ Năm, 26/11/2026"),
        ("2 tuần", "2026-12-03", "thứ Năm, 03/12/2026"),
        ("4 tuần", "2026-12-17", "thứ Năm, 17/12/2026"),
    ],
)
async def test_a_break_begins_today_and_is_ended_by_a_button(
    resident: Visitor, label: str, last: str, said: str
) -> None:
    await resident.says("/progress")
    assert "Bạn muốn tạm nghỉ bao lâu?" in await resident.taps("Tạm nghỉ")
    shown = await resident.taps(label)
    assert shown.startswith(f"Tạm nghỉ đến hết {said}: không tính là bỏ lỡ.")
    assert f"Bạn đang tạm nghỉ đến hết {said}." in shown
    assert "⏸ Tạm nghỉ" not in resident.labels
    assert await pauses_of(resident.application) == [("2026-11-20", last)]
    resident.application.clock.move(days=3)
    assert f"Bạn đang tạm nghỉ đến hết {said}." in await resident.says("/progress")
    shown = await resident.taps("Học lại từ hôm nay")
    assert shown.startswith("Chào mừng bạn quay lại học!")
    assert "đang tạm nghỉ" not in shown
    assert await pauses_of(resident.application) == [("2026-11-20", "2026-11-22")]
    assert "⏸ Tạm nghỉ" in resident.labels


async def test_a_break_ends_by_itself_after_its_last_day(resident: Visitor) -> None:
    await resident.says("/progress")
    await resident.taps("Tạm nghỉ")
    await resident.taps("1 tuần")
    resident.application.clock.move(days=6)
    assert "đang tạm nghỉ" in await resident.says("/progress")
    resident.application.clock.move(days=1)
    assert "đang tạm nghỉ" not in await resident.says("/progress")


async def test_no_goal_is_missed_during_a_break(person: Visitor) -> None:
    await keep(person.application, "I1", ago(9))
    await person.says("/progress")
    await person.taps("Mục tiêu tuần")
    await person.taps("1 giờ")
    await person.taps("Tạm nghỉ")
    shown = await person.taps("1 tuần")
    assert "từ nay đến Chủ Nhật" not in shown
    await keep(person.application, "I1", TODAY, minutes=60)
    assert "Mục tiêu 1 giờ một tuần: đã đạt." in await person.says("/progress")


async def test_words_over_the_question_of_a_break_are_shown_back(person: Visitor) -> None:
    await person.says("/progress")
    await person.taps("Tạm nghỉ")
    shown = await person.says("vài hôm")
    assert "Xin lỗi, sổ chưa hiểu: vài hôm" in shown
    assert "Bạn muốn tạm nghỉ bao lâu?" in shown
    assert "Tiến bộ đến" in await person.taps("Quay lại")
    assert await pauses_of(person.application) == []


# --- habit ----------------------------------------------------------------------------------------


async def test_the_habit_is_told_from_seven_days_on(person: Visitor) -> None:
    await keep(person.application, "I1", *(ago(days) for days in range(6)))
    shown = await person.says("/progress")
    assert "Mức học đều sẽ hiện sau 7 ngày dùng sổ." in shown
    await keep(person.application, "I1", ago(6))
    shown = await person.says("/progress")
    assert (
        "Mức học đều 7 ngày qua: 100/100, có 7 ngày học.\nBạn học rất đều. Cứ tiếp tục nhé!"
        in shown
    )


async def test_two_days_missed_cost_nothing_and_a_third_does(person: Visitor) -> None:
    await keep(person.application, "I1", ago(9), ago(6), ago(3), TODAY)
    assert "Mức học đều 10 ngày qua: 100/100, " in await person.says("/progress")
    person.application.clock.move(days=4)
    shown = await person.says("/progress")
    assert "Mức học đều 13 ngày qua: 92/100, " in shown
    assert "Nghỉ 2 ngày liền không bị trừ." in shown


async def test_of_a_break_only_the_days_that_are_kept_are_looked_at(resident: Visitor) -> None:
    await keep(resident.application, "I1", *(ago(days) for days in range(8)))
    await resident.says("/progress")
    await resident.taps("Tạm nghỉ")
    await resident.taps("4 tuần")
    resident.application.clock.move(days=27)
    assert "Mức học đều 10 ngày qua: 100/100, " in await resident.says("/progress")
    await change(resident.application, "DELETE FROM pause")
    assert "Mức học đều 28 ngày qua: " in await resident.says("/progress")
    assert "100/10 điểm" not in resident.last.text


# --- the picture ----------------------------------------------------------------------------------


async def test_the_picture_has_twelve_weeks_and_the_goal(person: Visitor) -> None:
    await keep(person.application, "I1", TODAY, ago(1), minutes=45)
    await keep(person.application, "I1", dt.date(2026, 8, 31), minutes=90)
    await keep(person.application, "I1", dt.date(2026, 8, 30), minutes=300)
    await person.says("/progress")
    assert (await picture_of(person)).goal is None
    await person.taps("Mục tiêu tuần")
    await person.taps("2 giờ")
    picture = await picture_of(person)
    assert picture.chart == "weeks"
    assert [label.text for label in picture.labels] == [
        "31/08", "07/09", "14/09", "21/09", "28/09", "05/10",
        "12/10", "19/10", "26/10", "02/11", "09/11", "16/11",
    ]  # fmt: skip
    (series,) = picture.series
    assert series.values == (1.5, *[0.0] * 10, 1.5)
    assert picture.goal == 2.0
    shown = person.last.text
    assert "Số giờ học mỗi tuần, 12 tuần đến thứ Sáu, 20/11/2026" in shown
    assert "Tuần từ 31/08: 1 giờ 30 phút" in shown
    assert "Mục tiêu: 2 giờ một tuần" in shown


async def test_a_raised_goal_leaves_the_weeks_before_as_they_were(person: Visitor) -> None:
    clock = person.application.clock
    clock.move(days=-14)
    await person.says("/goal 1 giờ")
    clock.move(days=14)
    await keep(person.application, "I1", TODAY, ago(7), ago(14), minutes=90)
    await person.says("/progress")
    picture = await picture_of(person)
    assert (picture.goal, picture.goals) == (1.0, (*[None] * 9, 1.0, 1.0, 1.0))
    await person.says("/goal 2 giờ")
    picture = await picture_of(person)
    assert (picture.goal, picture.goals) == (2.0, (*[None] * 9, 1.0, 1.0, 2.0))
    shown = person.last.text
    assert "Tuần từ 09/11: 1 giờ 30 phút, mục tiêu 1 giờ" in shown
    assert "Tuần từ 16/11: 1 giờ 30 phút, mục tiêu 2 giờ" in shown
    assert "Tuần từ 26/10: 0 phút\n" in shown


@pytest.mark.parametrize(
    "typed", ["/goal", "mục tiêu", "đặt mục tiêu", "muc tieu tuan", "set a goal", "/goal nhiều"]
)
async def test_a_word_for_the_goal_asks_for_it(person: Visitor, typed: str) -> None:
    assert ASK_GOAL in await person.says(typed)
    assert "Mục tiêu mới: 2 giờ một tuần." in await person.says("2 giờ")


async def test_there_is_no_picture_of_twelve_empty_weeks(person: Visitor) -> None:
    await keep(person.application, "I1", dt.date(2026, 3, 1))
    assert "Năm nay: 1 hoạt động" in await person.says("/progress")
    assert await picture_of(person) is None


async def test_the_numbers_channel_is_told_what_the_picture_shows(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor("1", "numbers")
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await person.says(label)
    await person.says("hôm nay đọc sách 45 phút")
    await person.says("Ghi vào sổ")
    await person.says("/progress")
    assert ASK_GOAL in await person.says("1")
    before = len(person.messages)
    await person.says("2 giờ")
    messages = person.messages[before:]
    said = "\n".join(message.text for message in messages)
    assert all(message.buttons == () and message.drawing is None for message in messages)
    assert said.count("Tuần từ ") == 12
    assert "Tuần từ 16/11: 45 phút" in said
    assert "Mục tiêu: 2 giờ một tuần" in said
    assert "Số giờ học mỗi tuần, 12 tuần đến thứ Sáu, 20/11/2026" in said


async def test_what_is_said_over_the_progress_is_heard_at_home(person: Visitor) -> None:
    await person.says("/progress")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")
