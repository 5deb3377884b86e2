"""A resident finds entries by a word, from a button, a command or a question."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.recording import cancel_entry, record

ASK = "Bạn muốn tìm gì trong sổ?"
NONE = "Trong sổ chưa có mục nào có: "


@pytest.fixture
async def person(application: TestApplication) -> Visitor:
    """A person who has joined, with three entries, on either database."""
    visitor = application.visitor()
    await visitor.joins()
    for sentence in (
        "hôm nay học excel 45 phút",
        "hôm qua đọc sách nấu ăn 30 phút",
        "ngày 3/11/2025 học Excel nâng cao 1 tiếng",
    ):
        await record(visitor, sentence)
    await visitor.says("/menu")
    return visitor


@pytest.mark.parametrize(
    "typed",
    ["tìm excel", "tim excel", "/find excel", "tôi đã học excel chưa", "Tôi học EXCEL khi nào?"],
)
async def test_a_word_finds_entries_with_their_sum_and_the_last_day(
    person: Visitor, typed: str
) -> None:
    told = (await person.says(typed)).splitlines()
    assert told[0].casefold() == "tìm thấy: excel"
    assert told[1:] == [
        "2 hoạt động, tổng cộng 1 giờ 45 phút",
        "Lần gần nhất: thứ Sáu, 20/11/2026",
    ]
    assert person.labels[:2] == [
        "20/11 học excel · 45 phút",
        "03/11/2025 học Excel… · 1 giờ",
    ]
    assert (await person.taps("20/11")).startswith("Mục HT-")


async def test_a_button_asks_for_the_word(person: Visitor) -> None:
    await person.says("/mylog")
    assert ASK in await person.taps("🔎 Tìm")
    assert (await person.says("nau an")).startswith("Tìm thấy: nau an\n1 hoạt động")
    assert ASK in await person.taps("Tìm từ khác")
    assert f"{NONE}dịch vụ công" in await person.says("dịch vụ công")
    assert "Bạn thử từ ngắn hơn." in person.last.text


@pytest.mark.parametrize("word", ["không", "thôi", "quay lại", "dừng lại"])
async def test_a_no_is_no_word_to_find(person: Visitor, word: str) -> None:
    await person.says("/find")
    assert "Tìm thấy" not in await person.says(word)
    assert NONE not in person.last.text


@pytest.mark.parametrize("typed", ["%", "...", "🙂"])
async def test_what_holds_no_word_is_asked_again(person: Visitor, typed: str) -> None:
    await person.says("/find")
    assert (await person.says(typed)).startswith("Sổ chỉ tìm được chữ và số.")
    assert ASK in person.last.text


async def test_a_whole_activity_is_recorded_where_a_word_is_asked(person: Visitor) -> None:
    await person.says("/find")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")


async def test_a_photo_is_no_word(person: Visitor) -> None:
    await person.says("/find")
    assert ASK in await person.sends("photo", "buttons:p")


async def test_many_finds_are_paged(person: Visitor) -> None:
    for letter in "abcdefgh":
        await record(person, f"hôm nay luyện chữ đẹp {letter} 10 phút")
    await person.says("tìm chữ đẹp")
    seen = [label for label in person.labels if "·" in label]
    assert len(seen) == 6
    await person.taps("Xem thêm")
    seen += [label for label in person.labels if "·" in label]
    assert len(set(seen)) == 8
    await person.taps("Các mục trước")
    assert [label for label in person.labels if "·" in label] == seen[:6]


async def test_a_cancelled_entry_is_found_and_not_summed(person: Visitor) -> None:
    receipt = await record(person, "hôm nay học vẽ tranh lụa 20 phút")
    await cancel_entry(person, receipt)
    shown = await person.says("tìm tranh lụa")
    assert shown == "Tìm thấy: tranh lụa\n0 hoạt động, tổng cộng 0 phút"
    assert person.labels[0] == "20/11 · học vẽ tranh… (đã hủy)"


async def test_an_activity_about_finding_is_recorded(person: Visitor) -> None:
    assert "Xin kiểm tra trước khi ghi:" in await person.says("tìm hiểu luật đất đai 30 phút")


async def test_nobody_finds_somebody_elses_entries(person: Visitor) -> None:
    other = person.application.visitor("2")
    await other.joins()
    assert f"{NONE}excel" in await other.says("tìm excel")


async def test_a_text_after_the_finds_is_heard_at_home(person: Visitor) -> None:
    await person.says("tìm excel")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")
