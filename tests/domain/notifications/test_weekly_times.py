"""Weekly times in typed text: read when they are clear, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    REMINDER_PURPOSES,
    Reminder,
    ReminderPurpose,
    Times,
)
from bot.domain.notifications.weekly_times import read_clock, read_days, read_times
from bot.domain.text.normalizing import fold
from bot.serving import LOCALES_DIR
from bot.wording.catalog import Translator
from handlers.residents.remind.phrases import described
from tests.handlers.every import NASTY, texts

TRANSLATOR = Translator.load(LOCALES_DIR)
EVERY = tuple(range(7))
WORKING = (0, 1, 2, 3, 4)

READ: dict[str, tuple[tuple[int, ...], str]] = {
    "thứ 2, 4, 6 lúc 19:30": ((0, 2, 4), "19:30"),
    "thu 2 4 6 luc 19h30": ((0, 2, 4), "19:30"),
    "T2 T4 T6 19h30": ((0, 2, 4), "19:30"),
    "t2,t4,t6 7h tối": ((0, 2, 4), "19:00"),
    "T2/T4/T6 19h": ((0, 2, 4), "19:00"),
    "thứ 2/4/6 lúc 19h": ((0, 2, 4), "19:00"),
    "thứ 246 lúc 19h": ((0, 2, 4), "19:00"),
    "t357 luc 6 gio chieu": ((1, 3, 5), "18:00"),
    "2 4 6 lúc 19h": ((0, 2, 4), "19:00"),
    "19:30 2,4,6": ((0, 2, 4), "19:30"),
    "các ngày 3, 5 lúc 20h": ((1, 3), "20:00"),
    "các ngày thứ 2, 3, 5 lúc 19h": ((0, 1, 3), "19:00"),
    "thứ hai, tư, sáu 19h": ((0, 2, 4), "19:00"),
    "hai tư sáu lúc 8h tối": ((0, 2, 4), "20:00"),
    "thứ hai, thứ tư, thứ sáu bảy giờ rưỡi tối": ((0, 2, 4), "19:30"),
    "20 giờ thứ ba và thứ năm": ((1, 3), "20:00"),
    "t2-t6 20:15": (WORKING, "20:15"),
    "thứ 2 đến thứ 6 lúc 8 giờ tối": (WORKING, "20:00"),
    "thu 2 toi thu 6 8h toi": (WORKING, "20:00"),
    "từ thứ hai đến thứ sáu, 8 giờ tối": (WORKING, "20:00"),
    "tu thu hai den thu sau luc 8 gio toi": (WORKING, "20:00"),
    "từ thứ 2 tới chủ nhật lúc 6 giờ sáng": (EVERY, "06:00"),
    "T2 đến T7, 5h30 sáng": ((0, 1, 2, 3, 4, 5), "05:30"),
    "thứ 2->6 19h": (WORKING, "19:00"),
    "thứ 2 - thứ 6 lúc 19g30": (WORKING, "19:30"),
    "thứ tư đến thứ sáu lúc 8h tối": ((2, 3, 4), "20:00"),
    "thứ bảy 9 giờ sáng": ((5,), "09:00"),
    "thứ bảy bảy giờ sáng": ((5,), "07:00"),
    "thứ năm năm giờ chiều": ((3,), "17:00"),
    "hai giờ chiều thứ hai": ((0,), "14:00"),
    "thứ hai hai mươi giờ": ((0,), "20:00"),
    "thứ tư hai mươi giờ": ((2,), "20:00"),
    "chủ nhật mười chín giờ": ((6,), "19:00"),
    "T7 CN 8h sáng": ((5, 6), "08:00"),
    "t7-cn 8h": ((5, 6), "08:00"),
    "cuối tuần 9h sáng": ((5, 6), "09:00"),
    "cuoi tuan luc 9 gio": ((5, 6), "09:00"),
    "CN 20:00": ((6,), "20:00"),
    "chúa nhật 7h": ((6,), "07:00"),
    "chủ nhật hằng tuần lúc 8 giờ tối": ((6,), "20:00"),
    "mỗi chủ nhật lúc 15 giờ": ((6,), "15:00"),
    "chủ nhật và thứ tư lúc 19h00": ((2, 6), "19:00"),
    "hằng ngày lúc 19:30": (EVERY, "19:30"),
    "hàng ngày 19h30": (EVERY, "19:30"),
    "HANG NGAY LUC 7 GIO TOI": (EVERY, "19:00"),
    "mỗi ngày 21h": (EVERY, "21:00"),
    "ngày nào cũng được, 19h": (EVERY, "19:00"),
    "tất cả các ngày lúc 19h": (EVERY, "19:00"),
    "cả tuần 20h": (EVERY, "20:00"),
    "19h 30p hằng ngày": (EVERY, "19:30"),
    "7 giờ 30 phút tối hằng ngày": (EVERY, "19:30"),
    "mỗi tối 8 giờ": (EVERY, "20:00"),
    "moi sang 6h30": (EVERY, "06:30"),
    "tối nào cũng lúc 8 giờ": (EVERY, "20:00"),
    "mười giờ đêm hằng ngày": (EVERY, "22:00"),
    "thứ năm mười một giờ đêm": ((3,), "23:00"),
    "12 giờ trưa mỗi ngày": (EVERY, "12:00"),
    "12h đêm hằng ngày": (EVERY, "00:00"),
    "hằng ngày 24h": (EVERY, "00:00"),
    "1 giờ trưa thứ 5": ((3,), "13:00"),
    "11 giờ trưa thứ 5": ((3,), "11:00"),
    "lúc 7 rưỡi tối thứ tư": ((2,), "19:30"),
    "8 giờ kém 15 tối thứ sáu": ((4,), "19:45"),
    "1 giờ kém 10 chiều thứ sáu": ((4,), "12:50"),
    "thứ 2 từ 19h": ((0,), "19:00"),
    "nhắc lúc 8h sáng thứ 2 hằng tuần": ((0,), "08:00"),
    "ngày thường lúc 17h": (WORKING, "17:00"),
    "trong tuần 17:00": (WORKING, "17:00"),
    "１９：３０ hằng ngày": (EVERY, "19:30"),
    "every day at 19:30": (EVERY, "19:30"),
    "daily at 7pm": (EVERY, "19:00"),
    "every day at 12 am": (EVERY, "00:00"),
    "every day at 12 pm": (EVERY, "12:00"),
    "every evening at 8pm": (EVERY, "20:00"),
    "every morning at 6:30": (EVERY, "06:30"),
    "Monday, Wednesday, Friday at 19:30": ((0, 2, 4), "19:30"),
    "Tue and Thu at 6:30 pm": ((1, 3), "18:30"),
    "Thu 6pm": ((3,), "18:00"),
    "Mon-Fri at 18:00": (WORKING, "18:00"),
    "Monday to Friday at 6pm": (WORKING, "18:00"),
    "on weekdays at 8 a.m.": (WORKING, "08:00"),
    "weekends at 9am": ((5, 6), "09:00"),
    "sat & sun 10:00": ((5, 6), "10:00"),
    "Sundays 20:00": ((6,), "20:00"),
    "tối thứ 3 lúc 8h": ((1,), "20:00"),
    "sáng chủ nhật 8h": ((6,), "08:00"),
    "buổi chiều các ngày thứ 2, 4 lúc 3h": ((0, 2), "15:00"),
}

UNREAD = (
    "",
    "thứ 2",
    "19h",
    "hằng ngày",
    "hôm nay 19h",
    "hôm nay đọc sách 30 phút",
    "học excel 2 giờ thứ 2",
    "ngày 15/12 lúc 19h",
    "ngày 2 lúc 19h",
    "ngày 2-6 19h",
    "2-6 19h",
    "2/4 19h",
    "tháng 2 19h",
    "2 19h",
    "thứ 1 lúc 9h",
    "thứ 8 lúc 9h",
    "19:75 hằng ngày",
    "25h hằng ngày",
    "24h30 hằng ngày",
    "hằng ngày 19:30:00",
    "0 giờ kém 10 hằng ngày",
    "50 phút hằng ngày",
    "lúc 8h và 20h hằng ngày",
    "t2 từ 8h đến 9h",
    "7h tối thứ 2, 8h tối thứ 3",
    "thứ 2 không được lúc 19h",
    "trừ thứ 2 lúc 19h",
    "cả tuần trừ chủ nhật 20h",
    "không nhắc hằng ngày 19h",
    "thứ sáu đến thứ hai 19h",
    "thứ hai sau 19h",
    "thu 2 tu 19h",
    "19h 2 4 6",
    "chủ nhật lúc 12 giờ 5",
    "chủ nhật bảy giờ năm",
    "19h sáng thứ 2",
    "3 giờ tối thứ 2",
    "sáng thứ 2 lúc 19h",
    "sáng thứ 2 lúc 8h tối",
    "money 19h",
    "monthly at 19:30",
    "sunset 19h",
    "every evening at 8",
)


def minute_of(clock: str) -> int:
    """The minute of the day of HH:MM."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize("typed", READ)
def test_days_and_an_hour_are_read(typed: str) -> None:
    days, clock = READ[typed]
    assert read_times(typed) == Times(frozenset(days), minute_of(clock))


@pytest.mark.parametrize("typed", UNREAD)
def test_what_is_not_clear_is_not_read(typed: str) -> None:
    assert read_times(typed) is None


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("19:30", "19:30"), ("19h", "19:00"), ("19h30", "19:30"), ("19g30", "19:30"),
        ("lúc 20 giờ 15.", "20:15"), ("8 giờ tối", "20:00"), ("8h toi", "20:00"),
        ("7 rưỡi tối", "19:30"), ("năm giờ chiều", "17:00"), ("at 8pm", "20:00"),
        ("19h30'", "19:30"), ("mười hai giờ trưa", "12:00"), ("00:00", "00:00"),
    ],
)  # fmt: skip
def test_an_hour_alone_is_read(typed: str, clock: str) -> None:
    assert read_clock(typed) == minute_of(clock)


@pytest.mark.parametrize(
    "typed", ["", "8", "thứ 2", "19:60", "30 phút", "8h sáng thứ 2", "8h 9h", "tối", "-5h"]
)
def test_what_is_no_hour_alone_is_not_read_as_one(typed: str) -> None:
    assert read_clock(typed) is None


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("thứ 2", {0}), ("thứ hai", {0}), ("CN", {6}), ("thứ 7, chủ nhật", {5, 6}),
        ("t2 t3", {0, 1}), ("3, 5, 7", {1, 3, 5}), ("hằng ngày", set(EVERY_DAY)),
        ("cuối tuần.", {5, 6}), ("thứ ba đến thứ năm", {1, 2, 3}), ("Friday", {4}),
    ],
)  # fmt: skip
def test_days_alone_are_read(typed: str, days: set[int]) -> None:
    assert read_days(typed) == frozenset(days)


@pytest.mark.parametrize("typed", ["", "2", "ba", "sau", "hôm nay", "ngày 5", "20:15", "2/4", "và"])
def test_what_is_no_day_of_the_week_is_not_read_as_one(typed: str) -> None:
    assert read_days(typed) is None


@given(st.one_of(texts, st.text("thứ hai2467cnđếnlúcgiờhpmkémrưỡitối:,/-. 0139", max_size=40)))
@example("")
@example("thứ " * 1000)
@example("²h thứ 2")
@example("thứ ² 19h")
@example("٣h thứ 2")
@example("thứ 2 - lúc 19h")
def test_whatever_is_typed_is_read_or_not(typed: str) -> None:
    times, clock, days = read_times(typed), read_clock(typed), read_days(typed)
    assert times is None or (times.days and times.days <= EVERY_DAY and 0 <= times.minute < 1440)
    assert clock is None or 0 <= clock < 1440
    assert days is None or (days and days <= EVERY_DAY)
    # One text has one meaning: days alone have no hour, and an hour alone has no days.
    assert [times, clock, days].count(None) >= 2


@pytest.mark.parametrize("typed", NASTY)
def test_what_nobody_types_for_a_reminder_sets_none(typed: str) -> None:
    assert read_times(typed) is None


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 1439),
    st.sampled_from(REMINDER_PURPOSES),
    st.sampled_from(("vi", "en")),
    st.booleans(),
)
def test_what_the_service_says_of_a_reminder_can_be_typed(
    days: frozenset[int], minute: int, purpose: ReminderPurpose, locale: str, bare: bool
) -> None:
    times = Times(days, minute)
    line = described(Reminder("k", purpose, times), dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    said = TRANSLATOR.line(line, locale).split(": ", 1)[1]
    assert read_times(fold(said) if bare else said) == times
