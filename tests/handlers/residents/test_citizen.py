"""The Learning Citizen year: an estimate from the notebook and a person's own points."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.people.persons import GROUPS, Group
from tests.applications import ZONE, TestApplication, Visitor
from tests.handlers.checking import change, goes_through, presses
from tests.handlers.every import REFERENCE_DATA
from tests.handlers.recording import cancel_entry, keep, record

CRITERIA = REFERENCE_DATA.criteria
SELF_CHECK = "5. Dùng công nghệ thông tin"
READING = "1. Đọc, cập nhật tri thức"
GOAL = "2. Lập kế hoạch học"


@pytest.fixture
async def resident(application: TestApplication) -> Visitor:
    """A person who has joined, on both databases."""
    visitor = application.visitor()
    await visitor.joins()
    return visitor


async def ratings_of(application: TestApplication) -> list[tuple[str, int]]:
    rows = await application.rows("SELECT indicator, points FROM rating ORDER BY id")
    return [(indicator, points) for indicator, points in rows]


async def rate_all(person: Visitor, points: int) -> str:
    """Give every indicator the same points, one after another; returns the year after it."""
    await person.says("/citizen")
    await person.taps("Chấm phần còn thiếu")
    for _indicator in CRITERIA.indicators:
        if "ự chấm mấy điểm" in person.last.text:
            await presses(person, f"r:{points}")
    return person.last.text


async def each_indicator(person: Visitor) -> str:
    """The year with each of its indicators."""
    await person.says("/citizen")
    if person.last.buttons:
        return await person.taps("Xem từng chỉ tiêu")
    return await person.says("Xem từng chỉ tiêu")


# --- evidence from the notebook -------------------------------------------------------------------


async def test_an_empty_year_is_shown_with_everything_still_to_rate(person: Visitor) -> None:
    shown = await person.says("công dân")
    assert shown.startswith("Ước tính: 0/100 điểm\nCòn 10 chỉ tiêu chưa chấm.\n")
    assert "Công dân học tập 2026: ước tính của riêng mình" in shown
    shown = await person.taps("Xem từng chỉ tiêu")
    for indicator in CRITERIA.indicators:
        assert f"{indicator.id}. {indicator.name.vi}: chưa chấm" in shown
    for block in CRITERIA.blocks:
        assert f"\n{block.name.vi}\n" in shown
    assert shown.startswith("Ước tính: 0/100 điểm\n")
    assert person.labels[0] == CRITERIA.indicators[0].name.vi
    assert person.labels[10] == "✏ Chấm phần còn thiếu"


async def test_entries_of_the_year_suggest_points(resident: Visitor) -> None:
    await record(resident, "hôm nay đọc sách 30 phút")
    shown = await each_indicator(resident)
    assert f"{READING}: 3/10 điểm (theo sổ: 1 hoạt động, 30 phút)" in shown
    await record(resident, "hôm qua nghe đài 45 phút")
    await record(resident, "ngày 2/1 đọc báo 15 phút")
    shown = await each_indicator(resident)
    assert f"{READING}: 5/10 điểm (theo sổ: 3 hoạt động, 1 giờ 30 phút)" in shown
    assert "Ước tính: 5/100 điểm" in shown
    assert "Còn 9 chỉ tiêu chưa chấm." in await resident.says("/citizen")


@pytest.mark.parametrize(("count", "points"), [(2, 3), (6, 6), (44, 9), (45, 10), (60, 10)])
async def test_more_entries_suggest_more_points_up_to_all(
    person: Visitor, count: int, points: int
) -> None:
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(count)]
    await keep(person.application, "I1", *days)
    shown = await each_indicator(person)
    assert f"{READING}: {points}/10 điểm (theo sổ: {count} hoạt động, " in shown


async def test_entries_of_another_year_do_not_count(resident: Visitor) -> None:
    await record(resident, "ngày 31/12/2025 đọc sách 30 phút")
    assert f"{READING}: chưa chấm" in await each_indicator(resident)


async def test_cancelled_entries_do_not_count(resident: Visitor) -> None:
    await record(resident, "hôm qua nghe đài 45 phút")
    receipt = await record(resident, "hôm nay đọc sách 30 phút")
    await cancel_entry(resident, receipt)
    shown = await each_indicator(resident)
    assert f"{READING}: 3/10 điểm (theo sổ: 1 hoạt động, 45 phút)" in shown


async def test_entries_of_somebody_else_do_not_count(application: TestApplication) -> None:
    person, other = application.visitor("1"), application.visitor("2")
    for each in (person, other):
        await each.joins()
    await record(person, "hôm nay đọc sách 30 phút")
    assert f"{READING}: chưa chấm" in await each_indicator(other)


async def test_a_type_that_speaks_for_two_indicators_counts_for_both(person: Visitor) -> None:
    await keep(person.application, "I7", dt.date(2026, 5, 1))
    shown = await each_indicator(person)
    assert "4. Động viên người thân học: 3/10 điểm" in shown
    assert "10. Hợp tác, chia sẻ: 3/10 điểm" in shown


async def test_the_best_self_check_of_the_year_suggests_points(resident: Visitor) -> None:
    for value, points in ((1, 3), (2, 6), (1, 6)):
        await goes_through(resident, [value] * 12)
        resident.application.clock.move(seconds=1)
        assert f"{SELF_CHECK}: {points}/10 điểm" in await each_indicator(resident)


async def test_a_self_check_that_is_open_or_of_last_year_suggests_nothing(
    resident: Visitor,
) -> None:
    await goes_through(resident, [2] * 11)
    resident.application.clock.move(seconds=1)
    assert f"{SELF_CHECK}: chưa chấm" in await each_indicator(resident)
    await goes_through(resident, [2] * 12)
    resident.application.clock.at = dt.datetime(2027, 1, 1, 0, 0, 1, tzinfo=ZONE)
    assert f"{SELF_CHECK}: chưa chấm" in await each_indicator(resident)


async def test_a_weekly_goal_suggests_points_while_there_is_one(resident: Visitor) -> None:
    await resident.says("/progress")
    await resident.taps("Mục tiêu tuần")
    await resident.taps("2 giờ")
    assert f"{GOAL}: 6/10 điểm" in await each_indicator(resident)
    await resident.says("/progress")
    await resident.taps("Mục tiêu tuần")
    await resident.taps("Không đặt mục tiêu")
    assert f"{GOAL}: chưa chấm" in await each_indicator(resident)


# --- rating ---------------------------------------------------------------------------------------


async def test_an_indicator_is_rated_by_a_button(resident: Visitor) -> None:
    await each_indicator(resident)
    shown = await resident.taps("Suy xét, phản biện")
    assert shown.startswith("Chỉ tiêu 8/10: Suy xét, phản biện")
    assert "ự chấm mấy điểm, từ 0 đến 10?" in shown
    assert resident.labels == [*(f"{n} điểm" for n in range(1, 11)), "◀ Quay lại", "0 điểm"]
    shown = await resident.taps("7 điểm")
    assert "8. Suy xét, phản biện: 7/10 điểm" in shown
    assert await ratings_of(resident.application) == [("8", 7)]


async def test_a_rating_takes_the_place_of_the_suggestion_and_of_the_one_before(
    resident: Visitor,
) -> None:
    await record(resident, "hôm nay đọc sách 30 phút")
    await each_indicator(resident)
    shown = await resident.taps(READING[3:])
    assert "Sổ năm nay có: 1 hoạt động, 30 phút\n" in shown
    assert "gợi ý 3 điểm" in shown
    assert "Điểm tự chấm trước đây" not in shown
    shown = await resident.taps("9 điểm")
    assert f"{READING}: 9/10 điểm (tự chấm; sổ có 1 hoạt động, 30 phút)" in shown
    assert "Điểm tự chấm trước đây: 9" in await resident.taps(READING[3:])
    assert f"{READING}: 0/10 điểm" in await presses(resident, "r:0")
    assert await ratings_of(resident.application) == [("1", 9), ("1", 0)]


@pytest.mark.parametrize("channel", ["buttons", "numbers"])
async def test_a_typed_number_means_so_many_points_on_every_channel(
    application: TestApplication, channel: str
) -> None:
    person = application.visitor("1", channel)
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await person.says(label)
    for points in range(11):
        await each_indicator(person)
        shown = await person.says("Đọc, cập nhật tri thức")
        assert "Chỉ tiêu 1/10" in shown
        if channel == "numbers":
            assert person.last.buttons == ()
            assert "\n7. 7 điểm\n" in shown
        assert f"{READING}: {points}/10 điểm" in await person.says(str(points))
    assert await ratings_of(application) == [("1", points) for points in range(11)]


@pytest.mark.parametrize("typed", ["11", "100", "-1", "7,5", "mười", "９９", "9999999999", "7/10"])
async def test_what_is_no_number_of_points_is_shown_back_and_asked_again(
    person: Visitor, typed: str
) -> None:
    await each_indicator(person)
    await person.taps("Suy xét")
    shown = await person.says(typed)
    assert f"Xin lỗi, sổ chưa hiểu: {typed}" in shown
    assert "Chỉ tiêu 8/10" in shown
    assert not await ratings_of(person.application)


async def test_a_number_that_is_not_on_the_list_is_too_large(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor("1", "numbers")
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await person.says(label)
    await each_indicator(person)
    await person.says("Suy xét, phản biện")
    assert "Xin lỗi, sổ chưa hiểu: 20" in await person.says("20")
    assert not await ratings_of(sqlite_house)


async def test_back_from_a_question_rates_nothing(person: Visitor) -> None:
    await each_indicator(person)
    await person.taps("Suy xét")
    assert READING in await person.taps("Quay lại")
    assert "ước tính của riêng mình" in await person.taps("Quay lại")
    assert not await ratings_of(person.application)


async def test_what_is_missing_is_asked_one_after_another_and_skipped_over(
    resident: Visitor,
) -> None:
    await keep(resident.application, "I1", dt.date(2026, 5, 1))
    await each_indicator(resident)
    await resident.taps("Suy xét")
    await resident.taps("9 điểm")
    await resident.taps("Chấm phần còn thiếu")
    asked: list[str] = []
    while "ự chấm mấy điểm" in resident.last.text:
        assert len(asked) < len(CRITERIA.indicators), "it is asked again and again"
        asked.append(resident.last.text.partition("/")[0].removeprefix("Chỉ tiêu "))
        await (resident.taps("Bỏ qua") if asked[-1] == "5" else resident.taps("6 điểm"))
    assert asked == ["2", "3", "4", "5", "6", "7", "9", "10"]
    assert "Còn 1 chỉ tiêu chưa chấm." in resident.last.text
    rated = await ratings_of(resident.application)
    assert [indicator for indicator, _points in rated] == ["8", *(n for n in asked if n != "5")]
    assert "Chỉ tiêu 5/10" in await resident.taps("Chấm phần còn thiếu")
    await resident.taps("6 điểm")
    assert "✏ Chấm phần còn thiếu" not in resident.labels


async def test_an_old_button_of_a_question_rates_nothing(resident: Visitor) -> None:
    await each_indicator(resident)
    await resident.taps("Suy xét")
    question = resident.last
    await resident.taps("7 điểm")
    assert READING in await resident.taps("1 điểm", of=question)
    assert await ratings_of(resident.application) == [("8", 7)]


@pytest.mark.parametrize("group", GROUPS)
async def test_a_question_is_asked_in_the_words_of_the_group(person: Visitor, group: Group) -> None:
    await change(person.application, f"UPDATE person SET resident_group = '{group}'")
    for indicator in CRITERIA.indicators:
        await each_indicator(person)
        shown = await person.taps(indicator.name.vi)
        asks = indicator.for_group.get(group, indicator.asks)
        assert f"\n{asks.vi}\n" in shown
    assert any(group in indicator.for_group for indicator in CRITERIA.indicators) is (
        group != "resident"
    )


# --- the estimate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "said", "never"),
    [
        (8, "năm nay đang đủ điểm", "Còn thiếu"),
        (10, "Ước tính: 100/100 điểm", "Còn thiếu"),
        (7, "Còn thiếu 10 điểm.", "đang đủ điểm"),
        (4, "10 chỉ tiêu đang dưới 5 điểm.", "đang đủ điểm"),
    ],
)
async def test_the_estimate_says_whether_the_year_is_on_course(
    person: Visitor, points: int, said: str, never: str
) -> None:
    shown = await rate_all(person, points)
    assert said in shown
    assert never not in shown
    assert ("Nên làm tiếp: " in shown) is (points < 8)


async def test_one_low_indicator_keeps_the_year_from_being_reached(person: Visitor) -> None:
    assert "đang đủ điểm" in await rate_all(person, 10)
    await person.taps("Xem từng chỉ tiêu")
    await person.taps("Ngoại ngữ")
    await person.taps("4 điểm")
    shown = await person.taps("Quay lại")
    assert "Ước tính: 94/100 điểm" in shown
    assert "đang đủ điểm" not in shown
    assert "1 chỉ tiêu đang dưới 5 điểm." in shown
    helps = CRITERIA.indicators[5].helps.vi
    assert f"Nên làm tiếp: {helps}" in shown
    await person.taps("Xem từng chỉ tiêu")
    await person.taps("Ngoại ngữ")
    await person.taps("5 điểm")
    assert "đang đủ điểm" in await person.taps("Quay lại")


@pytest.mark.parametrize("points", [3, 7, 8, 10])
@pytest.mark.parametrize("locale", ["vi", "en"])
async def test_no_estimate_ever_grants_the_title(person: Visitor, points: int, locale: str) -> None:
    await rate_all(person, points)
    await person.says(f"/language {locale}")
    shown = await person.says("/citizen")
    own = {
        "vi": ("Công dân học tập 2026: ước tính của riêng mình, không phải công nhận danh hiệu.",
               "Cần 80 điểm, mỗi chỉ tiêu từ 5."),
        "en": ("Learning Citizen 2026: your own estimate, not an official recognition.",
               "To be recognised it takes 80 points, and no indicator below 5."),
    }  # fmt: skip
    rest = shown
    for sentence in own[locale]:
        assert sentence in rest
        rest = rest.replace(sentence, "")
    for granted in ("công nhận", "danh hiệu", "chứng nhận", "chúc mừng", "được cấp",
                    "recogni", "congrat", "title", "certif", "award"):  # fmt: skip
        assert granted not in rest.casefold()


# --- the year -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 11, 20), "Còn 41 ngày: minh chứng của năm tính đến thứ Năm, 31/12/2026."),
        (dt.date(2026, 12, 30), "Còn 1 ngày: "),
        (dt.date(2026, 12, 31), "Hôm nay, thứ Năm, 31/12/2026, là ngày cuối được tính"),
        (dt.date(2027, 1, 1), "Còn 364 ngày: minh chứng của năm tính đến thứ Sáu, 31/12/2027."),
    ],
)
async def test_the_days_that_are_left_are_told(person: Visitor, day: dt.date, said: str) -> None:
    person.application.clock.at = dt.datetime.combine(day, dt.time(23, 59), ZONE)
    assert said in await person.says("/citizen")


async def test_new_year_begins_anew_and_the_old_year_is_kept(resident: Visitor) -> None:
    await record(resident, "hôm nay đọc sách 30 phút")
    await rate_all(resident, 10)
    await each_indicator(resident)
    await resident.taps(READING[3:])
    question = resident.last
    resident.application.clock.at = dt.datetime(2027, 1, 1, 0, 5, tzinfo=ZONE)
    shown = await resident.taps("6 điểm", of=question)
    assert shown.startswith("Ước tính: 6/100 điểm\n")
    assert f"{READING}: 6/10 điểm (tự chấm)\n" in shown
    assert shown.count("chưa chấm\n") == 9
    years = await resident.application.rows(
        "SELECT year, count(*) FROM rating GROUP BY year ORDER BY 1"
    )
    assert years == [(2026, 9), (2027, 1)]
    await record(resident, "hôm nay đọc báo 20 phút")
    shown = await each_indicator(resident)
    assert f"{READING}: 6/10 điểm (tự chấm; sổ có 1 hoạt động, 20 phút)" in shown


async def test_what_is_said_over_the_year_is_heard_at_home(person: Visitor) -> None:
    await person.says("/citizen")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")
