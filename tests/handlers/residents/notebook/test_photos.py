"""A resident sees the photos of an entry, adds some later, removes one and takes it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.talk.events import Attachment, Sent, SentOther
from bot.talk.files import ShownFile
from bot.talk.messages import Message
from tests.applications import BUTTONS, TestApplication, Visitor, open_application
from tests.databases import SqliteFiles
from tests.handlers.recording import record

SENTENCE = "hôm nay đọc sách 30 phút"
MORE = "Đã nhận 1 ảnh. Gửi thêm, hoặc bấm Xong."
WHICH = "Đây là ảnh của mục nào?"
FULL = "Lưu được nhiều nhất 5 ảnh hoặc tệp."
CHANGES = "SELECT field, before, after FROM activity_change ORDER BY id"
KEPT = "SELECT reference FROM evidence WHERE removed_ms IS NULL ORDER BY id"


@pytest.fixture
async def person(application: TestApplication) -> Visitor:
    """A person who has joined, on either database."""
    visitor = application.visitor()
    await visitor.joins()
    return visitor


@pytest.fixture
async def viewer(sqlite_files: SqliteFiles) -> AsyncIterator[Visitor]:
    """A person who has joined, on a channel that can show again what was sent there."""
    shows = replace(BUTTONS, pictures="sent", caption_limit=1024, kept_files="buttons")
    async with open_application(sqlite_files.fresh(), channels={"buttons": shows}) as house:
        visitor = house.visitor()
        await visitor.joins()
        yield visitor


async def with_photos(person: Visitor, count: int) -> str:
    """Record an entry, add photos to it and open it; its receipt number."""
    receipt = await record(person, SENTENCE)
    await person.says(receipt)
    if count:
        await person.taps("Thêm ảnh")
    for number in range(count):
        await person.sends("photo", f"buttons:p{number}")
    if 0 < count < 5:
        await person.taps("Xong")
    return receipt


def shown(messages: list[Message]) -> list[str]:
    """The ids at the channel of the files in these messages."""
    return [file.handle for message in messages for file in message.files]


# --- adding ---------------------------------------------------------------------------------------


async def test_a_photo_is_added_to_an_entry_of_before(person: Visitor) -> None:
    receipt = await record(person, SENTENCE)
    assert "ảnh" not in await person.says(receipt)
    assert receipt in await person.taps("Thêm ảnh")
    assert await person.sends("photo", "buttons:p1") == MORE
    assert await person.sends("photo", "buttons:p2") == MORE
    assert "Ảnh hoặc tệp: 2 ảnh" in await person.taps("Xong")
    rows = await person.application.rows(
        "SELECT receipt, reference FROM activity, evidence ORDER BY evidence.id"
    )
    assert rows == [(receipt, "buttons:p1"), (receipt, "buttons:p2")]
    assert await person.application.rows(CHANGES) == [
        ("evidence", None, "buttons:p1"),
        ("evidence", None, "buttons:p2"),
    ]


async def test_an_album_is_added_whole_and_answered_once(person: Visitor) -> None:
    await with_photos(person, 0)
    await person.taps("Thêm ảnh")
    before = len(person.messages)
    more = (Attachment("photo", "buttons:b"), Attachment("file", "buttons:c"))
    await person.does(Sent("photo", "buttons:a", more=more, not_kept=("video",)))
    (answer,) = person.messages[before:]
    assert answer.text == (
        "Phim chưa được lưu: sổ chỉ lưu được ảnh và tệp.\n"
        "Đã nhận 2 ảnh và 1 tệp. Gửi thêm, hoặc bấm Xong."
    )


@pytest.mark.parametrize("word", ["xong", "thôi", "không", "được rồi ạ xong", "vâng"])
async def test_a_word_ends_adding(person: Visitor, word: str) -> None:
    receipt = await with_photos(person, 0)
    await person.taps("Thêm ảnh")
    await person.sends("photo", "buttons:p1")
    if word == "được rồi ạ xong":
        word = "Xong"
    assert (await person.says(word)).startswith(f"Mục {receipt}")
    assert "Ảnh hoặc tệp: 1 ảnh" in person.last.text


async def test_an_entry_holds_five_and_says_so(person: Visitor) -> None:
    await with_photos(person, 5)
    assert "Ảnh hoặc tệp: 5 ảnh" in person.last.text
    assert "Thêm ảnh" not in person.labels
    await person.taps("Xem ảnh")
    assert FULL in await person.sends("photo", "buttons:p9")
    assert len(await person.application.rows(KEPT)) == 5


async def test_the_same_photo_is_kept_once(person: Visitor) -> None:
    await with_photos(person, 1)
    await person.taps("Thêm ảnh")
    assert "Mục này đã có ảnh đó rồi." in await person.sends("photo", "buttons:p0")
    assert await person.application.rows(KEPT) == [("buttons:p0",)]


async def test_what_is_no_photo_does_not_end_adding(person: Visitor) -> None:
    await with_photos(person, 0)
    await person.taps("Thêm ảnh")
    await person.does(SentOther("voice"))
    assert "Sổ chưa nghe được tin thoại." in person.last.text
    assert await person.sends("photo", "buttons:p1") == MORE


async def test_a_sentence_while_photos_are_added_is_an_activity_of_its_own(
    person: Visitor,
) -> None:
    await with_photos(person, 0)
    await person.taps("Thêm ảnh")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm qua nghe đài 20 phút")


# --- seeing ---------------------------------------------------------------------------------------


async def test_photos_are_shown_where_they_were_sent(viewer: Visitor) -> None:
    receipt = await with_photos(viewer, 2)
    before = len(viewer.messages)
    await viewer.taps("Xem ảnh")
    first, second, words = viewer.messages[before:]
    assert first.files == (ShownFile("photo", "p0", "Ảnh 1"),)
    assert second.files == (ShownFile("photo", "p1", "Ảnh 2"),)
    assert (first.buttons, first.text, second.text) == ((), "Ảnh 1", "Ảnh 2")
    assert words.text == f"Mục {receipt}\nđọc sách\nMục này có 2 ảnh."
    assert viewer.labels[:3] == ["✖ Bỏ: Ảnh 1", "✖ Bỏ: Ảnh 2", "Thêm ảnh"]


async def test_where_a_photo_cannot_be_shown_it_is_told_in_words(person: Visitor) -> None:
    await with_photos(person, 1)
    assert "Ảnh 1 không xem lại được ở đây. Bạn đã gửi qua một kênh khác." in await person.taps(
        "Xem ảnh"
    )


@pytest.mark.parametrize(
    ("reference", "place"), [("telegram:x", "Telegram"), ("web:y.jpg", "trang web của sổ")]
)
async def test_the_channel_of_a_photo_is_named(viewer: Visitor, reference: str, place: str) -> None:
    await with_photos(viewer, 0)
    await viewer.taps("Thêm ảnh")
    await viewer.sends("photo", reference)
    await viewer.taps("Xong")
    before = len(viewer.messages)
    assert f"Bạn đã gửi qua {place}." in await viewer.taps("Xem ảnh")
    assert shown(viewer.messages[before:]) == []


async def test_photos_of_a_cancelled_entry_are_seen_and_stay(viewer: Visitor) -> None:
    await with_photos(viewer, 1)
    await viewer.taps("Hủy mục này")
    await viewer.taps("Ghi nhầm")
    before = len(viewer.messages)
    await viewer.taps("Xem ảnh")
    assert shown(viewer.messages[before:]) == ["p0"]
    assert viewer.labels == ["◀ Về mục này", "☰ Menu"]


@pytest.mark.parametrize("typed", ["xem ảnh", "thêm ảnh", "/photos"])
async def test_photos_asked_for_by_a_word_are_of_an_entry_that_is_chosen(
    person: Visitor, typed: str
) -> None:
    assert "Sổ chưa có mục nào." in await person.says(typed)
    await with_photos(person, 0)
    await person.says("/menu")
    assert "của mục nào?" in await person.says(typed)
    assert "Mục này chưa có ảnh nào." in await person.taps("đọc sách")


async def test_nobody_sees_or_changes_somebody_elses_photos(application: TestApplication) -> None:
    owner, other = application.visitor("1"), application.visitor("2")
    await owner.joins()
    await other.joins()
    receipt = await with_photos(owner, 1)
    for typed in (f"/photos {receipt}", f"/photos {receipt} remove", f"/photos {receipt} add"):
        assert "Trong sổ không có mục này." in await other.says(typed)
    await other.sends("photo", "buttons:mine")
    assert await application.rows(KEPT) == [("buttons:p0",)]


# --- removing -------------------------------------------------------------------------------------


async def test_a_photo_is_removed_after_a_question_and_taken_back(person: Visitor) -> None:
    await with_photos(person, 2)
    await person.taps("Bỏ ảnh")
    assert "Bạn muốn bỏ Ảnh 2 khỏi mục HT-" in await person.taps("✖ Bỏ: Ảnh 2")
    assert await person.application.rows(KEPT) == [("buttons:p0",), ("buttons:p1",)]
    assert "Mục này có 1 ảnh." in await person.taps("✖ Bỏ ra khỏi mục")
    assert await person.application.rows(KEPT) == [("buttons:p0",)]
    assert "Mục này có 2 ảnh." in await person.taps("Lấy lại")
    assert not any("Lấy lại" in label for label in person.labels)
    assert await person.application.rows(KEPT) == [("buttons:p0",), ("buttons:p1",)]
    assert (await person.application.rows(CHANGES))[2:] == [
        ("evidence", "buttons:p1", None),
        ("evidence", None, "buttons:p1"),
    ]


async def test_the_only_photo_is_asked_about_and_shown_at_once(viewer: Visitor) -> None:
    await with_photos(viewer, 1)
    before = len(viewer.messages)
    assert "Bạn muốn bỏ Ảnh 1" in await viewer.taps("Bỏ ảnh")
    assert shown(viewer.messages[before:]) == ["p0"]
    assert "Mục này chưa có ảnh nào." in await viewer.taps("✖ Bỏ ra khỏi mục")


@pytest.mark.parametrize("word", ["không", "thôi", "quay lại", "ghi", "giữ lại", "đừng bỏ"])
async def test_a_no_keeps_the_photo(person: Visitor, word: str) -> None:
    await with_photos(person, 1)
    await person.taps("Bỏ ảnh")
    await person.says(word)
    assert await person.application.rows(KEPT) == [("buttons:p0",)]
    assert "Đã bỏ" not in person.last.text


async def test_a_photo_that_comes_while_another_is_asked_about_is_kept(person: Visitor) -> None:
    await with_photos(person, 1)
    await person.taps("Bỏ ảnh")
    answer = await person.sends("photo", "buttons:new")
    assert answer.startswith("Đã nhận 1 ảnh.\nBạn muốn bỏ Ảnh 1")
    assert "Mục này có 1 ảnh." in await person.taps("✖ Bỏ ra khỏi mục")
    assert await person.application.rows(KEPT) == [("buttons:new",)]


async def test_a_removal_is_carried_out_once_however_often_it_is_pressed(person: Visitor) -> None:
    await with_photos(person, 2)
    await person.taps("Xem ảnh")
    seen = person.last
    await person.taps("✖ Bỏ: Ảnh 1")
    asked = person.last
    await person.taps("✖ Bỏ ra khỏi mục", of=asked)
    await person.taps("✖ Bỏ ra khỏi mục", of=asked)
    await person.taps("✖ Bỏ: Ảnh 1", of=seen)
    assert await person.application.rows(KEPT) == [("buttons:p1",)]
    assert len(await person.application.rows(CHANGES)) == 3


async def test_a_full_entry_has_no_room_for_what_was_removed(person: Visitor) -> None:
    await with_photos(person, 5)
    await person.taps("Bỏ ảnh")
    await person.taps("✖ Bỏ: Ảnh 1")
    removed = await person.taps("✖ Bỏ ra khỏi mục")
    assert "Mục này có 4 ảnh." in removed
    await person.sends("photo", "buttons:new")
    await person.taps("Xem ảnh")
    assert not any("Lấy lại" in label for label in person.labels)
    assert len(await person.application.rows(KEPT)) == 5


# --- a photo without words ------------------------------------------------------------------------


async def test_a_photo_at_home_is_offered_to_the_last_entries(person: Visitor) -> None:
    await record(person, "hôm qua nghe đài 20 phút")
    receipt = await record(person, SENTENCE)
    await person.says("/menu")
    answer = await person.sends("photo", "buttons:p1")
    assert answer == f"Đã nhận 1 ảnh.\n{WHICH}"
    assert person.labels == [
        "20/11 đọc sách · 30 phút",
        "19/11 nghe đài · 20 phút",
        "✏ Ghi mục mới",
        "✖ Hủy",
    ]
    told = await person.taps("đọc sách")
    assert told.startswith(f"Đã thêm 1 ảnh vào mục {receipt}.")
    assert "Ảnh hoặc tệp: 1 ảnh" in told


async def test_a_photo_at_home_may_begin_a_new_entry(person: Visitor) -> None:
    await record(person, SENTENCE)
    await person.says("/menu")
    await person.sends("photo", "buttons:p1")
    assert (await person.taps("Ghi mục mới")).startswith("Đã nhận 1 ảnh.")
    assert "Bạn đã học theo hình thức nào?" in person.last.text


async def test_a_photo_after_a_receipt_is_offered_to_that_entry_first(person: Visitor) -> None:
    await record(person, SENTENCE)
    receipt = await record(person, "hôm qua nghe đài 20 phút")
    await person.sends("photo", "buttons:p1")
    assert person.labels[:2] == ["19/11 nghe đài · 20 phút", "20/11 đọc sách · 30 phút"]
    await person.sends("photo", "buttons:p2")
    assert person.last.text.startswith("Đã nhận 2 ảnh.")
    assert person.labels[0] == "19/11 nghe đài · 20 phút"
    assert f"Đã thêm 2 ảnh vào mục {receipt}." in await person.taps("nghe đài")


async def test_a_photo_at_a_shown_entry_is_offered_to_it_first(person: Visitor) -> None:
    receipt = await record(person, "hôm qua nghe đài 20 phút")
    await record(person, SENTENCE)
    await person.says(receipt)
    await person.sends("photo", "buttons:p1")
    assert person.labels[0] == "19/11 nghe đài · 20 phút"


@pytest.mark.parametrize("words", ["hôm nay học nấu ăn 20 phút", "receipt"])
async def test_words_after_the_photo_say_where_it_belongs(person: Visitor, words: str) -> None:
    receipt = await record(person, SENTENCE)
    await person.says("/menu")
    await person.sends("photo", "buttons:p1")
    if words == "receipt":
        assert f"Đã thêm 1 ảnh vào mục {receipt}." in await person.says(receipt)
    else:
        assert (await person.says(words)).startswith("Đã nhận 1 ảnh.")
        assert "nấu ăn" in person.last.text


async def test_what_comes_between_keeps_the_photo_to_be_taken_back(person: Visitor) -> None:
    await record(person, SENTENCE)
    await person.says("/menu")
    await person.sends("photo", "buttons:p1")
    assert "Chưa ghi vào sổ: ảnh bạn vừa gửi." in (await person.says("/goal"))
    assert WHICH in await person.says("ghi tiếp")
    assert "Bạn muốn bỏ ảnh bạn vừa gửi phải không?" in await person.says("dừng lại")
    assert WHICH in await person.says("không")


async def test_a_full_entry_takes_no_photo_and_the_photo_stays(person: Visitor) -> None:
    await with_photos(person, 5)
    await person.says("/menu")
    await person.sends("photo", "buttons:p9")
    assert FULL in await person.taps("đọc sách")
    assert WHICH in person.last.text
    assert len(await person.application.rows(KEPT)) == 5
