"""A person's own reminders: consent, setting, snoozing, pausing and stopping."""

from __future__ import annotations

import pytest

from bot.domain.notifications.reminders import MAX_REMINDERS
from bot.talk.events import RawPress, SentOther
from tests.applications import TestApplication, Visitor
from tests.handlers.reminding import (
    outcomes,
    reminded,
    reminders_to,
    tick,
    tick_at,
    withdraws,
)

# --- consent --------------------------------------------------------------------------------------


async def test_who_did_not_agree_is_asked_first_and_may_say_no(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await withdraws(sqlite_house, person)
    for typed in ("nhắc", "/remind hằng ngày lúc 19:30"):
        assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says(typed)
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says("để xem")
    assert "Vậy sổ sẽ không nhắc" in await person.taps("Không đồng ý")
    assert await sqlite_house.rows("SELECT id FROM reminder") == []
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says("nhắc")


async def test_who_agrees_goes_on_to_the_first_reminder(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    await withdraws(sqlite_house, person)
    await person.says("nhắc")
    assert "Bạn muốn được nhắc việc gì?" in await person.taps("Đồng ý")
    await person.taps("Ghi việc đã học")
    assert "Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học lúc 19:30 hằng ngày." in await person.says(
        "mỗi ngày 19h30"
    )


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("/remind hằng ngày lúc 19:30", "Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học lúc 19:30"),
        ("nhắc tôi học bài thứ 3 lúc 8h tối", "lúc 20:00 thứ 3 hằng tuần."),
        ("nhắc tôi học bài thứ 3 lúc 3h sáng", "Giờ này là ban đêm."),
        ("nhắc tôi học bài", "Nhắc vào ngày nào?"),
    ],
)
async def test_what_was_asked_for_before_the_consent_goes_on_after_it(
    person: Visitor, sqlite_house: TestApplication, typed: str, then: str
) -> None:
    await withdraws(sqlite_house, person)
    await person.says("/menu")
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says(typed)
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says("để xem")
    assert await sqlite_house.rows("SELECT id FROM reminder") == []
    assert then in await person.says("vâng")


async def test_who_took_the_consent_back_finds_the_reminders_after_agreeing_again(
    sqlite_house: TestApplication,
) -> None:
    person = await reminded(sqlite_house)
    await withdraws(sqlite_house, person)
    assert "Bạn có đồng ý nhận lời nhắc không?" in await person.says("nhắc")
    assert "Hằng ngày, lúc 19:30" in await person.taps("Đồng ý")


# --- setting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "purpose",
    ["Ghi việc đã học", "Làm tiếp phần tự đánh giá", "Tự đánh giá lại", "Sắp hết năm"],
)
async def test_a_reminder_is_set_by_buttons_all_the_way(person: Visitor, purpose: str) -> None:
    assert "Chưa có lời nhắc nào" in await person.says("nhắc")
    assert "Bạn muốn được nhắc việc gì?" in await person.taps("Thêm")
    assert "Nhắc vào ngày nào?" in await person.taps(purpose)
    assert "Nhắc lúc mấy giờ?" in await person.taps("Thứ 2, thứ 4, thứ 6")
    shown = await person.taps("20:00")
    assert "Đã đặt" in shown
    assert "lúc 20:00 thứ 2, thứ 4, thứ 6 hằng tuần" in shown, "as it was set"
    assert "Thứ 2, thứ 4, thứ 6, lúc 20:00" in shown, "in the list"
    assert any("Thêm lời nhắc" in label for label in person.labels)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["thứ 2, 4, 6 lúc 19:30"], "lúc 19:30 thứ 2, thứ 4, thứ 6 hằng tuần."),
        (["moi cuoi tuan 9h sang"], "lúc 09:00 thứ 7, Chủ Nhật hằng tuần."),
        (["thứ 7, chủ nhật", "9h sáng"], "lúc 09:00 thứ 7, Chủ Nhật hằng tuần."),
        (["thứ hai", "8 giờ tối"], "lúc 20:00 thứ 2 hằng tuần."),
        (["20:15"], "lúc 20:15 hằng ngày."),
    ],
)
async def test_days_and_hour_may_be_typed(person: Visitor, typed: list[str], said: str) -> None:
    await person.says("nhắc")
    await person.taps("Thêm")
    await person.taps("Ghi việc đã học")
    for text in typed:
        shown = await person.says(text)
    assert f"Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học {said}" in shown


@pytest.mark.parametrize("opened", ["/remind mỗi tối 8 giờ", "/remind mỗi tối lúc 20:00"])
async def test_all_may_be_said_at_once(person: Visitor, opened: str) -> None:
    assert "Đã đặt. Sổ sẽ nhắc bạn ghi việc đã học lúc 20:00 hằng ngày." in await person.says(
        opened
    )


async def test_in_the_list_times_may_be_typed_and_other_words_go_their_way(
    person: Visitor,
) -> None:
    await person.says("nhắc")
    assert "Đã đặt" in await person.says("chủ nhật lúc 7 giờ sáng")
    assert "Xin kiểm tra trước khi ghi" in await person.says("hôm nay đọc sách 30 phút")


async def test_what_is_not_understood_is_shown_back_and_asked_again(person: Visitor) -> None:
    await person.says("nhắc")
    await person.taps("Thêm")
    await person.taps("Ghi việc đã học")
    shown = await person.says("khi nào rảnh")
    assert "khi nào rảnh" in shown
    assert "Nhắc vào ngày nào?" in shown
    await person.taps("Hằng ngày")
    shown = await person.says("lúc nào rảnh")
    assert "lúc nào rảnh" in shown
    assert "Nhắc lúc mấy giờ?" in shown
    await person.does(SentOther("sticker"))
    assert "Nhắc lúc mấy giờ?" in person.last.text


async def test_each_question_leads_back_to_the_one_before(person: Visitor) -> None:
    await person.says("nhắc")
    await person.taps("Thêm")
    await person.taps("Ghi việc đã học")
    await person.taps("Hằng ngày")
    assert "Nhắc vào ngày nào?" in await person.taps("Quay lại")
    assert "Bạn muốn được nhắc việc gì?" in await person.taps("Quay lại")
    assert "Chưa có lời nhắc nào" in await person.taps("Quay lại")


async def test_no_more_reminders_are_set_than_the_rules_allow(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    for hour in range(7, 7 + MAX_REMINDERS):
        assert "Đã đặt" in await person.says(f"/remind hằng ngày {hour}h")
    shown = await person.says("/remind hằng ngày 21h")
    assert "nhiều nhất 8 lời nhắc" in shown
    assert "Đã đặt" not in shown
    assert await sqlite_house.rows("SELECT COUNT(*) FROM reminder") == [(8,)]
    await person.taps("Bỏ lời nhắc")
    await person.taps("07:00")
    assert "Đã đặt" in await person.says("/remind hằng ngày 21h")


# --- snoozing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "until", "days", "comes", "answer"),
    [
        ((9, 0), "Sau 1 giờ", 0, (10, 0), "lúc 10:00, Chủ Nhật, 22/11/2026"),
        ((9, 0), "Tối nay", 0, (19, 30), "lúc 19:30, Chủ Nhật, 22/11/2026"),
        ((19, 0), "Tối nay", 0, (19, 30), "lúc 19:30, Chủ Nhật, 22/11/2026"),
        ((9, 0), "Ngày mai", 1, (9, 0), "lúc 09:00, thứ Hai, 23/11/2026"),
        ((21, 30), "Sau 1 giờ", 0, (22, 30), "lúc 22:30, Chủ Nhật, 22/11/2026"),
    ],
)
async def test_a_reminder_that_is_put_off_comes_then_and_not_before(
    sqlite_house: TestApplication,
    at: tuple[int, int],
    until: str,
    days: int,
    comes: tuple[int, int],
    answer: str,
) -> None:
    application = sqlite_house
    person = await reminded(application, f"chủ nhật lúc {at[0]:02d}:{at[1]:02d}")
    await tick_at(application, *at, days=2)
    (first,) = reminders_to(person)
    await person.taps("Để sau", first)
    assert f"Sổ sẽ nhắc lại {answer}." in await person.taps(until)
    application.clock.move(days=days)
    application.clock.at = application.clock.at.replace(hour=comes[0], minute=comes[1])
    application.clock.move(minutes=-1)
    await tick(application)
    assert len(reminders_to(person)) == 1
    application.clock.move(minutes=1)
    await tick(application)
    await tick(application)
    assert len(reminders_to(person)) == 2


@pytest.mark.parametrize(
    ("at", "offered"),
    [((18, 59), True), ((19, 0), True), ((19, 1), False), ((19, 31), False), ((20, 0), False),
     ((21, 0), False)],
)  # fmt: skip
async def test_this_evening_is_offered_only_while_it_is_ahead(
    sqlite_house: TestApplication, at: tuple[int, int], offered: bool
) -> None:
    person = await reminded(sqlite_house, f"chủ nhật lúc {at[0]:02d}:{at[1]:02d}")
    await tick_at(sqlite_house, *at, days=2)
    await person.taps("Để sau", reminders_to(person)[0])
    assert any("Tối nay" in label for label in person.labels) is offered
    if not offered:
        assert "Bạn muốn được nhắc lại lúc nào?" in await person.says("tối nay")


async def test_an_evening_that_is_over_when_it_is_pressed_is_asked_again(
    sqlite_house: TestApplication,
) -> None:
    person = await reminded(sqlite_house, "hằng ngày lúc 9:40")
    await tick_at(sqlite_house, 9, 40)
    await person.taps("Để sau", reminders_to(person)[0])
    tap = person.tap_of("Tối nay")
    await tick_at(sqlite_house, 20, 0)
    await person.does(tap)
    assert "Giờ đó đã qua hoặc sắp đến" in person.last.text
    assert not any("Tối nay" in label for label in person.labels)


async def test_what_is_put_off_comes_although_it_was_paused_before(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = await reminded(application)
    await tick_at(application, 19, 30)
    (first,) = reminders_to(person)
    await person.taps("Dừng một tuần", first)
    await person.taps("Để sau", first)
    shown = await person.taps("Sau 1 giờ")
    assert "tạm dừng" not in shown
    await tick_at(application, 20, 30)
    assert len(reminders_to(person)) == 2


async def test_when_it_shall_come_again_is_asked_until_it_is_said(
    sqlite_house: TestApplication,
) -> None:
    person = await reminded(sqlite_house)
    await tick_at(sqlite_house, 19, 30)
    await person.taps("Để sau", reminders_to(person)[0])
    shown = await person.says("lúc nào cũng được")
    assert "lúc nào cũng được" in shown
    assert "Bạn muốn được nhắc lại lúc nào?" in shown


# --- pausing, stopping ----------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["the list", "the reminder"])
async def test_a_week_of_pause_is_seven_days_and_no_more(
    sqlite_house: TestApplication, by: str
) -> None:
    application = sqlite_house
    person = await reminded(application)
    await tick_at(application, 19, 30)
    if by == "the list":
        await person.says("nhắc")
        shown = await person.taps("Dừng một tuần")
    else:
        shown = await person.taps("Dừng một tuần", reminders_to(person)[0])
    assert "Sẽ không nhắc cho đến hết" in shown
    assert "26/11/2026" in shown
    for day in range(1, 7):
        await tick_at(application, 19, 30, days=1)
        assert len(reminders_to(person)) == 1, day
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 2
    assert await outcomes(application) == ["remind", "remind"], "nothing was due meanwhile"


async def test_a_pause_is_ended_by_going_on(sqlite_house: TestApplication) -> None:
    application = sqlite_house
    person = await reminded(application)
    await person.says("nhắc")
    assert "tạm dừng" in await person.taps("Dừng một tuần")
    shown = await person.taps("Nhắc lại như cũ")
    assert "Sổ tiếp tục nhắc." in shown
    assert "tạm dừng" not in shown
    await tick_at(application, 19, 30)
    assert len(reminders_to(person)) == 1


async def test_one_reminder_is_stopped_and_the_others_stay(sqlite_house: TestApplication) -> None:
    application = sqlite_house
    person = await reminded(application)
    await person.says("/remind hằng ngày lúc 7h")
    await person.taps("Bỏ lời nhắc")
    shown = await person.taps("07:00")
    assert "Đã bỏ lời nhắc này." in shown
    assert "19:30" in shown
    assert "07:00" not in shown
    await tick_at(application, 7, 0, days=1)
    assert reminders_to(person) == []
    await tick_at(application, 19, 30)
    assert len(reminders_to(person)) == 1


async def test_all_reminders_are_stopped_at_once(sqlite_house: TestApplication) -> None:
    application = sqlite_house
    person = await reminded(application)
    await person.says("/remind hằng ngày lúc 7h")
    await person.taps("Bỏ lời nhắc")
    shown = await person.taps("Bỏ tất cả")
    assert "Đã bỏ tất cả lời nhắc." in shown
    assert "Chưa có lời nhắc nào" in shown
    await tick_at(application, 19, 30, days=1)
    assert reminders_to(person) == []
    assert await outcomes(application) == []


async def test_stopping_can_be_thought_better_of(sqlite_house: TestApplication) -> None:
    person = await reminded(sqlite_house)
    await person.says("nhắc")
    assert "muốn bỏ lời nhắc nào?" in await person.taps("Bỏ lời nhắc")
    shown = await person.says("không biết")
    assert "không biết" in shown
    assert "muốn bỏ lời nhắc nào?" in shown
    assert "19:30" in await person.taps("Quay lại")


# --- the buttons of a reminder --------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Để sau", "Dừng một tuần", "Bỏ lời nhắc"])
async def test_a_button_of_a_reminder_that_was_stopped_since_is_answered_kindly(
    sqlite_house: TestApplication, label: str
) -> None:
    person = await reminded(sqlite_house)
    await tick_at(sqlite_house, 19, 30)
    (old,) = reminders_to(person)
    assert "Đã bỏ lời nhắc này." in await person.taps("Bỏ lời nhắc", old)
    shown = await person.taps(label, old)
    assert "Lời nhắc đó không còn. Xin đặt lời nhắc mới." in shown
    assert any("Thêm lời nhắc" in each for each in person.labels)


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Để sau", "Bạn muốn được nhắc lại lúc nào?"),
        ("Dừng một tuần", "Sẽ không nhắc cho đến hết"),
        ("Ghi ngay", "Bạn đã học theo hình thức nào?"),
    ],
)
async def test_a_button_of_a_reminder_may_be_pressed_twice(
    sqlite_house: TestApplication, label: str, says: str
) -> None:
    person = await reminded(sqlite_house)
    await tick_at(sqlite_house, 19, 30)
    (old,) = reminders_to(person)
    tap = person.tap_of(label, old)
    for _time in range(2):
        await person.does(tap)
        assert says in person.last.text


async def test_a_button_of_somebody_elses_reminder_does_nothing(
    sqlite_house: TestApplication,
) -> None:
    mine = await reminded(sqlite_house)
    theirs = await reminded(sqlite_house, address="2")
    await tick_at(sqlite_house, 19, 30)
    tap = theirs.tap_of("Bỏ lời nhắc", reminders_to(theirs)[0])
    await mine.does(tap)
    assert "Lời nhắc đó không còn" in mine.last.text
    await tick_at(sqlite_house, 19, 30, days=1)
    assert [len(reminders_to(each)) for each in (mine, theirs)] == [2, 2]


async def test_a_reminder_disturbs_no_open_question_and_its_buttons_work_meanwhile(
    sqlite_house: TestApplication,
) -> None:
    person = await reminded(sqlite_house)
    await person.says("/log")
    asked = person.last
    await tick_at(sqlite_house, 19, 30)
    assert "Mục nào đúng nhất?" in await person.taps("Tự học", asked)
    assert "Bạn đã học điều gì?" in await person.says("Đọc sách")
    shown = await person.taps("Dừng một tuần", reminders_to(person)[0])
    assert "Sẽ không nhắc cho đến hết" in shown


# --- without buttons ------------------------------------------------------------------------------


async def test_without_buttons_a_reminder_says_what_to_type_and_takes_no_number(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = await reminded(application, channel="numbers")
    await person.says("/log")
    await tick_at(application, 19, 30)
    (reminder,) = reminders_to(person)
    assert "✏ Ghi ngay: gõ “ghi”" in reminder.text
    assert reminder.text.count("bạn gõ “nhắc”") == 1
    assert "1." not in reminder.text
    # A number still answers the open question.
    assert "Mục nào đúng nhất?" in await person.says("3")
    shown = await person.says("/remind")
    assert "Các lời nhắc đang có:" in shown
    await person.says("Bỏ lời nhắc")
    assert "Đã bỏ tất cả lời nhắc." in await person.says("Bỏ tất cả")


async def test_without_buttons_the_question_whether_to_go_on_is_answered_by_typing(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = await reminded(application, channel="numbers")
    for day in range(4):
        await tick_at(application, 19, 30, days=min(day, 1))
    assert "chưa có hồi âm" in person.last.text
    assert "bạn gõ “nhắc”" in person.last.text
    application.clock.move(minutes=5)
    await person.says("/remind")
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 4
    assert await outcomes(application) == ["remind"] * 3 + ["ask", "remind"]


# --- during another conversation ------------------------------------------------------------------


async def test_a_reminders_button_leaves_the_open_draft_open(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("/remind mỗi ngày lúc 19:30")
    await person.says("hôm nay đọc sách 30 phút")
    ((key,),) = await sqlite_house.rows("SELECT reminder_key FROM reminder")
    for tapped, said in (("week", "Sẽ không nhắc cho đến hết"), ("stop", "Đã bỏ lời nhắc này")):
        await person.does(RawPress(0, f"/remind {tapped} {key}"))
        assert "Xin kiểm tra trước khi ghi" in person.last.text
        assert said in "".join(message.text for message in person.messages[-2:])
    assert "Đã ghi vào sổ" in await person.taps("Ghi vào sổ")


async def test_words_after_the_list_of_reminders_bring_the_open_draft_back(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("hôm nay đọc sách 30 phút")
    await person.says("/remind")
    assert "Xin kiểm tra trước khi ghi" in await person.says("tối qua học excel 1 giờ")
    assert "Đã ghi vào sổ" in await person.taps("Ghi vào sổ")
