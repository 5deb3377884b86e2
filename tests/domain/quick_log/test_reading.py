"""The quick log reads what a sentence tells, and nothing else."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learning.activity import MAX_TITLE, TYPE_CODES, Mode
from bot.domain.quick_log.reading import Reading, read_quick_log
from bot.domain.text.normalizing import fold, nfc
from tests.domain.quick_log.corpora import ACTIVITIES, CORPUS, SPOKEN, Told
from tests.domain.quick_log.corpora import FIRST_TODAY as TODAY
from tests.domain.quick_log.corpora import TODAY as SPOKEN_TODAY

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        (
            "hom nay hoc excel 45p o nha van hoa",
            Reading("I6", "hoc excel", TODAY, 45, "in_person", "nha van hoa"),
        ),
        ("doc sach 30 phut", Reading("I1", "doc sach", TODAY, 30, None, None)),
        (
            "toi qua xem video tieng anh 1 tieng ruoi",
            Reading("I2", "xem video tieng anh", YESTERDAY, 90, "online", None),
        ),
        (
            "read 20 pages for half an hour yesterday",
            Reading("I1", "read 20 pages", YESTERDAY, 30, None, None),
        ),
    ],
)
def test_the_promised_sentences_are_read_exactly(sentence: str, reading: Reading) -> None:
    assert read_quick_log(sentence, TODAY) == reading


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("học excel", "minutes"),
        ("đọc sách và xem video 30 phút", "type_code"),
        ("mẹ dạy con học bài 30 phút", "type_code"),
        ("xem khóa học AI 30 phút", "type_code"),
        ("học 30 phút", "title"),
        ("đọc sách lâu lắm", "minutes"),
        ("đọc sách cả ngày", "minutes"),
        ("đọc sách 30 phút, nghe đài 20 phút", "minutes"),
        ("tuần trước đọc sách 30 phút", "day"),
        ("hôm nọ đọc sách 30 phút", "day"),
        ("31/2 đọc sách 30 phút", "day"),
        ("hôm qua và hôm kia đọc sách 30 phút", "day"),
        ("hôm qua và hôm kia đọc sách 30 phút", "minutes"),
        ("học toán 1 tiếng, học văn 1 tiếng", "minutes"),
        ("đọc sách 30 phút", "mode"),
        ("đọc sách 30 phút ở nhà", "provider"),
    ],
)
def test_what_is_not_clearly_told_is_left_open(sentence: str, field: str) -> None:
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    assert getattr(reading, field) is None


@pytest.mark.parametrize(
    ("sentence", "type_code"),
    [
        ("học excel ở nhà văn hóa 45 phút", "I6"),
        ("học lớp excel ở nhà văn hóa 45 phút", "N1"),
        ("học lớp excel online 45 phút", "N2"),
        ("dự tập huấn excel ở nhà văn hóa 45 phút", "N3"),
        ("đọc sách excel ở nhà văn hóa 45 phút", "I1"),
        ("con gái chỉ tôi excel 45 phút", "I4"),
        ("tôi chỉ con gái excel 45 phút", "I7"),
        ("học excel với gia sư 45 phút", "N5"),
    ],
)
def test_the_way_of_learning_decides_the_type(sentence: str, type_code: str) -> None:
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    assert reading.type_code == type_code


@pytest.mark.parametrize(
    "sentence", ["hôm nay học excel 45 phút", "học vẽ 1 tiếng", "practised typing for 20 minutes"]
)
def test_a_way_of_learning_that_is_not_told_is_other_and_not_asked(sentence: str) -> None:
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    assert reading.type_code == "O"
    assert None not in (reading.title, reading.day, reading.minutes)


@pytest.mark.parametrize(
    ("marked", "other"),
    [
        ("học vẽ 30 phút ở chùa", "học vẽ 30 phút chưa"),
        ("tôi đã đọc sách", "tôi sẽ đọc sách"),
        ("cháu đọc sách 30 phút", "cháu tôi đọc sách 30 phút"),
        ("học bài 30 phút", "học bài 30 phút không"),
        ("tôi dự tập huấn 2 tiếng", "tôi không dự tập huấn 2 tiếng"),
        ("tôi dự tập huấn 2 tiếng", "tôi định dự tập huấn 2 tiếng"),
        ("tôi dạy cháu học toán 1 tiếng", "tôi chưa dạy cháu học toán 1 tiếng"),
        ("I attended a workshop 2 hours", "I never attended a workshop 2 hours"),
        ("19/11/2026 học excel 30 phút", "21/11/2026 học excel 30 phút"),
        ("thăm bảo tàng 30 phút", "xem bóng đá 30 phút"),
        ("dùng AI", "dừng lại"),
        ("tháng này học 3 tiếng", "tháng này học mấy tiếng"),
        ("đi học lớp vẽ 1 tiếng", "đưa con đi học lớp vẽ 1 tiếng"),
        ("học ở nhà văn hóa 2 tiếng", "họp ở nhà văn hóa 2 tiếng"),
        ("chồng chỉ tôi đọc bản đồ 30 phút", "chồng đọc báo 30 phút"),
        ("thứ hai học excel 30 phút", "thứ hai tới học excel 30 phút"),
        ("ngày 18/11 học excel 30 phút", "ngày 25/11 học excel 30 phút"),
        ("đọc sách 30 phút", "đang đọc sách"),
        ("học 30 phút ở chợ", "học 30 phút mà mất 2 tiếng chờ"),
    ],
)
def test_one_word_makes_it_no_activity(marked: str, other: str) -> None:
    assert read_quick_log(marked, TODAY) is not None
    assert read_quick_log(other, TODAY) is None


@given(st.text(max_size=200), st.dates(dt.date(2020, 1, 1), dt.date(2100, 1, 1)))
def test_any_text_is_read_or_refused(text: str, today: dt.date) -> None:
    reading = read_quick_log(text, today)
    assert reading is None or reading.title is None or reading.title


LEXEMES = st.sampled_from(
    sorted({word for each in CORPUS for word in each.sentence.split()} | {"", ",", "(", "👍", "—"})
)


@given(st.lists(LEXEMES, max_size=14).map(" ".join))
def test_a_reading_invents_nothing(sentence: str) -> None:
    reading = read_quick_log(sentence, TODAY)
    if reading is None:
        return
    assert reading.title is None or 0 < len(reading.title) <= MAX_TITLE
    for said in (reading.title or "", reading.provider or ""):
        assert unicodedata.is_normalized("NFC", said)
        assert all(word in nfc(sentence) for word in said.split())
    assert reading.type_code is None or reading.type_code in TYPE_CODES
    assert reading.day is None or reading.day <= TODAY


def test_a_long_story_is_no_quick_log_and_a_long_title_is_cut_between_words() -> None:
    assert read_quick_log("đọc sách " * 40, TODAY) is None
    sentence = "đọc sách " + "dưỡngsinhtrườngthọ " * 20
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    assert reading.title is not None
    assert len(reading.title) <= MAX_TITLE
    assert set(reading.title.split()) <= set(sentence.split())


@pytest.mark.parametrize("each", ACTIVITIES, ids=lambda each: each.sentence)
def test_capitals_and_decomposed_letters_change_nothing(each: Told) -> None:
    plain = read_quick_log(each.sentence, TODAY)
    assert read_quick_log(unicodedata.normalize("NFD", each.sentence), TODAY) == plain
    loud = read_quick_log(each.sentence.upper(), TODAY)
    assert (plain is None) == (loud is None)
    if plain and loud:
        assert (loud.type_code, loud.day, loud.minutes, loud.mode) == (
            plain.type_code,
            plain.day,
            plain.minutes,
            plain.mode,
        )


@pytest.mark.parametrize("each", ACTIVITIES, ids=lambda each: each.sentence)
def test_without_accents_day_and_minutes_are_the_same(each: Told) -> None:
    plain = read_quick_log(each.sentence, TODAY)
    bare = read_quick_log(fold(each.sentence), TODAY)
    assert (plain is None) == (bare is None)
    if plain and bare:
        assert (bare.day, bare.minutes) == (plain.day, plain.minutes)


# --- generated sentences -------------------------------------------------------------------------

DOINGS: tuple[tuple[str, str], ...] = (
    ("đọc sách", "I1"),
    ("đọc báo nông nghiệp", "I1"),
    ("xem video nấu ăn", "I2"),
    ("nghe đài", "I3"),
    ("dạy cháu học toán", "I7"),
    ("dự tập huấn chuyển đổi số", "N3"),
    ("học lớp tin học", "N1"),
    ("học khóa học online", "N2"),
    ("học lớp xóa mù chữ", "F4"),
    ("ôn bài tiếng Nhật", "O"),
)
DURATIONS = (
    ("30 phút", 30),
    ("45p", 45),
    ("1 tiếng", 60),
    ("1 tiếng rưỡi", 90),
    ("nửa tiếng", 30),
    ("1h30", 90),
    ("2 giờ", 120),
    ("khoảng 20 phút", 20),
    ("lâu lắm", None),
)
DAYS = (
    ("hôm nay", 0),
    ("hôm qua", -1),
    ("tối qua", -1),
    ("hôm kia", -2),
    ("thứ hai", -4),
    ("chủ nhật", -5),
    ("ngày 15/11", -5),
    ("tuần trước", None),
)
PLACES: tuple[tuple[str, str], ...] = (
    ("ở nhà văn hóa", "nhà văn hóa"),
    ("tại thư viện Hà Nội", "thư viện Hà Nội"),
    ("ở hội trường phường", "hội trường phường"),
)


@given(
    doing=st.sampled_from(DOINGS),
    duration=st.sampled_from(DURATIONS),
    day=st.sampled_from(DAYS),
    place=st.sampled_from(PLACES),
    order=st.permutations(range(4)),
    accented=st.booleans(),
    me=st.sampled_from(("", "tôi ", "em ", "mình vừa ")),
)
def test_the_parts_come_back_whatever_their_order(
    doing: tuple[str, str],
    duration: tuple[str, int | None],
    day: tuple[str, int | None],
    place: tuple[str, str],
    order: list[int],
    accented: bool,
    me: str,
) -> None:
    parts = (me + doing[0], duration[0], day[0], place[0])
    sentence = ", ".join(parts[n] for n in order)
    expected_place, expected_title = place[1], doing[0]
    if not accented:
        sentence = ", ".join(fold(parts[n]) for n in order)
        expected_place, expected_title = fold(place[1]), fold(doing[0])
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    mode: Mode = "online" if doing[1] == "N2" else "in_person"
    days = None if day[1] is None else TODAY + dt.timedelta(days=day[1])
    assert (reading.minutes, reading.day, reading.mode) == (duration[1], days, mode)
    assert (reading.title, reading.provider) == (expected_title, expected_place)
    place_alone = doing[1] == "O" and place[1] != "hội trường phường"
    assert reading.type_code == ("I6" if place_alone else doing[1])


def test_a_tomato_is_no_denial_where_accents_are_typed() -> None:
    reading = read_quick_log("hôm nay đọc sách về trồng cà chua 45 phút", TODAY)
    assert reading is not None
    assert (reading.type_code, reading.minutes) == ("I1", 45)
    assert read_quick_log("hôm nay chưa đọc sách về cà chua", TODAY) is None


WITH_ACCENTS = tuple(each for each in SPOKEN if each.fields and each.style != "telex")


def test_spoken_sentences_say_the_same_without_accents() -> None:
    pairs = [
        (
            read_quick_log(each.sentence, SPOKEN_TODAY),
            read_quick_log(fold(each.sentence), SPOKEN_TODAY),
        )
        for each in WITH_ACCENTS
    ]
    both = [(plain, bare) for plain, bare in pairs if plain and bare]
    assert len(both) >= 0.98 * len(pairs)
    assert [(p.day, p.minutes) for p, _ in both] == [(b.day, b.minutes) for _, b in both]
