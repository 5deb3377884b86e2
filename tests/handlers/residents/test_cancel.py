"""Cancel: a typed stop is confirmed before a draft is dropped, and a draft can be taken back."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.recording import record

DROP = "Bạn muốn bỏ mục đang ghi dở phải không?"
DROPPED = "Đã bỏ mục đang ghi dở. Chưa ghi gì vào sổ."
CHECK = "Xin kiểm tra trước khi ghi:"
TITLE = "Bạn đã học điều gì?"
NOTHING = "Không có việc nào đang làm dở."


async def begin(person: Visitor) -> None:
    await person.says("/log")
    await person.taps("Tự học")
    await person.taps("Đọc sách")
    assert TITLE in person.last.text


@pytest.mark.parametrize(
    "typed",
    ["/cancel", "hủy", "Huỷ", "huy", "THÔI", "dừng", "stop", "cancel", "thôi không ghi nữa"],
)
async def test_a_typed_stop_is_confirmed_before_a_draft_is_dropped(
    sqlite_house: TestApplication, person: Visitor, typed: str
) -> None:
    await begin(person)
    assert (await person.says(typed)).startswith(DROP)
    assert (await person.taps("Bỏ mục này")).startswith(DROPPED)
    assert await sqlite_house.rows("SELECT name, paused_name FROM conversation") == [(None, None)]


async def test_who_did_not_mean_it_goes_on_where_they_were(person: Visitor) -> None:
    await begin(person)
    await person.says("hủy")
    assert TITLE in await person.taps("Làm tiếp")
    assert "Bạn học vào ngày nào?" in await person.says("Truyện Kiều")


async def test_a_button_drops_at_once_and_the_draft_can_be_taken_back(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    assert (await person.taps("Hủy")).startswith(DROPPED)
    shown = await person.taps("Lấy lại")
    assert CHECK in shown
    assert "đọc sách" in shown
    assert "Số biên nhận" in await person.taps("Ghi vào sổ")


@pytest.mark.parametrize("other", ["danh mục", "/menu", "/start qr-phuong", "kỹ năng"])
async def test_another_command_leaves_the_draft_to_be_taken_back_and_says_so(
    person: Visitor, other: str
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    shown = await person.says(other)
    assert "Chưa ghi vào sổ: mục đang ghi dở. Muốn ghi tiếp, bạn gõ: ghi tiếp" in shown
    assert CHECK in await person.says("ghi tiếp")


async def test_a_second_draft_changes_places_with_the_kept_one(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.says("/log nấu ăn")
    assert "đọc sách" in await person.says("ghi tiếp")
    assert "Nội dung: nấu ăn" in await person.says("ghi tiếp")


@pytest.mark.parametrize("typed", ["/menu", "thôi", "hôm nay đọc sách 30 phút"])
async def test_a_form_without_an_answer_is_not_said_to_be_lost(person: Visitor, typed: str) -> None:
    await person.says("/log")
    answer = await person.says(typed)
    assert "mục đang ghi dở" not in answer


async def test_what_is_open_is_not_said_to_be_missing(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    assert (await person.says("ghi tiếp")).startswith("Xin kiểm tra trước khi ghi:")


async def test_words_that_take_a_draft_back_choose_a_button_that_begins_so(
    person: Visitor,
) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    receipt = (await person.taps("Ghi vào sổ")).splitlines()[0].rpartition(" ")[2]
    await person.says(receipt)
    await person.taps("Hủy mục")
    await person.taps("Ghi nhầm")
    assert (await person.says("lấy lại")).startswith("Đã lấy lại mục này.")


async def test_without_a_kept_draft_nothing_is_waiting(person: Visitor) -> None:
    assert "Không còn mục nào đang ghi dở." in await person.says("ghi tiếp")


async def test_with_nothing_open_it_says_so_and_offers_what_may_be_meant(person: Visitor) -> None:
    receipt = await record(person, "hôm nay đọc sách 30 phút")
    await person.says("/menu")
    shown = await person.says("hủy")
    assert shown.startswith(NOTHING)
    assert person.labels[:2] == [f"Hủy mục {receipt}", "🔕 Chọn tin muốn nhận"]
    assert f"Mục {receipt}" in await person.taps(f"Hủy mục {receipt}")


@pytest.mark.parametrize("typed", ["/stop", "dừng", "thôi"])
async def test_with_nothing_recorded_it_offers_fewer_messages(person: Visitor, typed: str) -> None:
    shown = await person.says(typed)
    assert shown.startswith(NOTHING)
    assert "Nếu muốn bớt hoặc ngừng nhận tin" in shown
    assert "Chọn tin muốn nhận" in person.labels[0]


async def test_a_question_without_a_draft_is_stopped_at_once(person: Visitor) -> None:
    await person.says("/language")
    assert (await person.says("hủy")).startswith("Đã dừng.")
    assert "Bạn muốn làm gì?" in person.last.text


async def test_before_joining_it_offers_to_start_again(application: TestApplication) -> None:
    person = application.visitor()
    shown = await person.says("/cancel")
    assert "Bạn có thể bắt đầu lại bất cứ lúc nào." in shown
    assert person.labels == ["Bắt đầu lại"]
    assert "Xin chào!" in await person.taps("Bắt đầu lại")


async def test_a_draft_below_another_question_is_dropped_with_it(person: Visitor) -> None:
    await begin(person)
    await person.says("/language")
    assert (await person.says("/cancel")).startswith(DROP)
    assert (await person.says("vâng")).startswith(DROPPED)
    await person.says("/language")
    assert "What would you like to do?" in await person.taps("English")


async def test_an_old_cancel_button_does_not_cancel_what_is_open_now(person: Visitor) -> None:
    await person.says("/log")
    old = person.last
    await person.taps("Tự học")
    assert "Mục nào đúng nhất?" in await person.taps("Hủy", of=old)


async def test_the_button_that_cancels_an_entry_asks_why_at_once(person: Visitor) -> None:
    await record(person, "hôm nay đọc sách 30 phút")
    await person.says("hủy")
    assert "sẽ bị hủy" in await person.taps("Hủy mục")
    assert (await person.says("không")).startswith("Mục HT-")
