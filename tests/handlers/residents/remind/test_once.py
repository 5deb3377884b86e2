"""A reminder that comes once: set, asked back, listed, moved, removed, sent once, put off."""

from __future__ import annotations

import pytest

from bot.talk.events import Said
from tests.applications import TestApplication, Visitor
from tests.handlers.reminding import asks_days, outcomes, tick, tick_at, withdraws


async def kept(application: TestApplication) -> list[tuple[str | None, int, str]]:
    """The day and the minute of each reminder that is set, and its topic."""
    rows = await application.rows(
        "SELECT on_day, minute, topic FROM reminder WHERE state <> 'off' ORDER BY id"
    )
    return [(day, minute, topic) for day, minute, topic in rows]


@pytest.mark.parametrize(
    ("typed", "said", "day", "minute"),
    [
        ("ngày mai 7h", "lúc 07:00 thứ Bảy, 21/11/2026", "2026-11-21", 420),
        ("chiều mai lúc 3h", "lúc 15:00 thứ Bảy, 21/11/2026", "2026-11-21", 900),
        ("thứ 7 này 8h tối", "lúc 20:00 thứ Bảy, 21/11/2026", "2026-11-21", 1200),
        ("tối nay 8h", "lúc 20:00 thứ Sáu, 20/11/2026", "2026-11-20", 1200),
        ("25/12 8h", "lúc 08:00 thứ Sáu, 25/12/2026", "2026-12-25", 480),
        ("30 phút nữa", "lúc 10:00 thứ Sáu, 20/11/2026", "2026-11-20", 600),
        ("tomorrow at 7pm", "lúc 19:00 thứ Bảy, 21/11/2026", "2026-11-21", 1140),
    ],
)
@pytest.mark.parametrize("where", ["list", "days", "hour", "command"])
async def test_one_day_is_set_for_that_day_alone(
    person: Visitor, sqlite_house: TestApplication, where: str, typed: str, said: str, day: str,
    minute: int,
) -> None:  # fmt: skip
    if where == "list":
        await person.says("nhắc")
    elif where in ("days", "hour"):
        await asks_days(person)
    if where == "hour":
        await person.taps("Hằng ngày")
    shown = await person.says(f"/remind {typed}" if where == "command" else typed)
    assert f"Đã đặt. Sổ sẽ nhắc bạn một lần, {said}: Ghi việc đã học." in shown
    assert f"Ghi việc đã học: một lần, {said}" in shown, "in the list"
    assert await kept(sqlite_house) == [(day, minute, "")]


@pytest.mark.parametrize(
    ("typed", "asked", "label", "day", "minute"),
    [
        # What is not clear.
        ("chiều mai", "Thứ Bảy, 21/11/2026: bạn muốn giờ nào?", "15:00", "2026-11-21", 900),
        ("ngày mai", "Thứ Bảy, 21/11/2026: nhắc lúc mấy giờ?", "20:00", "2026-11-21", 1200),
        ("mai lúc 9", "Thứ Bảy, 21/11/2026: bạn muốn giờ nào?", "21:00", "2026-11-21", 1260),
        ("25/12", "Thứ Sáu, 25/12/2026: nhắc lúc mấy giờ?", "07:00", "2026-12-25", 420),
        ("cuối tuần", "Bạn muốn nhắc ngày nào cuối tuần?", "Thứ Bảy", "2026-11-21", None),
        ("cuối tuần 8h", "Bạn muốn nhắc ngày nào cuối tuần?", "Chủ Nhật", "2026-11-22", 480),
        # A time of night.
        ("mai 3h", "Giờ này là ban đêm.", "cứ đặt", "2026-11-21", 180),
        ("mai 24h", "lúc 00:00 Chủ Nhật, 22/11/2026", "cứ đặt", "2026-11-22", 0),
        ("tối nay 11h", "Giờ này là ban đêm.", "cứ đặt", "2026-11-20", 1380),
        # What is over: the next moment of that name.
        ("hôm nay 7h", "lúc 07:00 thứ Bảy, 21/11/2026", "cứ đặt", "2026-11-21", 420),
        ("thứ 6 này 8h", "lúc 08:00 thứ Sáu, 27/11/2026", "cứ đặt", "2026-11-27", 480),
        ("thứ 2 tuần này 8h", "lúc 08:00 thứ Hai, 23/11/2026", "cứ đặt", "2026-11-23", 480),
        ("15/11 8h", "lúc 08:00 thứ Hai, 15/11/2027", "cứ đặt", "2027-11-15", 480),
        ("hôm nay 9", "lúc 21:00 thứ Sáu, 20/11/2026", "cứ đặt", "2026-11-20", 1260),
    ],
)  # fmt: skip
async def test_what_is_not_clear_at_night_or_over_is_asked_back(
    person: Visitor, sqlite_house: TestApplication, typed: str, asked: str, label: str, day: str,
    minute: int | None,
) -> None:  # fmt: skip
    await person.says("nhắc")
    assert asked in await person.says(typed)
    assert await kept(sqlite_house) == []
    shown = await person.taps(label)
    if minute is None:
        assert "nhắc lúc mấy giờ?" in shown
        shown, minute = await person.says("7h30 tối"), 1170
    assert "Đã đặt" in shown
    assert await kept(sqlite_house) == [(day, minute, "")]


@pytest.mark.parametrize("typed", ["hôm nay 7h", "thứ 2 tuần này 8h", "sáng nay"])
async def test_a_past_moment_is_said_to_be_over(
    person: Visitor, sqlite_house: TestApplication, typed: str
) -> None:
    sqlite_house.clock.move(hours=3)
    await person.says("nhắc")
    assert "Lúc đó đã qua rồi." in await person.says(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("thứ 7", "2026-11-21"), ("chủ nhật", "2026-11-22"), ("cn", "2026-11-22")],
)
async def test_a_day_of_the_weekend_may_be_typed(
    person: Visitor, sqlite_house: TestApplication, typed: str, day: str
) -> None:
    await person.says("/remind cuối tuần lúc 8h")
    assert "một lần" in await person.says(typed)
    assert await kept(sqlite_house) == [(day, 480, "")]


async def test_both_days_of_the_weekend_come_every_week(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind cuối tuần")
    assert "ngày nào cuối tuần" in await person.says("8h")
    shown = await person.taps("Cả hai ngày")
    assert "lúc 08:00 thứ 7, Chủ Nhật hằng tuần" in shown
    assert await kept(sqlite_house) == [(None, 480, "")]


async def test_the_questions_of_one_day_lead_back_and_to_other_days(person: Visitor) -> None:
    await asks_days(person)
    assert "Thứ Bảy, 21/11/2026: nhắc lúc mấy giờ?" in await person.taps("Chỉ ngày mai")
    assert "Nhắc vào ngày nào?" in await person.taps("Quay lại")
    assert "ban đêm" in await person.says("mai 3h")
    assert "Thứ Bảy, 21/11/2026: nhắc lúc mấy giờ?" in await person.taps("giờ khác")
    assert "ban đêm" in await person.says("4h sáng")
    assert "Nhắc vào ngày nào?" in await person.taps("ngày khác")
    shown = await person.says("cuối tuần")
    assert "ngày nào cuối tuần" in shown
    assert "con mèo" in await person.says("con mèo")
    assert "Nhắc vào ngày nào?" in await person.taps("Quay lại")
    assert "trong vòng một năm" in await person.says("25/12/2028 8h")


async def test_of_today_only_the_hours_ahead_are_offered(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    sqlite_house.clock.move(hours=8)
    await person.says("nhắc")
    await person.says("hôm nay")
    assert person.labels == ["19:30", "20:00", "21:00", "◀ Quay lại"]


# --- sent -----------------------------------------------------------------------------------------


async def test_it_comes_once_and_leaves_the_list(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("mai 7h nhắc tôi học tiếng Anh")
    await tick_at(sqlite_house, 7, 0, days=1)
    assert "Đến giờ bạn nhờ nhắc: học tiếng Anh." in person.last.text
    assert person.labels == ["✏ Ghi ngay", "Để sau"]
    said = len(person.messages)
    await tick_at(sqlite_house, 7, 0, days=1)
    await tick_at(sqlite_house, 7, 0, days=6)
    assert len(person.messages) == said
    assert await outcomes(sqlite_house) == ["remind"]
    assert "Chưa có lời nhắc nào" in await person.says("nhắc")


@pytest.mark.parametrize(
    ("back_at", "comes", "outcome"),
    [((8, 59), True, "remind"), ((9, 0), True, "remind"), ((9, 1), False, "late")],
)
async def test_after_an_absence_it_comes_within_its_grace_or_not_at_all(
    person: Visitor, sqlite_house: TestApplication, back_at: tuple[int, int], comes: bool,
    outcome: str,
) -> None:  # fmt: skip
    await person.says("/remind mai 7h")
    await tick_at(sqlite_house, *back_at, days=1)
    assert ("hôm nay học được điều gì" in person.last.text) == comes
    assert await outcomes(sqlite_house) == [outcome]
    assert await kept(sqlite_house) == []


async def test_it_comes_though_something_was_recorded_that_day(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind tối nay 8h")
    await person.says("hôm nay đọc sách 30 phút")
    assert "HT-" in await person.taps("Ghi vào sổ")
    await tick_at(sqlite_house, 20, 0)
    assert await outcomes(sqlite_house) == ["remind"]


async def test_within_a_pause_it_does_not_come_and_after_it_it_does(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind mai 7h")
    await person.says("/remind 1/12 7h")
    shown = await person.taps("Dừng một tuần")
    assert "lúc 07:00 thứ Bảy, 21/11/2026 (đang tạm dừng nên sẽ không nhắc)" in shown
    assert "lúc 07:00 thứ Ba, 01/12/2026\n" in shown
    await tick_at(sqlite_house, 7, 0, days=1)
    await tick_at(sqlite_house, 7, 0, days=10)
    assert await outcomes(sqlite_house) == ["paused", "remind"]


async def test_going_on_before_its_moment_lets_it_come(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind mai 7h")
    await person.taps("Dừng một tuần")
    await person.taps("Nhắc lại như cũ")
    await tick_at(sqlite_house, 7, 0, days=1)
    assert await outcomes(sqlite_house) == ["remind"]


async def test_without_consent_it_does_not_come(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind mai 7h")
    await withdraws(sqlite_house, person)
    await tick_at(sqlite_house, 7, 0, days=1)
    assert await outcomes(sqlite_house) == ["no_consent"]


async def test_one_that_came_can_be_put_off_and_comes_again_once(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("mai 7h nhắc tôi học tiếng Anh")
    await tick_at(sqlite_house, 7, 0, days=1)
    assert "Bạn muốn được nhắc lại lúc nào?" in await person.taps("Để sau")
    await person.taps("Sau 1 giờ")
    assert "học tiếng Anh: một lần, lúc 08:00 thứ Bảy, 21/11/2026" in await person.says("nhắc")
    await tick_at(sqlite_house, 8, 0)
    assert "Đến giờ bạn nhờ nhắc: học tiếng Anh." in person.last.text
    await tick(sqlite_house)
    assert await outcomes(sqlite_house) == ["remind", "remind"]
    assert await kept(sqlite_house) == []


async def test_a_weekly_topic_is_said_when_it_comes_and_recording_does_not_hold_it_back(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("nhắc tôi học tiếng Anh thứ 6 lúc 8h tối")
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Ghi vào sổ")
    await tick_at(sqlite_house, 20, 0)
    assert "Đến giờ bạn nhờ nhắc: học tiếng Anh." in person.last.text
    assert "Dừng một tuần" in person.labels


async def test_topics_of_many_people_stay_apart(sqlite_house: TestApplication) -> None:
    people = [sqlite_house.visitor(address=f"{number}") for number in range(3)]
    topics = ['học "toán" \\ văn', "học tiếng Anh", ""]
    for each, topic in zip(people, topics, strict=True):
        await each.joins()
        await each.says(f"nhắc tôi {topic} mai 7h" if topic else "/remind mai 7h")
    await tick_at(sqlite_house, 7, 0, days=1)
    assert "nhờ nhắc: học toán văn." in people[0].last.text
    assert "nhờ nhắc: học tiếng Anh." in people[1].last.text
    assert "hôm nay học được điều gì" in people[2].last.text


# --- moved and removed ----------------------------------------------------------------------------


async def test_it_can_be_moved(person: Visitor, sqlite_house: TestApplication) -> None:
    await person.says("mai 7h nhắc tôi học tiếng Anh")
    shown = await person.taps("Đổi giờ")
    assert "Hiện giờ: học tiếng Anh: một lần, lúc 07:00 thứ Bảy, 21/11/2026" in shown
    assert "Nhắc vào ngày nào?" in shown
    assert "học tiếng Anh: một lần, lúc 07:00" in await person.taps("Quay lại")
    await person.taps("Đổi giờ")
    assert "một lần, lúc 20:00 Chủ Nhật, 22/11/2026: học tiếng Anh" in await person.says(
        "chủ nhật này 8h tối"
    )
    assert await kept(sqlite_house) == [("2026-11-22", 1200, "học tiếng Anh")]


async def test_of_several_one_is_chosen_to_be_moved_and_a_weekly_one_may_become_a_one_off(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind hằng ngày lúc 19:30")
    await person.says("/remind mai 7h")
    assert "đổi giờ lời nhắc nào" in await person.taps("Đổi giờ")
    assert "đổi giờ lời nhắc nào" in await person.says("con mèo")
    await person.taps("19:30")
    await person.says("25/12 8h")
    assert await kept(sqlite_house) == [("2026-12-25", 480, ""), ("2026-11-21", 420, "")]
    await person.taps("Đổi giờ")
    assert "Các lời nhắc đang có" in await person.taps("Quay lại")


async def test_it_can_be_removed_alone_or_with_all(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/remind hằng ngày lúc 19:30")
    await person.says("/remind mai 7h")
    await person.taps("Bỏ lời nhắc")
    assert "Đã bỏ lời nhắc này." in await person.taps("07:00 21/11")
    assert await kept(sqlite_house) == [(None, 1170, "")]
    await person.says("/remind mai 7h")
    await person.taps("Bỏ lời nhắc")
    await person.taps("Bỏ tất cả")
    assert await kept(sqlite_house) == []
    await tick_at(sqlite_house, 7, 0, days=1)
    assert await outcomes(sqlite_house) == []


# --- a plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("mai học excel lúc 8h tối", "một lần, lúc 20:00 thứ Bảy, 21/11/2026: học excel."),
        ("mai học excel", "Thứ Bảy, 21/11/2026: nhắc lúc mấy giờ?"),
        ("tối nay học excel", "Thứ Sáu, 20/11/2026: bạn muốn giờ nào?"),
        ("tôi sẽ học excel", "Nhắc vào ngày nào?"),
    ],
)
async def test_a_plan_is_no_activity_and_offers_a_reminder(
    person: Visitor, sqlite_house: TestApplication, typed: str, then: str
) -> None:
    await person.says("/menu")
    shown = await person.says(typed)
    assert "Việc này chưa diễn ra nên sổ chưa ghi." in shown
    assert "sổ nhắc “học excel”" in shown
    assert then in await person.says("vâng")
    assert await sqlite_house.rows("SELECT id FROM activity") == []


async def test_another_plan_takes_the_place_of_the_first(person: Visitor) -> None:
    assert "“học bơi 1 tiếng”" in await person.says("mai học bơi 1 tiếng")
    shown = await person.says("mai tôi đi học may")
    assert "học may" in shown
    assert "chưa hiểu" not in shown


async def test_a_plan_without_a_reminder_is_let_go(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await person.says("/menu")
    await person.says("mai học excel")
    assert "Khi nào học xong" in await person.says("không")
    await person.says("mai học excel")
    assert "sổ nhắc “học excel”" in await person.says("con mèo")
    assert "Xin kiểm tra" in await person.says("hôm nay đọc sách 30 phút")
    assert await kept(sqlite_house) == []


async def test_a_plan_asks_for_the_consent_first(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await withdraws(sqlite_house, person)
    await person.says("/menu")
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says("mai học excel lúc 8h tối")
    assert "lúc 20:00 thứ Bảy, 21/11/2026: học excel." in await person.says("vâng")


async def test_days_are_those_of_when_it_was_written(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    """A message of shortly before midnight that comes after it means the day after its own."""
    written = sqlite_house.clock().replace(hour=23, minute=50)
    sqlite_house.clock.at = written.replace(day=21, hour=0, minute=10)
    await person.does(Said("/remind mai 7h"), written=written)
    assert await kept(sqlite_house) == [("2026-11-21", 420, "")]
