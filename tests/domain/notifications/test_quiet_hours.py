"""Quiet hours in typed text: two times of day, or nothing when they are not clear."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.policy import QuietHours
from bot.domain.notifications.quiet_hours import read_quiet_hours
from tests.handlers.every import NASTY, texts

READ: dict[str, tuple[str, str]] = {
    "từ 20 giờ đến 8 giờ": ("20:00", "08:00"),
    "từ 20:00 đến 8:00": ("20:00", "08:00"),
    "từ 9 giờ tối đến 7 giờ sáng": ("21:00", "07:00"),
    "9 giờ tối tới 7 giờ sáng": ("21:00", "07:00"),
    "9 giờ tối - 6 giờ sáng": ("21:00", "06:00"),
    "tu 9 gio toi den 7 gio sang": ("21:00", "07:00"),
    "8 gio toi toi 7 gio sang": ("20:00", "07:00"),
    "20h tối tới 8h sáng": ("20:00", "08:00"),
    "TU 20 GIO DEN 8 GIO": ("20:00", "08:00"),
    "10 giờ đêm đến 5 giờ sáng": ("22:00", "05:00"),
    "mười giờ đêm đến sáu giờ sáng": ("22:00", "06:00"),
    "từ hai mươi giờ đến tám giờ": ("20:00", "08:00"),
    "bảy giờ tối đến bảy giờ sáng": ("19:00", "07:00"),
    "9 rưỡi tối đến 7 rưỡi sáng": ("21:30", "07:30"),
    "từ 22 giờ 30 đến 6 giờ 15": ("22:30", "06:15"),
    "từ 22 giờ kém 15 đến 6 giờ": ("21:45", "06:00"),
    "lúc 20h đến lúc 8h": ("20:00", "08:00"),
    "12 giờ trưa đến 2 giờ chiều": ("12:00", "14:00"),
    "12h đêm đến 6h sáng": ("00:00", "06:00"),
    "22:00-6:00": ("22:00", "06:00"),
    "21:30 – 06:45": ("21:30", "06:45"),
    "22h30-6h15": ("22:30", "06:15"),
    "20h - 8h": ("20:00", "08:00"),
    "20g đến 8g": ("20:00", "08:00"),
    "22-6": ("22:00", "06:00"),
    "20 đến 8": ("20:00", "08:00"),
    "9 giờ tối đến 7": ("21:00", "07:00"),
    "２２：００－６：００": ("22:00", "06:00"),
    "Từ 20:00 đến 8:00!": ("20:00", "08:00"),
    "0 giờ đến 24 giờ": ("00:00", "00:00"),
    "7 giờ tối đến 7 giờ tối": ("19:00", "19:00"),
    "from 8pm to 7am": ("20:00", "07:00"),
    "9 pm until 7 am": ("21:00", "07:00"),
    "9pm-7am": ("21:00", "07:00"),
    "from 22 to 6": ("22:00", "06:00"),
    "from 21:30 till 7": ("21:30", "07:00"),
    "between 9pm and 7am": ("21:00", "07:00"),
    "from 10 p.m. to 6 a.m.": ("22:00", "06:00"),
}

UNREAD = (
    "",
    "-",
    "đến",
    "toi",
    "20",
    "20 8",
    "20 giờ",
    "từ 20 giờ",
    "đến 8 giờ",
    "sau 21 giờ",
    "trước 7 giờ",
    "ban đêm",
    "từ tối đến sáng",
    "21h đến sáng",
    "tối nay đến sáng mai",
    "25h-6h",
    "22:75-6:00",
    "24-6",
    "-5 - 6",
    "99-3",
    "22h-6h-7h",
    "20 giờ sáng đến 8 giờ",
    "từ 20 giờ đến 8 giờ và từ 12 giờ đến 14 giờ",
    "không nhận từ 22h đến 6h",
    "20h-8h hằng ngày",
    "20 phút đến 8 phút",
    "thứ 2 đến thứ 6",
    "from dusk to dawn",
    "to 7am",
    "hôm nay đọc sách từ 8 giờ đến 9 giờ",
)


def minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize("typed", READ)
def test_two_times_are_read(typed: str) -> None:
    start, end = READ[typed]
    assert read_quiet_hours(typed) == QuietHours(minute(start), minute(end))


@pytest.mark.parametrize("typed", READ)
def test_two_times_are_read_however_their_accents_are_typed(typed: str) -> None:
    apart = unicodedata.normalize("NFD", typed)
    assert read_quiet_hours(f"  {apart.upper()} ") == read_quiet_hours(typed)


@pytest.mark.parametrize("typed", UNREAD)
def test_what_is_not_clear_is_not_read(typed: str) -> None:
    assert read_quiet_hours(typed) is None


@pytest.mark.parametrize("typed", NASTY)
def test_what_people_say_otherwise_is_no_time(typed: str) -> None:
    assert read_quiet_hours(typed) is None


minutes = st.integers(0, 1439)
forms = st.sampled_from(
    (
        "từ {0:02d}:{1:02d} đến {2:02d}:{3:02d}",
        "{0}:{1:02d}-{2}:{3:02d}",
        "{0}h{1:02d} tới {2}h{3:02d}",
        "tu {0} gio {1:02d} den {2} gio {3:02d}",
        "from {0}:{1:02d} to {2}:{3:02d}",
    )
)


@given(minutes, minutes, forms)
def test_every_two_times_of_a_day_are_read(start: int, end: int, form: str) -> None:
    typed = form.format(*divmod(start, 60), *divmod(end, 60))
    assert read_quiet_hours(typed) == QuietHours(start, end)


@given(texts)
def test_whatever_is_typed_gives_times_of_the_day_or_nothing(typed: str) -> None:
    read = read_quiet_hours(typed)
    assert read is None or (0 <= read.start < 1440 and 0 <= read.end < 1440)
