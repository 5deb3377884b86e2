"""Durations in typed text: read when they are clear, and never guessed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.duration_forms import SESSION_MINUTES
from bot.domain.text.durations import find_minutes, read_minutes
from bot.domain.text.normalizing import fold

READ = [
    ("45", 45),
    ("0", 0),
    ("４５", 45),
    ("45p", 45),
    ("45 p", 45),
    ("30ph", 30),
    ("45 phut", 45),
    ("45 phút", 45),
    ("４５ phút", 45),
    ("45 PHÚT", 45),
    ("45'", 45),
    ("45’", 45),
    ("45′", 45),
    ("90 min", 90),
    ("90 mins", 90),
    ("5 minutes", 5),
    ("30m", 30),
    ("1h", 60),
    ("1H", 60),
    ("1 hr", 60),
    ("2 hours", 120),
    ("3 giờ", 180),
    ("4g", 240),
    ("1h30", 90),
    ("1h30p", 90),
    ("1h30'", 90),
    ("1h30m", 90),
    ("1 h 30", 90),
    ("1h05", 65),
    ("1h5", 65),
    ("1:30", 90),
    ("0:45", 45),
    ("1g30", 90),
    ("1 giờ 30", 90),
    ("1 giờ 30 phút", 90),
    ("1 tiếng", 60),
    ("2 tieng", 120),
    ("2tieng", 120),
    ("1 tiếng đồng hồ", 60),
    ("2 tiếng 15", 135),
    ("2 tiếng và 15 phút", 135),
    ("1 tiếng, 15 phút", 75),
    ("1 tiếng rưỡi", 90),
    ("1 tiếng rưỡi đồng hồ", 90),
    ("2h rưỡi", 150),
    ("tiếng rưỡi", 90),
    ("gio ruoi", 90),
    ("nửa tiếng", 30),
    ("nua gio", 30),
    ("một nửa tiếng", 30),
    ("1,5 tiếng", 90),
    ("1.5h", 90),
    ("0,5 giờ", 30),
    ("1,25 tiếng", 75),
    ("1/2 tiếng", 30),
    ("3/4 giờ", 45),
    ("1 1/2 hours", 90),
    ("½ tiếng", 30),
    ("1½ tiếng", 90),
    ("1 ½ giờ", 90),
    ("một tiếng", 60),
    ("hai tieng", 120),
    ("hai tiếng rưỡi", 150),
    ("một tiếng mười lăm", 75),
    ("một tiếng ba mươi phút", 90),
    ("ba mươi phút", 30),
    ("mười lăm phút", 15),
    ("hai mươi mốt phút", 21),
    ("bốn lăm phút", 45),
    ("một trăm hai mươi phút", 120),
    ("ba mươi", 30),
    ("bảy giờ", 420),
    ("1 buổi", 180),
    ("một buổi", 180),
    ("2 buổi", 360),
    ("1 buổi rưỡi", 270),
    ("nửa buổi", 90),
    ("cả buổi sáng", 180),
    ("half an hour", 30),
    ("a half hour", 30),
    ("an hour", 60),
    ("an hour and a half", 90),
    ("one and a half hours", 90),
    ("2 and a half hours", 150),
    ("1 hour 15 minutes", 75),
    ("1 hour and 15 minutes", 75),
    ("an hour and a quarter", 75),
    ("quarter of an hour", 15),
    ("three quarters of an hour", 45),
    ("forty-five minutes", 45),
    ("khoảng 30 phút ạ.", 30),
    ("~30p", 30),
    ("about an hour", 60),
    ("  1   tiếng  ", 60),
    ("999999999 phút", 999_999_999),
]

UNREADABLE = [
    "",
    " ",
    "-5",
    "abc",
    "phút",
    "tiếng",
    "tiếng Anh",
    "2 tiếng Anh",
    "30-45 phút",
    "1-2 tiếng",
    "hai ba tiếng",
    "2 ngày",
    "1 tuần",
    "1h60",
    "1h90",
    "1:75",
    "1.30h",
    "1.000 phút",
    "7,5 phút",
    "1.5",
    "3/2 tiếng",
    "1,5h30",
    "45''",
    "a phút",
    "bay gio",
    "bây giờ",
    "ba",
    "năm",
    "20 trang",
    "8h tối",
    "٣ phút",
    "9" * 5000,
    "9" * 5000 + " phút",
    "🙂",
]

FOUND = [
    ("đọc sách 45p", 45, "45p"),
    ("doc sach,30p", 30, "30p"),
    ("học tiếng Anh 30 phút tối qua", 30, "30 phut"),
    ("1 tiếng tiếng Anh", 60, "1 tieng"),
    ("nửa tiếng tiếng Anh", 30, "nua tieng"),
    ("học 1h30 tin học", 90, "1h30"),
    ("hom qua 1g30 tap dan", 90, "1g30"),
    ("học 1 tiếng 30 đọc sách", 90, "1 tieng 30"),
    ("học 1 tiếng 30 trang sách", 60, "1 tieng"),
    ("1 tieng 15/11 doc sach", 60, "1 tieng"),
    ("1h, 30 trang", 60, "1h"),
    ("học 1 tiếng 30 tập đàn", 90, "1 tieng 30"),
    ("1 tiếng 30 cầu lông", 90, "1 tieng 30"),
    ("1 tiếng 5 bài", 60, "1 tieng"),
    ("tập đàn tiếng rưỡi", 90, "tieng ruoi"),
    ("ngày 1/2 tiếng", 30, "1/2 tieng"),
    ("cả buổi sáng nay học", 180, "ca buoi"),
    ("ca buoi sang doc bao", 180, "ca buoi sang"),
    ("học 2h tối qua", 120, "2h"),
    ("sau giờ học 30p", 30, "30p"),
    ("thứ hai mười phút", 10, "muoi phut"),
    ("thứ 7 30 phút", 30, "30 phut"),
    ("30 phút trước khi ngủ", 30, "30 phut"),
    ("15/11 - 30 phút", 30, "30 phut"),
    ("30 phút - 15/11", 30, "30 phut"),
    ("mạng 4g 30p", 30, "30p"),
    ("đọc 45' từ vựng", 45, "45'"),
    ("read for half an hour", 30, "half an hour"),
    ("read 20 pages in 2 hours", 120, "2 hours"),
    ("khoảng 1,5 tiếng", 90, "1,5 tieng"),
]

NOT_FOUND = [
    "read 20 pages",
    "đọc 20 trang",
    "20p trang",
    "học 45",
    "8h tối",
    "8h tối qua",
    "học lúc 8h",
    "từ 8h đến 10h",
    "8h - 10h",
    "18h-19h30 học",
    "8:30-10h",
    "8h30 đến 10h",
    "8 giờ đến 9 giờ 30",
    "2 giờ chiều",
    "9h am",
    "sau giờ học",
    "bây giờ học",
    "1-2 tiếng",
    "30 - 45 phút",
    "từ 2 đến 3 tiếng",
    "hai ba tiếng",
    "2 tiếng trước",
    "2 hours ago",
    "học 2 tiếng Anh",
    "dịch từ tiếng Anh",
    "dùng mạng 4g",
    "bơi 50m",
    "đọc '1984'",
    "họp 1:30",
    "thứ hai tiếng",
]


@pytest.mark.parametrize(("text", "minutes"), READ)
def test_an_answer_is_read(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes
    assert read_minutes(unicodedata.normalize("NFD", text)) == minutes


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_clearly_a_duration_is_not_guessed(text: str) -> None:
    assert read_minutes(text) is None


@pytest.mark.parametrize(("sentence", "minutes", "said"), FOUND)
def test_a_duration_is_found_in_a_sentence_with_its_place(
    sentence: str, minutes: int, said: str
) -> None:
    folded = fold(sentence)
    found = find_minutes(folded)
    assert found is not None
    assert found[0] == minutes
    assert folded[slice(*found[1])] == said


@pytest.mark.parametrize("sentence", NOT_FOUND)
def test_what_may_mean_something_else_is_not_found(sentence: str) -> None:
    assert find_minutes(fold(sentence)) is None


MINUTE_SPELLINGS = (
    "{}",
    "{}p",
    "{} phút",
    "{}phut",
    "{}'",
    "{} min",
    "{} minutes",
    "khoảng {} phút",
)
HOUR_SPELLINGS = (
    "{}h{:02}",
    "{} giờ {} phút",
    "{} tiếng {:02}",
    "{} TIENG {:02} PHUT",
    "{}g{:02}",
    "{}:{:02}",
    "{} hours {} minutes",
    "{}h {}p",
)


@given(st.integers(0, 999_999), st.sampled_from(MINUTE_SPELLINGS))
def test_minutes_written_are_read_back(minutes: int, spelling: str) -> None:
    assert read_minutes(spelling.format(minutes)) == minutes


@given(st.integers(0, 99), st.integers(0, 59), st.sampled_from(HOUR_SPELLINGS))
def test_hours_and_minutes_written_are_read_back(hours: int, minutes: int, spelling: str) -> None:
    assert read_minutes(spelling.format(hours, minutes)) == hours * 60 + minutes


@given(st.integers(1, 500))
def test_sessions_and_half_hours_written_are_read_back(halves: int) -> None:
    assert read_minutes(f"{halves / 2:g}".replace(".", ",") + " tiếng") == halves * 30
    assert read_minutes(f"{halves} buổi") == halves * SESSION_MINUTES


@given(st.integers(1, 999), st.sampled_from(MINUTE_SPELLINGS[1:]), st.sampled_from(["đọc", "học"]))
def test_what_is_read_alone_is_found_in_a_sentence(minutes: int, said: str, verb: str) -> None:
    folded = fold(f"{verb} báo {said.format(minutes)}")
    found = find_minutes(folded)
    assert found is not None
    assert found[0] == minutes
    assert read_minutes(folded[slice(*found[1])]) == minutes


PIECES = st.sampled_from(
    [
        "1",
        "30",
        "45",
        "1/2",
        "½",
        "tiếng",
        "giờ",
        "phút",
        "p",
        "h",
        "g",
        "'",
        "rưỡi",
        "nửa",
        "buổi",
        "cả",
        "mười",
        "hai",
        "lăm",
        "sau",
        "đến",
        "-",
        ",",
        ":",
        "trước",
        "an",
        "half",
        "hour",
        "and",
        "quarter",
    ]
)
ANY_TEXT = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_without_failing(text: str) -> None:
    minutes = read_minutes(text)
    assert minutes is None or minutes >= 0


@given(ANY_TEXT)
def test_whatever_is_found_lies_within_the_sentence(text: str) -> None:
    folded = fold(text)
    found = find_minutes(folded)
    if found is not None:
        minutes, (start, end) = found
        assert minutes >= 0
        assert 0 <= start < end <= len(folded)
        assert folded[start:end] == folded[start:end].strip()
