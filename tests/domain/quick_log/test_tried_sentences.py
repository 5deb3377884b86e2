"""Sentences that were once read wrong: a time as a length, a lost day, a past taken for today."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.quick_log.reading import Reading, read_quick_log
from bot.domain.quick_log.splitting import read_quick_logs

TODAY = dt.date(2026, 11, 27)  # a Friday


def read(sentence: str) -> Reading:
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None, sentence
    return reading


@pytest.mark.parametrize(
    "sentence",
    [
        "hôm qua 14h dự tập huấn PCCC ở phường",
        "14h hôm qua dự tập huấn PCCC ở phường",
        "sáng nay 8h học tin học ở nhà văn hóa",
        "7h30 hôm nay học tiếng Anh",
        "10h30 đọc báo",
        "9h ngày 20/11 dự hội thảo ở trường",
        "học tin học sáng 8h",
        "sáng nay 9h30 đọc báo",
        "chiều nay 5h học nấu ăn",
        "join workshop AI ở FPT 2h chiều qua",
        "8 giờ học tin học ở nhà văn hóa",
        "tối qua 8h đọc sách",
        "học excel lúc 8 giờ kém 15",
        "học tiếng Anh 20h",
        "read a book at 8pm",
    ],
)
def test_a_time_of_day_is_no_length(sentence: str) -> None:
    assert read(sentence).minutes is None


@pytest.mark.parametrize(
    ("sentence", "day", "minutes"),
    [
        ("từ 19h đến 21h tối qua học lớp tiếng Hàn", "2026-11-26", 120),
        ("8h tối hôm qua học tiếng Anh 45 phút", "2026-11-26", 45),
        ("học tiếng Anh 45 phút lúc 8h tối qua", "2026-11-26", 45),
        ("3h chiều chủ nhật đi bảo tàng 2 tiếng", "2026-11-22", 120),
        ("học từ 8h sáng đến 10h sáng hôm qua", "2026-11-26", 120),
        ("8h sáng đến 11h trưa hôm qua học may", "2026-11-26", 180),
        ("học lúc 8h sáng hôm kia ở phường 90 phút", "2026-11-25", 90),
        ("8h toi qua hoc tieng anh 45p", "2026-11-26", 45),
        ("8h sáng hôm qua nghe nói chuyện sức khỏe ở trạm y tế", "2026-11-26", None),
        ("học tiếng Hàn từ 19h đến 21h tối qua", "2026-11-26", 120),
        ("7 giờ tối thứ hai học tiếng Hàn 1 tiếng", "2026-11-23", 60),
        ("từ 2h chiều tới 4h rưỡi chiều học nấu ăn ở hội phụ nữ", "2026-11-27", 150),
        ("tập huấn chuyển đổi số 8-11h ở hội trường thôn", "2026-11-27", 180),
    ],
)
def test_a_time_of_day_never_hides_the_day(sentence: str, day: str, minutes: int | None) -> None:
    assert read(sentence).day == dt.date.fromisoformat(day)
    assert read(sentence).minutes == minutes


@pytest.mark.parametrize(
    "sentence",
    [
        "dự tập huấn PCCC 2 tiếng ở phường cách đây 2 tuần",
        "dự tập huấn PCCC 2 tiếng ở phường hồi tháng 9",
        "dự tập huấn PCCC 2 tiếng ở phường hôm Tết",
        "năm 2024 học lớp cắm hoa 2 tiếng",
        "dự tập huấn PCCC 2 tiếng ở phường năm 2024",
        "học excel 45 phút hôm khai giảng",
        "học excel 45 phút hồi dịch covid",
        "in September I took a class 2 hours",
        "attended a class 2 hours in 2024",
        "hồi hè học bơi 1 tiếng",
        "hôm trước nữa học đàn 45 phút",
        "ngày nào cũng đọc sách 20 phút",
        "lễ Quốc khánh đi bảo tàng 2 tiếng",
        "3 ngày nay tôi học đàn 30 phút",
        "mùng 5 đọc sách 30 phút",
        "mùng 10 tháng 3 đọc sách 30 phút",
        "ngày 20/12 đọc sách 30 phút",
        "10-12 đọc sách 30 phút",
    ],
)
def test_a_past_that_names_no_day_is_asked_and_never_today(sentence: str) -> None:
    assert read(sentence).day is None


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("mùng 5 Tết đi tham quan Văn Miếu 2 tiếng", "2026-02-21"),
        ("hôm Trung thu dạy cháu làm đèn lồng 1 tiếng", "2026-09-25"),
        ("hôm giỗ Tổ tham quan đền Hùng 3 tiếng", "2026-04-26"),
        ("mùng 10 tháng 3 âm lịch đi lễ đền Hùng nghe thuyết minh 2 tiếng", "2026-04-26"),
        ("rằm tháng Giêng đọc sách 30 phút", "2026-03-03"),
        ("học làm bánh trung thu 1 tiếng", "2026-11-27"),
        ("đọc sách về Tết cổ truyền 30 phút", "2026-11-27"),
        ("25-11 học tiếng Hàn 1h", "2026-11-25"),
        ("25.11 đọc báo 20p", "2026-11-25"),
        ("dịp lễ 2/9 đi bảo tàng 2 tiếng", "2026-09-02"),
    ],
)
def test_a_clear_day_is_read(sentence: str, day: str) -> None:
    assert read(sentence).day == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("học toán 1 tiếng\nhọc văn 1 tiếng", None),
        ("học 2 lần mỗi lần 30 phút", 60),
        ("học đàn 3 x 30 phút", 90),
        ("học đàn 3x30 phút", 90),
        ("học đàn 3 lần x 20 phút", 60),
        ("học đàn 3 lần 30 phút", None),
        ("học đàn ba lần ba mươi phút", None),
        ("ôn bài 30 phút 2 lần", None),
        ("read a book 3 times, 20 minutes", None),
        ("đọc sách 2 lần, tổng cộng 40 phút", 40),
        ("đọc truyện lần thứ 3 30 phút", 30),
        ("xem 2 video nấu ăn, mỗi video 15 phút", 30),
        ("học 3 ngày mỗi ngày 2 tiếng", None),
        ("học 5 hôm, mỗi hôm 30 phút", None),
        ("thứ 2 thứ 4 thứ 6 học tiếng Anh mỗi buổi 45p", None),
        ("dạy cháu đánh vần 20p và đọc báo 15p", None),
        ("học tiếng Anh 1 tiếng kém 10", 50),
        ("học 3 mươi phút tiếng Anh", 30),
        ("học ba mươi lăm phút tiếng Nhật", 35),
        ("học từ 8h đến 10h, 2 tiếng", 120),
        ("đọc sách 1 tiếng (60 phút)", 60),
        ("đọc sách 20-30 phút", None),
    ],
)
def test_several_lengths_are_one_sum_or_asked(sentence: str, minutes: int | None) -> None:
    assert read(sentence).minutes == minutes


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("hôm nay học may áo dài 20 phút", "học may áo dài"),
        ("xem video dài 30 phút", "xem video"),
        ("học đàn 3 lần 30 phút", "học đàn"),
    ],
)
def test_a_length_takes_no_word_of_the_subject(sentence: str, title: str) -> None:
    assert read(sentence).title == title


@pytest.mark.parametrize(
    "sentence",
    [
        "tập 3 x 30 phút",
        "tập 3 lần 30 phút",
        "ngày xưa học đến lớp 7 thôi",
        "học 30 phút mà mất 2 tiếng chờ, chán",
        "đi học về mệt quá ngủ 2 tiếng",
        "dừng lại",
        "tháng này học mấy tiếng",
        "toán 45",
        "nghe 30",
        "ngày 15",
    ],
)
def test_what_is_no_activity_is_not_read(sentence: str) -> None:
    assert read_quick_log(sentence, TODAY) is None
    assert read_quick_logs(sentence, TODAY) == ()


@pytest.mark.parametrize(
    ("sentence", "type_code"),
    [
        ("đêm hôm kia xem khóa học AI 50 phút", None),
        ("Watched a TED talk on YT for half an hr", "I2"),
        ("mẹ dạy con học bài 1 tiếng", None),
        ("dạy cháu đánh vần 20p và đọc báo 15p", None),
        ("bà con trong xóm chỉ nhau cách ủ phân 1 tiếng", None),
        ("hôm nay học excel 45 phút", "O"),
    ],
)
def test_the_kind_is_not_guessed(sentence: str, type_code: str | None) -> None:
    assert read(sentence).type_code == type_code


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("2 tuần trước đi học lớp sơ cứu 3 tiếng ở trạm y tế", "đi học lớp sơ cứu"),
        ("3 tuần trước xem video sửa xe 30 phút", "xem video sửa xe"),
        ("tuần trước nữa dự tập huấn PCCC 2 tiếng ở phường", "dự tập huấn PCCC"),
        ("học 9-11h sáng nay lớp vi tính", "học lớp vi tính"),
        ("nay học dc có 15p thui", None),
        ("attended a class 2 hours two weeks ago", "attended a class"),
        ("từ 19h đến 21h tối qua học lớp tiếng Hàn", "học lớp tiếng Hàn"),
        (
            "xin chào tôi là Hùng sáu mươi hai tuổi sáng nay tôi đọc báo Nhân Dân ba mươi phút",
            "đọc báo Nhân Dân",
        ),
        (
            "ghi cho tôi hôm nay tôi nghe đài tiếng nói Việt Nam nửa tiếng",
            "nghe đài tiếng nói Việt Nam",
        ),
        ("hoom nay hocj tieengs anh 45p", "hocj tieengs anh"),
        ("ho5c tie6ng anh 30 phu1t tre6n duolingo", "ho5c tie6ng anh"),
    ],
)
def test_the_title_has_neither_too_many_words_nor_too_few(sentence: str, title: str | None) -> None:
    assert read(sentence).title == title


@pytest.mark.parametrize(
    ("sentence", "type_code", "title", "provider"),
    [
        ("đọc báo 30p ở tv", "I1", "đọc báo", "tv"),
        ("đọc truyện cho bé nghe 20 phút", None, "đọc truyện cho bé nghe", None),
        ("read aloud to my son for 20 minutes", None, "read aloud to my son", None),
        ("nghe bác sĩ nói về ung thư trên vtv2 30 phút", "I3", None, "vtv2"),
        ("học meet lớp thầy Nam 1h", "N2", "học", "meet lớp thầy Nam"),
        ("word 30 phút", "O", "word", None),
        ("tiếng hàn 1 tiếng hôm qua", "O", "tiếng hàn", None),
    ],
)
def test_kinds_of_the_fresh_sentences(
    sentence: str, type_code: str | None, title: str | None, provider: str | None
) -> None:
    reading = read_quick_log(sentence, TODAY)
    assert reading is not None
    assert reading.type_code == type_code
    assert title in (None, reading.title)
    assert reading.provider == provider


@pytest.mark.parametrize(
    "sentence",
    ["con nhà tôi học vẽ 1 tiếng", "học ở đâu thì rẻ 2 tiếng", "excel 45p nữa bắt đầu", "excel"],
)
def test_more_that_is_no_activity(sentence: str) -> None:
    assert read_quick_log(sentence, TODAY) is None
