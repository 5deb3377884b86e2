"""What people ask of reminders beside weekly times: bare hours, parts, one day, sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.reminder_topics import as_topic
from bot.domain.notifications.reminder_wishes import (
    ReminderWish,
    possible_minutes,
    read_request,
    read_wish,
)
from bot.domain.notifications.reminders import Times
from bot.domain.notifications.weekly_times import read_times, times_on
from bot.domain.text.normalizing import fold
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
        ("ngày mai 7h", "21/11", ("7:00",)), ("mai 7h", "21/11", ("7:00",)),
        ("chiều mai lúc 3h", "21/11", ("15:00",)), ("3h chiều mai", "21/11", ("15:00",)),
        ("ngày kia 8h sáng", "22/11", ("8:00",)), ("ngày mốt 9h", "22/11", ("9:00",)),
        ("tối nay 8h", "20/11", ("20:00",)), ("hôm nay 19h", "20/11", ("19:00",)),
        ("thứ 7 này 8h", "21/11", ("8:00",)), ("thu bay nay 8h", "21/11", ("8:00",)),
        ("thứ 7 này 8h tối nhé", "21/11", ("20:00",)), ("8h tối thứ 7 này", "21/11", ("20:00",)),
        ("thứ 2 tuần sau 8h", "23/11", ("8:00",)), ("chủ nhật tới 20h", "22/11", ("20:00",)),
        ("25/12 8h", "25/12", ("8:00",)), ("8h ngày 25/12", "25/12", ("8:00",)),
        ("ngày 25 tháng 12 lúc 8h", "25/12", ("8:00",)), ("25-12-2026 20h", "25/12", ("20:00",)),
        ("thứ sáu 25/12 8h", "25/12", ("8:00",)), ("ngày 25 8h", "25/11", ("8:00",)),
        ("tomorrow at 7pm", "21/11", ("19:00",)), ("tomorrow morning at 7", "21/11", ("7:00",)),
        ("this Saturday at 8", "21/11", ("8:00", "20:00")), ("tonight at 8pm", "20/11", ("20:00",)),
        ("Dec 25 8am", "25/12", ("8:00",)), ("ngày mai", "21/11", ()), ("25/12", "25/12", ()),
        ("ngày mai 9", "21/11", ("9:00", "21:00")), ("mai 24h", "21/11", ("24:00",)),
        ("sáng mai", "21/11", ("6:00", "7:00", "8:00", "9:00")),
        ("chiều mai", "21/11", ("14:00", "15:00", "16:00", "17:00")),
    ],
)  # fmt: skip
def test_one_day_only_is_read_as_such(typed: str, day: str, times: tuple[str, ...]) -> None:
    assert read_times(typed) is None
    wish = read_wish(typed, FRIDAY)
    assert wish is not None
    assert (wish.days, wish.minutes, wish.topic) == (None, clocks(*times), "")
    assert wish.once is not None
    assert f"{wish.once.day:%d/%m}" == day


@pytest.mark.parametrize(
    ("typed", "days", "times", "topic"),
    [
        ("nhắc tôi học tiếng anh thứ 3 lúc 8h tối", {1}, ("20:00",), "học tiếng anh"),
        ("nhac toi hoc tieng anh thu 3 luc 8h toi", {1}, ("20:00",), "hoc tieng anh"),
        ("xin nhắc em học bài tối thứ 3 lúc 8h", {1}, ("20:00",), "học bài"),
        ("nhắc tôi học môn toán thứ 3 lúc 8h tối", {1}, ("20:00",), "học môn toán"),
        ("nhắc tôi học toán thứ 3, thứ 5 lúc 19h30", {1, 3}, ("19:30",), "học toán"),
        ("nhắc bác tập viết lúc 9 giờ sáng hằng ngày", set(range(7)), ("9:00",), "tập viết"),
        ("nhắc tôi học từ thứ 2 đến thứ 6 lúc 8h tối", set(range(5)), ("20:00",), "học"),
        ("đặt lời nhắc đọc sách thứ 2 4 6 lúc 19h", {0, 2, 4}, ("19:00",), "đọc sách"),
        ("remind me to learn English every Tuesday at 8pm", {1}, ("20:00",), "learn English"),
        ("thứ 3 lúc 8h tối nhắc tôi học tiếng Anh", {1}, ("20:00",), "học tiếng Anh"),
        ("tối thứ 3 lúc 8h, nhắc em học bài", {1}, ("20:00",), "học bài"),
        ("8h tối hằng ngày nhắc mình đọc sách", set(range(7)), ("20:00",), "đọc sách"),
        (
            "mỗi tối nhắc mình đọc sách",
            set(range(7)),
            ("19:00", "19:30", "20:00", "21:00"),
            "đọc sách",
        ),
        ("every Tuesday at 8pm remind me to learn English", {1}, ("20:00",), "learn English"),
        ("nhắc mình đọc sách mỗi tối 9h", set(range(7)), ("21:00",), "đọc sách"),
        (
            "nhắc mình đọc sách mỗi tối",
            set(range(7)),
            ("19:00", "19:30", "20:00", "21:00"),
            "đọc sách",
        ),
        ("nhắc tôi thứ 2 lúc 24h", {0}, ("24:00",), ""),
        ("nhắc tôi học môn toán lúc 8h tối", None, ("20:00",), "học môn toán"),
        ("nhắc tôi thứ 3 học toán, thứ 5 học văn lúc 8h tối", None, ("20:00",), "học toán"),
        ("nhắc tôi học bài thứ 3", {1}, (), "học bài"),
        ("nhắc tôi học bài", None, (), "học bài"),
        ("nhắc tôi học hằng ngày trừ chủ nhật lúc 8h", None, (), ""),
        ("nhắc tôi thứ 3 lúc 8h hoặc 9h", {1}, (), ""),
    ],
)
def test_a_sentence_asks_for_a_reminder(
    typed: str, days: set[int] | None, times: tuple[str, ...], topic: str
) -> None:
    wanted = ReminderWish(None if days is None else frozenset(days), clocks(*times), topic=topic)
    assert read_request(typed, FRIDAY) == wanted


@pytest.mark.parametrize(
    "typed",
    ["nhạc tôi nghe thứ 3 lúc 8h", "nhắc con học bài 30 phút", "nhắc con học bài tối qua 8h",
     "hôm nay đọc sách 30 phút", "nhắc nhở", "đừng nhắc tôi nữa", "mai học excel 2 giờ",
     "tôi nhắc con học lúc 8h tối thứ 3", "đọc sách rồi nhắc con học thứ 3",
     "thứ hai 25/12 8h", "31/11 8h", "học excel ngày 25/12",
     *(each for each in NASTY if "11" not in fold(each))],
)  # fmt: skip
def test_other_sentences_ask_for_none(typed: str) -> None:
    assert read_wish(typed, FRIDAY) is None


@pytest.mark.parametrize(
    ("typed", "day", "times", "topic"),
    [
        ("chiều mai nhắc tôi học bài lúc 3h", 21, ("15:00",), "học bài"),
        ("mai 7h nhắc tôi học", 21, ("7:00",), "học"),
        ("nhắc em mai 7h học", 21, ("7:00",), "học"),
        ("mai nhắc tôi gọi cô Mai lúc 8h tối", 21, ("20:00",), "gọi cô Mai"),
        ("tối nay 8h nhắc tôi đọc sách nhé", 20, ("20:00",), "đọc sách"),
        ("nhắc tôi đi họp tổ dân phố tối thứ 6 này 19h30", 20, ("19:30",), "đi họp tổ dân phố"),
        ("tomorrow at 7pm remind me to read a book", 21, ("19:00",), "read a book"),
    ],
)
def test_a_sentence_may_ask_for_a_reminder_of_one_day(
    typed: str, day: int, times: tuple[str, ...], topic: str
) -> None:
    wish = read_request(typed, FRIDAY)
    assert wish is not None
    assert wish.once is not None
    assert (wish.once.day.day, wish.minutes, wish.topic) == (day, clocks(*times), topic)


def test_somebody_called_mai_is_no_day() -> None:
    wish = read_request("nhắc tôi gọi cô Mai thứ 3 lúc 8h tối", FRIDAY)
    assert wish == ReminderWish(frozenset((1,)), clocks("20:00"), topic="gọi cô Mai")


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
    assert wish.days is None or wish.once is None
    assert as_topic(wish.topic) == wish.topic
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
