"""A resident records an activity: field by field, in a sentence, or with a photo."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.talk.events import Attachment, RawPress, Returned, Sent, SentOther
from tests.applications import MovedClock, TestApplication, Visitor, open_application

KIND = "Bạn đã học theo hình thức nào?"
TYPE = "Mục nào đúng nhất?"
TITLE = "Bạn đã học điều gì?"
DAY = "Bạn học vào ngày nào?"
MINUTES = "Bạn học trong bao lâu?"
MODE = "Bạn học trực tiếp hay trực tuyến?"
PROVIDER = "Bạn học ở đâu, hoặc ai dạy?"
EVIDENCE = "Bạn có thể gửi ảnh hoặc tệp"
CHECK = "Xin kiểm tra trước khi ghi:"
RECORDED = "Đã ghi vào sổ. Số biên nhận: HT-"


async def at(person: Visitor, question: str) -> str:
    """Begin a record and answer up to this question."""
    await person.says("/log")
    answers = {
        KIND: "Tự học",
        TYPE: "Đọc sách, báo, tạp chí",
        TITLE: "Truyện Kiều",
        DAY: "hôm nay",
        MINUTES: "30 phút",
        MODE: "Trực tiếp",
        PROVIDER: "thư viện phường",
        EVIDENCE: "Bỏ qua",
    }
    for asked, answer in answers.items():
        assert asked in person.last.text
        if asked == question:
            break
        await person.says(answer)
    return person.last.text


async def test_an_activity_is_recorded_field_by_field(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.taps("Ghi hoạt động học")
    assert KIND in person.last.text
    assert TYPE in await person.taps("Tự học")
    assert TITLE in await person.taps("Thăm bảo tàng")
    assert DAY in await person.says("Thăm Văn Miếu")
    assert MINUTES in await person.taps("Hôm qua")
    assert MODE in await person.taps("1 giờ 30 phút")
    assert PROVIDER in await person.taps("Trực tiếp")
    assert EVIDENCE in await person.says("Văn Miếu – Quốc Tử Giám")
    assert "Đã nhận 1 ảnh. Gửi thêm, hoặc bấm Xong." in await person.sends("photo", "buttons:p1")
    assert "Đã nhận 1 ảnh và 1 tệp. Gửi thêm, hoặc bấm Xong." in await person.sends(
        "file", "buttons:f1"
    )
    shown = await person.taps("Xong")
    assert shown.startswith(CHECK)
    for part in (
        "Thăm Văn Miếu",
        "Thứ Năm, 19/11/2026",
        "1 giờ 30 phút",
        "Ảnh hoặc tệp: 1 ảnh và 1 tệp",
    ):
        assert part in shown
    assert RECORDED in await person.taps("Ghi vào sổ")
    rows = await application.rows(
        "SELECT type_code, title, day, minutes, mode, provider, ward FROM activity"
    )
    assert rows == [
        ("I5", "Thăm Văn Miếu", "2026-11-19", 90, "in_person", "Văn Miếu – Quốc Tử Giám", "00190")
    ]
    kept = await application.rows("SELECT kind, reference FROM evidence ORDER BY id")
    assert kept == [("photo", "buttons:p1"), ("file", "buttons:f1")]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm nay", "2026-11-20"),
        ("hom qua", "2026-11-19"),
        ("hôm kia", "2026-11-18"),
        ("thứ bảy", "2026-11-14"),
        ("chủ nhật", "2026-11-15"),
        ("15/11", "2026-11-15"),
        ("15-11-2026", "2026-11-15"),
        ("ngày 1 tháng 2", "2026-02-01"),
        ("31/12", "2025-12-31"),
        ("1/1/2025", "2025-01-01"),
        ("１５／１１", "2026-11-15"),
        ("yesterday", "2026-11-19"),
    ],
)
async def test_a_day_is_read_as_people_type_it(person: Visitor, typed: str, day: str) -> None:
    await at(person, DAY)
    assert MINUTES in await person.says(typed)
    await person.says("30 phút")
    for _field in range(3):
        await person.says("Bỏ qua")
    await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT day FROM activity") == [(day,)]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        ("45p", 45),
        ("45 phút", 45),
        ("1h30", 90),
        ("1 giờ 30", 90),
        ("một tiếng rưỡi", 90),
        ("nửa tiếng", 30),
        ("2 tiếng", 120),
        ("1,5 giờ", 90),
        ("ba mươi phút", 30),
        ("５ phút", 5),
        ("16 giờ", 960),
    ],
)
async def test_a_duration_is_read_as_people_type_it(
    person: Visitor, typed: str, minutes: int
) -> None:
    await at(person, MINUTES)
    assert MODE in await person.says(typed)
    for _field in range(3):
        await person.says("Bỏ qua")
    await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT minutes FROM activity") == [(minutes,)]


@pytest.mark.parametrize(
    ("question", "typed", "why"),
    [
        (TITLE, "!!!", "Xin viết bằng lời điều đã học"),
        (TITLE, "a" * 201, "Nội dung dài quá: xin viết không quá 200 ký tự."),
        (DAY, "ngày mai", "Ngày này chưa đến."),
        (DAY, "21/11/2026", "Ngày này chưa đến."),
        (DAY, "31/12/2024", "Chỉ ghi được hoạt động của năm nay và năm ngoái."),
        (DAY, "bao giờ cũng được", "Xin lỗi, sổ chưa hiểu: bao giờ cũng được"),
        (DAY, "32/13", "Xin lỗi, sổ chưa hiểu: 32/13"),
        (MINUTES, "4 phút", "Một hoạt động phải từ 5 phút trở lên."),
        (MINUTES, "961 phút", "Một hoạt động không quá 16 giờ."),
        (MINUTES, "lâu lắm", "Xin lỗi, sổ chưa hiểu: lâu lắm"),
        (KIND, "chọn cái 9", "Xin lỗi, sổ chưa hiểu: chọn cái 9"),
        (MODE, "tùy hôm", "Xin lỗi, sổ chưa hiểu: tùy hôm"),
    ],
)
async def test_what_cannot_be_recorded_is_explained_and_asked_again(
    person: Visitor, question: str, typed: str, why: str
) -> None:
    await at(person, question)
    answer = await person.says(typed)
    assert why in answer
    assert question in answer


@pytest.mark.parametrize(
    ("sentence", "question", "why"),
    [
        ("hôm qua đọc sách 3 phút", MINUTES, "từ 5 phút trở lên"),
        ("hôm qua đọc sách 20 tiếng", MINUTES, "không quá 16 giờ"),
        ("đọc sách 30 phút ngày 1/1/2020", DAY, "năm nay và năm ngoái"),
    ],
)
async def test_a_limit_is_explained_also_where_a_sentence_told_it(
    person: Visitor, sentence: str, question: str, why: str
) -> None:
    answer = await person.says(sentence)
    assert why in answer
    assert question in answer


async def test_a_day_holds_16_hours_and_the_17th_is_explained(person: Visitor) -> None:
    for sentence in ("hôm qua học may 10 tiếng", "hôm qua học tiếng Anh 6 tiếng"):
        await person.says(sentence)
        while "Ghi vào sổ" not in " ".join(person.labels):
            await person.says("Tự học" if KIND in person.last.text else "Tự học qua mạng, video")
        assert RECORDED in await person.taps("Ghi vào sổ")
    await person.says("hôm qua đọc sách 5 phút")
    answer = await person.taps("Ghi vào sổ")
    assert "hơn 16 giờ học" in answer
    assert "Cần sửa mục nào?" in answer
    await person.taps("Ngày")
    await person.taps("Hôm nay")
    assert RECORDED in await person.taps("Ghi vào sổ")
    rows = await person.application.rows(
        "SELECT day, SUM(minutes) FROM activity GROUP BY day ORDER BY 1"
    )
    assert [(day, int(total)) for day, total in rows] == [("2026-11-19", 960), ("2026-11-20", 5)]


async def test_every_step_leads_back_to_the_one_before(person: Visitor) -> None:
    await at(person, EVIDENCE)
    for question in (PROVIDER, MODE, MINUTES, DAY, TITLE, TYPE, KIND):
        assert question in await person.taps("Quay lại")
    assert "◀ Quay lại" not in person.labels
    await person.taps("Giúp người khác học")
    await person.taps("Hướng dẫn người khác học")
    assert TITLE in person.last.text


async def test_an_answer_given_anew_on_the_way_back_counts(person: Visitor) -> None:
    await at(person, MODE)
    await person.taps("Quay lại")
    await person.taps("Quay lại")
    await person.says("hôm qua")
    await person.says("2 tiếng")
    for _field in range(3):
        await person.taps("Bỏ qua")
    await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT day, minutes FROM activity") == [
        ("2026-11-19", 120)
    ]


@pytest.mark.parametrize("question", [KIND, TYPE, TITLE, DAY, MINUTES, MODE, PROVIDER, EVIDENCE])
@pytest.mark.parametrize("way", ["hủy", "thôi", "/cancel", "Huy", "✖ Hủy"])
async def test_cancel_leaves_from_every_question(person: Visitor, question: str, way: str) -> None:
    await at(person, question)
    if way == "thôi" and question in (MODE, PROVIDER, EVIDENCE):
        way = "dừng"  # "thôi" skips what may be skipped
    answer = await person.says(way)
    if question in (KIND, TYPE):  # nothing is told yet
        assert answer.startswith("Đã dừng.")
        assert not await person.application.rows("SELECT id FROM activity")
        return
    assert answer.startswith("Bạn muốn bỏ mục đang ghi dở phải không?")
    assert (await person.says("vâng")).startswith("Đã bỏ mục đang ghi dở. Chưa ghi gì vào sổ.")
    assert not await person.application.rows("SELECT id FROM activity")


async def test_a_sentence_becomes_a_draft_that_only_asks_what_is_missing(person: Visitor) -> None:
    shown = await person.says("hôm qua xem video nấu ăn trên youtube 45 phút")
    assert shown.startswith(CHECK)
    assert "Thứ Năm, 19/11/2026" in shown
    assert "45 phút" in shown
    await person.taps("Hủy")
    shown = await person.says("hôm qua đọc báo Nhân Dân")
    assert MINUTES in shown
    assert CHECK in await person.taps("30 phút")


async def test_what_is_no_activity_is_not_taken_for_one(person: Visitor) -> None:
    for text in ("trời mưa to", "ăn cơm chưa?", "🦋"):
        answer = await person.says(text)
        assert f"Xin lỗi, sổ chưa hiểu: {text}" in answer


async def test_before_it_is_recorded_everything_can_be_corrected(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    changes = (
        ("Nội dung", "Dế Mèn phiêu lưu ký", "Nội dung: Dế Mèn phiêu lưu ký"),
        ("Ngày", "thứ bảy", "Ngày: Thứ Bảy, 14/11/2026"),
        ("Thời lượng", "2h", "Thời lượng: 2 giờ"),
        ("Trực tiếp hay trực tuyến", "Trực tuyến", "Cách học: Trực tuyến"),
        ("Nơi học, người dạy", "chị Lan", "Nơi học, người dạy: chị Lan"),
    )
    for field, typed, shown in changes:
        await person.taps("Sửa lại")
        await person.taps(field)
        answer = await person.says(typed)
        assert answer.startswith(CHECK)
        assert shown in answer
    await person.taps("Sửa lại")
    await person.taps("Hình thức")
    await person.taps("Lớp học, tập huấn, hội thảo")
    assert "Hình thức: Học kèm riêng" in await person.taps("Học kèm riêng")
    await person.taps("Sửa lại")
    await person.taps("Ảnh hoặc tệp")
    await person.sends("photo", "buttons:p")
    assert "Ảnh hoặc tệp: 1" in await person.taps("Xong")
    assert RECORDED in await person.taps("Ghi vào sổ")
    rows = await person.application.rows(
        "SELECT type_code, title, day, minutes, mode, provider FROM activity"
    )
    assert rows == [("N5", "Dế Mèn phiêu lưu ký", "2026-11-14", 120, "online", "chị Lan")]


async def test_a_photo_with_a_caption_at_home_becomes_a_draft_with_evidence(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    shown = await person.sends("photo", "buttons:p7", "hôm nay đọc sách 30 phút")
    assert shown.startswith(f"Đã nhận 1 ảnh.\n{CHECK}")
    assert "Ảnh hoặc tệp: 1" in shown
    await person.taps("Ghi vào sổ")
    rows = await application.rows("SELECT title, reference FROM activity, evidence")
    assert rows == [("đọc sách", "buttons:p7")]


async def test_a_photo_without_a_caption_is_kept_while_the_rest_is_asked(person: Visitor) -> None:
    assert KIND in await person.sends("photo", "buttons:p1")
    for answer in ("Tự học", "Đọc sách", "Truyện Kiều", "hôm nay", "30 phút", "Bỏ qua"):
        await person.says(answer)
    shown = await person.says("Bỏ qua")
    assert shown.startswith(CHECK)
    assert "Ảnh hoặc tệp: 1" in shown


async def test_a_photo_sent_between_two_questions_is_kept(person: Visitor) -> None:
    await at(person, TITLE)
    answer = await person.sends("photo", "buttons:p1")
    assert "Đã nhận 1 ảnh." in answer
    assert TITLE in answer
    for text in ("Truyện Kiều", "hôm nay", "30 phút", "Bỏ qua", "Bỏ qua"):
        await person.says(text)
    assert "Đã nhận 1 ảnh." in person.last.text
    assert "Ảnh hoặc tệp: 1" in await person.taps("Xong")


async def test_the_pictures_of_an_album_all_go_into_one_draft(person: Visitor) -> None:
    for number in range(3):
        await person.sends("photo", f"buttons:p{number}")
    for answer in ("Tự học", "Đọc sách", "Truyện Kiều", "hôm nay", "30 phút", "Bỏ qua", "Bỏ qua"):
        await person.says(answer)
    assert "Ảnh hoặc tệp: 3" in person.last.text
    await person.taps("Ghi vào sổ")
    assert len(await person.application.rows("SELECT id FROM evidence")) == 3


def album(count: int, caption: str = "") -> Sent:
    first, *more = (Attachment("photo", f"buttons:p{number}") for number in range(count))
    return Sent(first.kind, first.reference, caption, more=tuple(more))


@pytest.mark.parametrize("field", [KIND, TITLE, MINUTES, CHECK])
async def test_an_album_is_kept_whole_wherever_it_comes(person: Visitor, field: str) -> None:
    await at(person, field)
    await person.does(album(3))
    assert field in person.last.text
    [(state,)] = await person.application.rows("SELECT state FROM conversation")
    assert [f"buttons:p{number}" in state for number in range(3)] == [True] * 3


async def test_of_an_album_that_is_too_large_as_much_is_kept_as_fits(person: Visitor) -> None:
    await person.does(album(7, "hôm nay đọc sách 30 phút"))
    assert person.last.text.startswith(
        f"Lưu được nhiều nhất 5 ảnh hoặc tệp.\nĐã nhận 5 ảnh.\n{CHECK}"
    )
    await person.taps("Ghi vào sổ")
    assert len(await person.application.rows("SELECT id FROM evidence")) == 5


@pytest.mark.parametrize(
    ("field", "words", "answer"),
    [
        (TITLE, "Truyện Kiều", DAY),
        (KIND, "Truyện Kiều", f"Nội dung: Truyện Kiều\n{KIND}"),
        (MINUTES, "45 phút", MODE),
        (MINUTES, "lâu lắm", "Xin lỗi, sổ chưa hiểu: lâu lắm"),
        (CHECK, "lớp may", "Xin lỗi, sổ chưa hiểu: lớp may"),
    ],
)
async def test_the_words_below_a_picture_answer_the_open_question(
    person: Visitor, field: str, words: str, answer: str
) -> None:
    await at(person, field)
    assert answer in await person.sends("photo", "buttons:p1", words)
    [(state,)] = await person.application.rows("SELECT state FROM conversation")
    assert "buttons:p1" in state


async def test_five_pictures_are_kept_and_the_sixth_is_refused_with_a_word(
    person: Visitor,
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    for number in range(5):
        await person.sends("photo", f"buttons:p{number}")
    assert "Lưu được nhiều nhất 5 ảnh hoặc tệp." in await person.sends("photo", "buttons:p5")
    assert RECORDED in await person.taps("Ghi vào sổ")
    assert len(await person.application.rows("SELECT id FROM evidence")) == 5


async def test_a_caption_without_words_does_not_become_the_title(person: Visitor) -> None:
    await person.sends("photo", "buttons:p1", "👍")
    await person.says("Tự học")
    await person.says("Đọc sách")
    assert TITLE in person.last.text


async def test_a_second_tap_records_nothing_and_tells_the_receipt_again(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("hôm nay đọc sách 30 phút")
    draft = person.last
    first = await person.taps("Ghi vào sổ", of=draft)
    again = await person.taps("Ghi vào sổ", of=draft)
    assert RECORDED in again
    assert first.startswith(again), "the first one also offers a recovery code"
    await person.says("/menu")
    await person.taps("Ghi vào sổ", of=draft)
    assert len(await application.rows("SELECT id FROM activity")) == 1


async def test_a_button_of_an_earlier_draft_only_asks_the_open_question_again(
    person: Visitor,
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    earlier = person.last
    await person.taps("Hủy")
    await person.says("hôm qua nghe đài 20 phút")
    shown = await person.taps("Ghi vào sổ", of=earlier)
    assert shown.startswith(CHECK)
    assert "nghe đài" in shown
    assert not await person.application.rows("SELECT id FROM activity")


async def test_the_button_of_an_announcement_does_not_begin_an_open_draft_anew(
    person: Visitor,
) -> None:
    await person.says("hôm qua nghe đài 20 phút")
    await person.does(RawPress(0, "/log"))
    assert person.last.text.startswith(CHECK)
    assert "nghe đài" in person.last.text
    await person.taps("Ghi vào sổ")
    await person.does(RawPress(0, "/log"))
    assert "nghe đài" not in person.last.text, "what is recorded is no draft"
    assert len(await person.application.rows("SELECT id FROM activity")) == 1


@pytest.mark.parametrize("aside", ["/notices", "/remind", "/week", "/help", "/language"])
async def test_an_aside_of_an_announcement_keeps_the_draft_for_its_other_button(
    person: Visitor, aside: str
) -> None:
    await person.says("hôm qua nghe đài 20 phút")
    await person.does(RawPress(0, aside))
    await person.does(RawPress(0, "/log"))
    assert "nghe đài" in person.last.text
    await person.taps("Ghi vào sổ")
    assert len(await person.application.rows("SELECT id FROM activity")) == 1


async def test_what_comes_after_a_receipt_is_heard_at_home(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Ghi vào sổ")
    assert CHECK in await person.says("hôm qua đọc báo 20 phút")
    await person.taps("Ghi vào sổ")
    assert "Không có gì đâu bạn." in await person.says("cảm ơn")


async def test_a_month_later_the_open_question_is_still_open(person: Visitor) -> None:
    await at(person, DAY)
    person.application.clock.move(days=30)
    assert MINUTES in await person.says("hôm qua")
    await person.says("30 phút")
    for _field in range(3):
        await person.says("Bỏ qua")
    await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT day FROM activity") == [("2026-12-19",)]


async def test_a_draft_of_yesterday_keeps_its_day(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    person.application.clock.move(days=1)
    assert RECORDED in await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT day FROM activity") == [("2026-11-20",)]


async def test_a_draft_that_grew_too_old_is_explained_when_it_is_recorded(person: Visitor) -> None:
    await person.says("đọc sách 30 phút ngày 2/1/2025")
    person.application.clock.at = dt.datetime(
        2027, 1, 1, 9, tzinfo=person.application.clock.at.tzinfo
    )
    answer = await person.taps("Ghi vào sổ")
    assert "Chỉ ghi được hoạt động của năm nay và năm ngoái." in answer
    assert "Cần sửa mục nào?" in answer


async def test_a_draft_survives_a_restart(database_url: str) -> None:
    clock = MovedClock()
    async with open_application(database_url, clock) as before:
        person = before.visitor()
        await person.joins()
        await person.says("hôm nay đọc sách 30 phút")
        draft = person.last
    async with open_application(database_url, clock) as after:
        same = after.visitor()
        assert RECORDED in await same.taps("Ghi vào sổ", of=draft)
        assert len(await after.rows("SELECT id FROM activity")) == 1


async def test_where_nothing_can_be_tapped_the_number_is_typed(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor("1", "numbers")
    await person.says("/start")
    for label in ("1", "E", *["1"] * 4, "Ô Chợ Dừa", "1"):
        await person.says(label)
    await person.says("hôm nay đọc sách 30 phút")
    assert "1. ✔ Ghi vào sổ" in person.last.text
    assert RECORDED in await person.says("1")


async def test_a_sticker_in_the_middle_only_asks_again(person: Visitor) -> None:
    await at(person, DAY)
    await person.does(SentOther("sticker"))
    assert DAY in person.last.text
    assert MINUTES in await person.says("hôm qua")


async def test_the_readmes_example_needs_one_confirmation(person: Visitor) -> None:
    shown = await person.says("hôm nay học excel 45 phút")
    assert shown.startswith(CHECK)
    assert "Hình thức: Khác / chưa rõ" in shown
    assert RECORDED in await person.taps("Ghi vào sổ")


async def test_other_needs_no_second_question(person: Visitor) -> None:
    await at(person, KIND)
    assert TITLE in await person.taps("Khác / chưa rõ")


async def test_a_kind_is_corrected_to_other(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Sửa lại")
    await person.taps("Hình thức")
    assert "Hình thức: Khác / chưa rõ" in await person.taps("Khác / chưa rõ")


async def test_what_was_learnt_is_asked_when_only_a_length_is_told(person: Visitor) -> None:
    assert TITLE in await person.says("hôm nay học 30 phút")
    assert (await person.says("làm đậu phụ")).startswith(CHECK)


async def test_who_returns_to_a_summary_sees_it_as_it_was(person: Visitor) -> None:
    shown = await person.says("hôm nay đọc sách 30 phút")
    await person.does(Returned())
    assert person.last.text == shown
