"""What people ask of reminders beside weekly times: bare hours, parts, one day, sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.reminder_wishes import (
    ReminderWish,
    possible_minutes,
    read_request,
    read_wish,
)
from bot.domain.notifications.reminders import Times
from bot.domain.notifications.weekly_times import read_times, times_on
from tests.handlers.every import NASTY, texts

FRIDAY = dt.date(2026, 11, 20)


def clocks(*said: str) -> tuple[int, ...]:
    """Minutes of the day of H:MM."""
    return tuple(int(hour) * 60 + int(minute) for hour, minute in (c.split(":") for c in said))


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("9", ("9:00", "21:00")), ("9.", ("9:00", "21:00")), ("lúc 9", ("9:00", "21:00")),
        ("at 9", ("9:00", "21:00")), ("khoảng 7", ("7:00", "19:00")), ("chín", ("9:00", "21:00")),
        ("12", ("12:00", "24:00")), ("13", ("13:00",)), ("21", ("21:00",)), ("22", ("22:00",)),
        ("0", ("0:00",)), ("24", ("24:00",)), ("hai mươi", ("20:00",)), ("8 tối", ("20:00",)),
        ("12 đêm", ("24:00",)),
        ("sáng", ("6:00", "7:00", "8:00", "9:00")), ("buoi sang", ("6:00", "7:00", "8:00", "9:00")),
        ("vào buổi tối nhé", ("19:00", "19:30", "20:00", "21:00")),
        ("chiều tối", ("17:30", "18:00", "18:30")), ("at noon", ("11:30", "12:00", "12:30")),
        ("in the afternoon", ("14:00", "15:00", "16:00", "17:00")),
        ("25", ()), ("99", ()), ("", ()), ("tôi", ()), ("học", ()), ("9 10", ()), ("19 sáng", ()),
    ],
)  # fmt: skip
def test_a_bare_hour_or_a_part_of_the_day_gives_the_times_that_it_may_mean(
    typed: str, times: tuple[str, ...]
) -> None:
    assert possible_minutes(typed) == clocks(*times)


@pytest.mark.parametrize(
    ("typed", "day", "times"),
    [
        ("ngày mai 7h", 5, ("7:00",)), ("mai 7h", 5, ("7:00",)),
        ("chiều mai lúc 3h", 5, ("15:00",)),
        ("3h chiều mai", 5, ("15:00",)), ("ngày kia 8h sáng", 6, ("8:00",)),
        ("tối nay 8h", 4, ("20:00",)), ("hôm nay 19h", 4, ("19:00",)),
        ("thứ 7 này 8h", 5, ("8:00",)), ("thu bay nay 8h", 5, ("8:00",)),
        ("thứ 2 tuần sau 8h", 0, ("8:00",)), ("chủ nhật tới 20h", 6, ("20:00",)),
        ("tomorrow at 7pm", 5, ("19:00",)), ("tomorrow morning at 7", 5, ("7:00",)),
        ("this Saturday at 8", 5, ("8:00", "20:00")), ("tonight at 8pm", 4, ("20:00",)),
        ("ngày mai", 5, ()), ("ngày mai 9", 5, ("9:00", "21:00")),
        ("sáng mai", 5, ("6:00", "7:00", "8:00", "9:00")),
    ],
)  # fmt: skip
def test_one_day_only_is_read_as_such(typed: str, day: int, times: tuple[str, ...]) -> None:
    assert read_times(typed) is None
    assert read_wish(typed, FRIDAY) == ReminderWish(frozenset((day,)), clocks(*times), once=True)


@pytest.mark.parametrize(
    ("typed", "days", "times"),
    [
        ("nhắc tôi học tiếng anh thứ 3 lúc 8h tối", {1}, ("20:00",)),
        ("nhac toi hoc tieng anh thu 3 luc 8h toi", {1}, ("20:00",)),
        ("xin nhắc em học bài tối thứ 3 lúc 8h", {1}, ("20:00",)),
        ("nhắc tôi học môn toán thứ 3 lúc 8h tối", {1}, ("20:00",)),
        ("nhắc tôi học toán thứ 3, thứ 5 lúc 19h30", {1, 3}, ("19:30",)),
        ("nhắc bác tập viết lúc 9 giờ sáng hằng ngày", set(range(7)), ("9:00",)),
        ("nhắc tôi học từ thứ 2 đến thứ 6 lúc 8h tối", set(range(5)), ("20:00",)),
        ("đặt lời nhắc đọc sách thứ 2 4 6 lúc 19h", {0, 2, 4}, ("19:00",)),
        ("remind me to learn English every Tuesday at 8pm", {1}, ("20:00",)),
        ("thứ 3 lúc 8h tối nhắc tôi học tiếng Anh", {1}, ("20:00",)),
        ("tối thứ 3 lúc 8h, nhắc em học bài", {1}, ("20:00",)),
        ("8h tối hằng ngày nhắc mình đọc sách", set(range(7)), ("20:00",)),
        ("mỗi tối nhắc mình đọc sách", set(range(7)), ("19:00", "19:30", "20:00", "21:00")),
        ("every Tuesday at 8pm remind me to learn English", {1}, ("20:00",)),
        ("nhắc mình đọc sách mỗi tối 9h", set(range(7)), ("21:00",)),
        ("nhắc mình đọc sách mỗi tối", set(range(7)), ("19:00", "19:30", "20:00", "21:00")),
        ("nhắc tôi thứ 2 lúc 24h", {0}, ("24:00",)),
        ("nhắc tôi học môn toán lúc 8h tối", None, ("20:00",)),
        ("nhắc tôi thứ 3 học toán, thứ 5 học văn lúc 8h tối", None, ("20:00",)),
        ("nhắc tôi học bài thứ 3", {1}, ()),
        ("nhắc tôi học bài", None, ()),
        ("nhắc tôi học hằng ngày trừ chủ nhật lúc 8h", None, ()),
        ("nhắc tôi thứ 3 lúc 8h hoặc 9h", {1}, ()),
    ],
)
def test_a_sentence_asks_for_a_reminder(
    typed: str, days: set[int] | None, times: tuple[str, ...]
) -> None:
    wanted = ReminderWish(None if days is None else frozenset(days), clocks(*times))
    assert read_request(typed, FRIDAY) == wanted


@pytest.mark.parametrize(
    "typed",
    ["nhạc tôi nghe thứ 3 lúc 8h", "nhắc con học bài 30 phút", "nhắc con học bài tối qua 8h",
     "hôm nay đọc sách 30 phút", "nhắc nhở", "đừng nhắc tôi nữa", "mai học excel 2 giờ",
     "tôi nhắc con học lúc 8h tối thứ 3", "đọc sách rồi nhắc con học thứ 3", *NASTY],
)  # fmt: skip
def test_other_sentences_ask_for_none(typed: str) -> None:
    assert read_wish(typed, FRIDAY) is None


def test_a_wish_for_one_day_may_begin_with_it() -> None:
    wanted = ReminderWish(frozenset((5,)), clocks("15:00"), once=True)
    assert read_request("chiều mai nhắc tôi học bài lúc 3h", FRIDAY) == wanted


@pytest.mark.parametrize(("typed", "days"), [("sáng thứ 7", {5}), ("mỗi sáng", set(range(7)))])
def test_days_with_a_part_of_the_day_give_its_usual_times(typed: str, days: set[int]) -> None:
    morning = clocks("6:00", "7:00", "8:00", "9:00")
    assert read_wish(typed, FRIDAY) == ReminderWish(frozenset(days), morning)


@given(
    st.one_of(
        texts, st.text("nhắc tôi mai này thứ hai2467cnđếnlúcgiờhsángtối:,. 0139", max_size=40)
    ),
    st.dates(FRIDAY, dt.date(2027, 12, 31)),
)
def test_whatever_is_typed_gives_times_that_can_be_set(typed: str, today: dt.date) -> None:
    wish = read_wish(typed, today) or ReminderWish()
    assert wish.days is None or (wish.days and wish.days <= frozenset(range(7)))
    for minute in (*wish.minutes, *possible_minutes(typed)):
        times = times_on(frozenset((6,)), minute)
        assert 0 <= times.minute < 24 * 60
        assert times.days == ({0} if minute >= 24 * 60 else {6})


@pytest.mark.parametrize(
    ("typed", "day", "minute"),
    [
        ("thứ 2 lúc 24h", 1, 0), ("12 giờ đêm thứ hai", 1, 0), ("thứ 7 12h đêm", 6, 0),
        ("chủ nhật 24h", 0, 0), ("12h30 đêm thứ 2", 1, 30), ("đêm thứ 7 lúc 12h", 6, 0),
        ("12h kém 15 đêm thứ 2", 0, 23 * 60 + 45), ("Monday 12 am", 0, 0), ("0h thứ 2", 0, 0),
    ],
)  # fmt: skip
def test_midnight_after_a_day_is_on_the_day_that_follows(typed: str, day: int, minute: int) -> None:
    assert read_times(typed) == Times(frozenset((day,)), minute)
