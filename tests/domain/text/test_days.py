"""Days in typed text: day before month, and in the past unless the text says otherwise."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.days import find_day, read_day
from bot.domain.text.normalizing import fold

TODAY = dt.date(2026, 11, 25)  # a Wednesday

READ = [
    ("hôm nay", "2026-11-25"),
    ("HÔM NAY", "2026-11-25"),
    ("nay", "2026-11-25"),
    ("bữa nay", "2026-11-25"),
    ("hnay", "2026-11-25"),
    ("today", "2026-11-25"),
    ("sáng nay", "2026-11-25"),
    ("tối nay", "2026-11-25"),
    ("this morning", "2026-11-25"),
    ("hôm qua", "2026-11-24"),
    ("qua", "2026-11-24"),
    ("hqua", "2026-11-24"),
    ("hom qua", "2026-11-24"),
    ("vào hôm qua ạ", "2026-11-24"),
    ("yesterday", "2026-11-24"),
    ("yesterday evening", "2026-11-24"),
    ("tối qua", "2026-11-24"),
    ("tối hôm qua", "2026-11-24"),
    ("chiều qua", "2026-11-24"),
    ("last night", "2026-11-24"),
    ("hôm kia", "2026-11-23"),
    ("hom kia", "2026-11-23"),
    ("hôm kìa", "2026-11-22"),
    ("day before yesterday", "2026-11-23"),
    ("the day before yesterday", "2026-11-23"),
    ("ngày mai", "2026-11-26"),
    ("mai", "2026-11-26"),
    ("tomorrow", "2026-11-26"),
    ("ngày kia", "2026-11-27"),
    ("3 ngày trước", "2026-11-22"),
    ("ba ngày trước", "2026-11-22"),
    ("2 hôm trước", "2026-11-23"),
    ("cách đây 10 ngày", "2026-11-15"),
    ("3 days ago", "2026-11-22"),
    ("a day ago", "2026-11-24"),
    ("thứ 4", "2026-11-25"),
    ("thứ 7", "2026-11-21"),
    ("thứ bảy", "2026-11-21"),
    ("t7", "2026-11-21"),
    ("T5", "2026-11-19"),
    ("thứ tư", "2026-11-25"),
    ("cn", "2026-11-22"),
    ("chủ nhật", "2026-11-22"),
    ("tối thứ 7", "2026-11-21"),
    ("thứ hai tuần trước", "2026-11-16"),
    ("chủ nhật tuần trước", "2026-11-22"),
    ("thứ hai tuần này", "2026-11-23"),
    ("thứ sáu tuần này", "2026-11-27"),
    ("thứ tư vừa rồi", "2026-11-18"),
    ("thứ bảy tuần sau", "2026-12-05"),
    ("saturday", "2026-11-21"),
    ("sat", "2026-11-21"),
    ("saturday morning", "2026-11-21"),
    ("last monday", "2026-11-23"),
    ("last wednesday", "2026-11-18"),
    ("wednesday", "2026-11-25"),
    ("15/11", "2026-11-15"),
    ("15-11", "2026-11-15"),
    ("15.11", "2026-11-15"),
    ("１５/１１", "2026-11-15"),
    ("1/2", "2026-02-01"),
    ("25/11", "2026-11-25"),
    ("26/11", "2025-11-26"),
    ("26/11/2026", "2026-11-26"),
    ("15/11/2026", "2026-11-15"),
    ("15/11/26", "2026-11-15"),
    ("15/11/2019", "2019-11-15"),
    ("29/2", "2024-02-29"),
    ("2026-11-15", "2026-11-15"),
    ("ngày 15", "2026-11-15"),
    ("ngày 26", "2026-10-26"),
    ("ngày 31", "2026-10-31"),
    ("ngày 15/11", "2026-11-15"),
    ("ngày 15 tháng 11", "2026-11-15"),
    ("ngày 15 tháng 11 năm 2025", "2025-11-15"),
    ("15 tháng mười", "2026-10-15"),
    ("ngày ba mươi mốt tháng mười năm 2025", "2025-10-31"),
    ("ngày hai tháng tư", "2026-04-02"),
    ("ngày 15 tháng trước", "2026-10-15"),
    ("ngày 30 tháng này", "2026-11-30"),
    ("mùng 3", "2026-11-03"),
    ("mồng ba", "2026-11-03"),
    ("15 november", "2026-11-15"),
    ("15th of November 2025", "2025-11-15"),
    ("nov 15", "2026-11-15"),
    ("November 15th, 2026", "2026-11-15"),
    ("thứ 7 21/11", "2026-11-21"),
    ("thứ 7, ngày 14 tháng 11", "2026-11-14"),
    ("chủ nhật (15/11/2026)", "2026-11-15"),
]

UNREADABLE = [
    "",
    "tuần trước",
    "1 tuần trước",
    "hôm trước",
    "qua Zalo",
    "nay mai",
    "thứ",
    "thứ 8",
    "thứ 1",
    "31/2",
    "31/2/2026",
    "0/5",
    "29/2/2026",
    "15/13",
    "15/11/0000",
    "15/11-2026",
    "ngày 32",
    "mùng 15",
    "20",
    "30 phút",
    "thứ 7 22/11",
    "15/11 - 17/11",
    "rằm",
    "9" * 5000 + " ngày trước",
    "🙂",
]

FOUND = [
    ("đọc sách hôm qua 45p", "2026-11-24", "hom qua"),
    ("học tối qua 1/2 tiếng", "2026-11-24", "toi qua"),
    ("sáng nay tập thể dục", "2026-11-25", "sang nay"),
    ("hôm nay, qua Zalo", "2026-11-25", "hom nay"),
    ("read a book yesterday", "2026-11-24", "yesterday"),
    ("3 ngày trước tôi học", "2026-11-22", "3 ngay truoc"),
    ("15/11 đọc sách", "2026-11-15", "15/11"),
    ("30 phút - 15/11", "2026-11-15", "15/11"),
    ("đọc sách 15/11/2026.", "2026-11-15", "15/11/2026"),
    ("ngày 15.11 đọc", "2026-11-15", "ngay 15.11"),
    ("hôm 1-2 học", "2026-02-01", "hom 1-2"),
    ("ngày 15 đọc sách", "2026-11-15", "ngay 15"),
    ("ngày 15 tháng 11 đọc 3 bài", "2026-11-15", "ngay 15 thang 11"),
    ("thứ hai 2 tiếng", "2026-11-23", "thu hai"),
    ("học thứ hai tiếng Anh", "2026-11-23", "thu hai"),
    ("thứ hai tuần trước học đàn", "2026-11-16", "thu hai tuan truoc"),
    ("chủ nhật tập đàn", "2026-11-22", "chu nhat"),
    ("cn tap dan", "2026-11-22", "cn"),
    ("t7 30p", "2026-11-21", "t7"),
    ("chiều thứ 7 tập huấn 2 tiếng", "2026-11-21", "chieu thu 7"),
    ("20/11 tập văn nghệ", "2026-11-20", "20/11"),
    ("15/11 bài giảng hay", "2026-11-15", "15/11"),
    ("1/2 bài 3", "2026-02-01", "1/2"),
    ("ngày 15 bài 3", "2026-11-15", "ngay 15"),
    ("thứ 7 cầu lông", "2026-11-21", "thu 7"),
    ("15/11 tự học", "2026-11-15", "15/11"),
    ("thứ 7 14/11 đọc", "2026-11-14", "thu 7 14/11"),
    ("on saturday i read", "2026-11-21", "on saturday"),
    ("nov 15 read", "2026-11-15", "nov 15"),
    ("read on may 15", "2026-05-15", "on may 15"),
    ("ngày mai học", "2026-11-26", "ngay mai"),
]

NOT_FOUND = [
    "học thông qua Zalo 30p",
    "qua Zalo",
    "vừa qua",
    "tuần qua học 2 buổi",
    "tôi qua nhà bạn học",
    "từ trước tới nay",
    "học 1/2 tiếng",
    "30/4 giờ",
    "đọc 3/4 cuốn sách",
    "read 1/2 of the book",
    "điểm 8/10",
    "lớp 5/2",
    "xong 2/3 bài",
    "học thử 2 bài",
    "1/2 phút",
    "ngày 1/2 tiếng",
    "hỗ trợ 24/7",
    "IELTS 6.5",
    "8.5 điểm",
    "đọc trang 15-20",
    "từ 15/11 đến 17/11",
    "15/11-17/11 học",
    "31/2 học",
    "ngày 31/2 học",
    "mỗi ngày 30 phút",
    "mỗi ngày 15 trang",
    "2 ngày 15 trang",
    "ngày 2 tiếng",
    "3 ngày trước khi thi",
    "bài thứ hai 30 phút",
    "buổi thứ 3",
    "học thử 2 tiếng",
    "hình chữ nhật",
    "học môn toán",
    "máy 15 phút",
    "máy 15",
    "mùng 3 Tết",
]


@pytest.mark.parametrize(("text", "day"), READ)
def test_a_day_is_read(text: str, day: str) -> None:
    assert read_day(text, TODAY) == dt.date.fromisoformat(day)
    assert read_day(unicodedata.normalize("NFD", text), TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_clearly_a_day_is_not_guessed(text: str) -> None:
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize(("sentence", "day", "said"), FOUND)
def test_a_day_is_found_in_a_sentence_with_its_place(sentence: str, day: str, said: str) -> None:
    folded = fold(sentence)
    found = find_day(folded, TODAY)
    assert found is not None
    assert found[0] == dt.date.fromisoformat(day)
    assert folded[slice(*found[1])] == said


@pytest.mark.parametrize("sentence", NOT_FOUND)
def test_what_may_mean_something_else_is_not_found(sentence: str) -> None:
    assert find_day(fold(sentence), TODAY) is None


SOME_DAY = st.dates(dt.date(1970, 1, 1), dt.date(2200, 12, 31))
WEEKDAY_NAMES = [
    ("thứ hai", "thứ 2", "t2", "monday", "mon"),
    ("thứ ba", "thứ 3", "t3", "tuesday", "tue"),
    ("thứ tư", "thứ 4", "t4", "wednesday", "wed"),
    ("thứ năm", "thứ 5", "t5", "thursday", "thurs"),
    ("thứ sáu", "thứ 6", "t6", "friday", "fri"),
    ("thứ bảy", "thứ 7", "t7", "saturday", "sat"),
    ("chủ nhật", "chu nhat", "cn", "sunday", "sun"),
]
WITHOUT_YEAR = ("{0.day}/{0.month}", "{0:%d-%m}", "{0:%d.%m}", "ngày {0.day} tháng {0.month}")
WITH_YEAR = ("{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}", "{0:%d %B %Y}")


@given(SOME_DAY, st.integers(0, 364), st.sampled_from(WITHOUT_YEAR))
def test_a_date_of_the_last_year_is_read_back_without_its_year(
    today: dt.date, ago: int, written: str
) -> None:
    day = today - dt.timedelta(days=ago)
    assert read_day(written.format(day), today) == day


@given(SOME_DAY, SOME_DAY, st.sampled_from(WITH_YEAR))
def test_a_date_with_its_year_is_taken_at_its_word(
    today: dt.date, day: dt.date, written: str
) -> None:
    assert read_day(written.format(day), today) == day


@given(SOME_DAY, st.integers(0, 6), st.integers(0, 4))
def test_a_weekday_is_the_latest_such_day(today: dt.date, weekday: int, spelling: int) -> None:
    day = read_day(WEEKDAY_NAMES[weekday][spelling], today)
    assert day is not None
    assert day.weekday() == weekday
    assert dt.timedelta(0) <= today - day < dt.timedelta(days=7)


@given(SOME_DAY, st.integers(0, 6))
def test_a_weekday_of_last_week_is_in_the_week_before(today: dt.date, weekday: int) -> None:
    day = read_day(f"{WEEKDAY_NAMES[weekday][0]} tuần trước", today)
    week_ago = today - dt.timedelta(days=7)
    assert day is not None
    assert (*day.isocalendar()[:2], day.weekday()) == (*week_ago.isocalendar()[:2], weekday)


@given(SOME_DAY, st.integers(1, 31))
def test_a_day_of_the_month_is_the_latest_such_day(today: dt.date, number: int) -> None:
    day = read_day(f"ngày {number}", today)
    assert day is not None
    assert day.day == number
    between = (today - dt.timedelta(days=back) for back in range((today - day).days))
    assert day <= today
    assert all(each.day != number for each in between)


@given(SOME_DAY, st.integers(0, 9999))
def test_so_many_days_ago_are_counted_back(today: dt.date, days: int) -> None:
    assert read_day(f"{days} ngày trước", today) == today - dt.timedelta(days=days)


@given(st.dates(), st.sampled_from(["29/2", "29 tháng 2"]))
def test_a_leap_day_is_the_latest_one(today: dt.date, said: str) -> None:
    day = read_day(said, today)
    if day is None:
        assert today < dt.date(4, 2, 29)
    else:
        assert (day.month, day.day) == (2, 29)
        assert day <= today
        assert today - day < dt.timedelta(days=8 * 366)


PIECES = st.sampled_from(
    [
        *("hôm", "qua", "nay", "kia", "mai", "tối", "ngày", "tháng", "năm", "thứ", "tuần"),
        *("trước", "hai", "bảy", "cn", "chủ nhật", "mùng", "3", "15", "31", "2", "2026", "0"),
        *("/", "-", ".", "last", "monday", "nov", "of", "1/2", "tiếng", "9999", "cách đây"),
    ]
)
ANY_TEXT = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


@given(ANY_TEXT, st.dates())
def test_any_text_is_read_or_refused_without_failing(text: str, today: dt.date) -> None:
    day = read_day(text, today)
    assert day is None or type(day) is dt.date


@given(ANY_TEXT, st.dates())
def test_whatever_is_found_lies_within_the_sentence(text: str, today: dt.date) -> None:
    folded = fold(text)
    found = find_day(folded, today)
    if found is not None:
        _, (start, end) = found
        assert 0 <= start < end <= len(folded)
        assert folded[start:end] == folded[start:end].strip()
