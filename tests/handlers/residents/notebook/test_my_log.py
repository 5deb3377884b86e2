"""A resident reads the notebook, finds an entry, corrects it and cancels it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.applications import TestApplication, Visitor

EMPTY = "Chưa ghi hoạt động nào trong tuần."


async def record(person: Visitor, sentence: str) -> str:
    """Record a sentence; returns its receipt number."""
    await person.says(sentence)
    return (await person.taps("Ghi vào sổ")).split("\n")[0].rpartition(" ")[2]


async def entry(person: Visitor, sentence: str = "hôm nay đọc sách 30 phút") -> str:
    """Record a sentence, and open the entry in the notebook."""
    receipt = await record(person, sentence)
    assert f"Mục {receipt}" in await person.taps("Sửa hoặc hủy mục này")
    return receipt


# --- weeks ----------------------------------------------------------------------------------------


async def test_an_empty_week_says_so(person: Visitor) -> None:
    shown = await person.says("/mylog")
    assert "Tuần này (16–22/11)" in shown
    assert EMPTY in shown
    assert person.labels == ["Xem theo tháng", "🔎 Tìm", "✏ Ghi hoạt động học", "☰ Menu"]


async def test_a_week_shows_its_entries_and_their_sum(person: Visitor) -> None:
    await record(person, "hôm nay đọc sách 30 phút")
    await record(person, "hôm qua nghe đài 45 phút")
    shown = await person.taps("Sổ của tôi")
    assert "2 hoạt động, tổng cộng 1 giờ 15 phút" in shown
    assert person.labels[:2] == ["20/11 đọc sách · 30 phút", "19/11 nghe đài · 45 phút"]


async def test_more_than_five_entries_make_pages(person: Visitor) -> None:
    for number in range(12):
        await record(person, f"hôm nay đọc sách quyển {number} 10 phút")
    shown = await person.says("sổ")
    assert "12 hoạt động, tổng cộng 2 giờ" in shown
    seen = [label for label in person.labels if "·" in label]
    assert len(seen) == 5
    assert "▲ Các mục trước" not in person.labels
    await person.taps("Xem thêm")
    seen += [label for label in person.labels if "·" in label]
    await person.taps("Xem thêm")
    seen += [label for label in person.labels if "·" in label]
    assert "▼ Xem thêm" not in person.labels
    assert len(set(seen)) == 12
    await person.taps("Các mục trước")
    assert [label for label in person.labels if "·" in label] == seen[5:10]


async def test_older_and_newer_lead_to_weeks_that_have_entries(person: Visitor) -> None:
    await record(person, "ngày 2/11 đọc báo 20 phút")
    await record(person, "ngày 5/10 đọc truyện 20 phút")
    await person.says("/mylog")
    assert EMPTY in person.last.text
    assert "Tuần 2–8/11" in await person.taps("Tuần trước đó")
    assert "Tuần 5–11/10" in await person.taps("Tuần trước đó")
    assert "◀ Tuần trước đó" not in person.labels
    assert "Tuần 2–8/11" in await person.taps("Tuần sau đó")
    assert "Tuần sau đó ▶" not in person.labels


async def test_a_week_across_new_year_is_one_week(person: Visitor) -> None:
    person.application.clock.at = dt.datetime(
        2027, 1, 2, 9, tzinfo=person.application.clock.at.tzinfo
    )
    await record(person, "ngày 30/12/2026 đọc sách 20 phút")
    await record(person, "hôm nay đọc sách 30 phút")
    shown = await person.says("/mylog")
    assert "Tuần này (28/12/2026–3/1/2027)" in shown
    assert "2 hoạt động, tổng cộng 50 phút" in shown


async def test_a_long_title_is_shortened_on_its_button_and_whole_in_its_entry(
    person: Visitor,
) -> None:
    title = "Kỹ thuật trồng và chăm sóc cây ăn quả theo hướng hữu cơ"
    await person.says("hôm nay đọc sách 30 phút")
    for step in ("Sửa lại", "Nội dung"):
        await person.taps(step)
    await person.says(title)
    await person.taps("Ghi vào sổ")
    await person.says("/mylog")
    assert person.labels[0] == "20/11 Kỹ thuật trồng và… · 30 phút"
    assert title in await person.taps("20/11")


# --- one entry ------------------------------------------------------------------------------------


async def test_an_entry_is_opened_from_its_week_and_leads_back(person: Visitor) -> None:
    receipt = await record(person, "hôm qua đọc sách 30 phút")
    await person.says("/mylog")
    shown = await person.taps("19/11")
    for part in (f"Mục {receipt}", "đọc sách", "Thứ Năm, 19/11/2026", "30 phút"):
        assert part in shown
    assert "Tuần này (" in await person.taps("Về tuần")


@pytest.mark.parametrize("form", ["{}", "{} ", "ht {1} {2}", "HT{1}{2}", "{1}-{2}", "/mylog {}"])
async def test_a_receipt_typed_at_home_opens_its_entry(person: Visitor, form: str) -> None:
    receipt = await record(person, "hôm nay đọc sách 30 phút")
    _ht, word, digits = receipt.split("-")
    await person.says("/menu")
    typed = form.replace("{}", receipt).replace("{1}", word.lower()).replace("{2}", digits)
    assert f"Mục {receipt}" in await person.says(typed)


async def test_a_receipt_typed_in_the_notebook_opens_another_entry(person: Visitor) -> None:
    first = await record(person, "hôm qua đọc sách 30 phút")
    second = await entry(person)
    assert f"Mục {first}" in await person.says(first.lower())
    assert f"Mục {second}" in await person.says(second)


async def test_an_unknown_receipt_is_told_so(person: Visitor) -> None:
    assert "Trong sổ không có mục này." in await person.says("ht 7k3m 92")


async def test_nobody_opens_somebody_elses_entry(application: TestApplication) -> None:
    owner, other = application.visitor("1"), application.visitor("2")
    await owner.joins()
    await other.joins()
    receipt = await record(owner, "hôm nay đọc sách 30 phút")
    assert "Trong sổ không có mục này." in await other.says(receipt)
    assert "Trong sổ không có mục này." in await other.says(f"/mylog {receipt}")


# --- correcting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "answers", "shown", "change"),
    [
        ("Nội dung", ["Nhật ký Đặng Thùy Trâm"], "Nội dung: Nhật ký Đặng Thùy Trâm",
         ("title", "đọc sách", "Nhật ký Đặng Thùy Trâm")),
        ("Ngày", ["thứ bảy"], "Ngày: Thứ Bảy, 14/11/2026",
         ("day", "2026-11-20", "2026-11-14")),
        ("Thời lượng", ["1h30"], "Thời lượng: 1 giờ 30 phút", ("minutes", "30", "90")),
        ("Hình thức", ["Tự học", "Tự học qua mạng"], "Hình thức: Tự học qua mạng, video",
         ("type_code", "I1", "I2")),
        ("Trực tiếp hay trực tuyến", ["Trực tuyến"], "Cách học: Trực tuyến",
         ("mode", None, "online")),
        ("Nơi học, người dạy", ["thư viện"], "Nơi học, người dạy: thư viện",
         ("provider", None, "thư viện")),
    ],
)  # fmt: skip
async def test_each_field_is_corrected_and_what_it_said_before_is_kept(
    application: TestApplication,
    field: str,
    answers: list[str],
    shown: str,
    change: tuple[str, str | None, str],
) -> None:
    person = application.visitor()
    await person.joins()
    receipt = await entry(person)
    await person.taps("Sửa")
    await person.taps(field)
    for answer in answers:
        await person.says(answer)
    assert person.last.text.startswith(f"Đã sửa.\n\nMục {receipt}")
    assert shown in person.last.text
    assert await application.rows("SELECT field, before, after FROM activity_change") == [change]


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("Nội dung", "...", "Xin viết bằng lời điều đã học"),
        ("Ngày", "ngày mai", "Ngày này chưa đến."),
        ("Ngày", "31/12/2024", "Chỉ ghi được hoạt động của năm nay và năm ngoái."),
        ("Thời lượng", "4 phút", "từ 5 phút trở lên"),
        ("Thời lượng", "17 giờ", "không quá 16 giờ"),
        ("Thời lượng", "lâu", "Xin lỗi, sổ chưa hiểu: lâu"),
        ("Trực tiếp hay trực tuyến", "cả hai", "Xin lỗi, sổ chưa hiểu: cả hai"),
    ],
)
async def test_a_correction_has_the_same_limits(
    person: Visitor, field: str, typed: str, why: str
) -> None:
    await entry(person)
    await person.taps("Sửa")
    question = (await person.taps(field)).split("\n")[-1]
    answer = await person.says(typed)
    assert why in answer
    assert question in answer
    assert not await person.application.rows("SELECT id FROM activity_change")


async def test_a_correction_may_fill_a_day_up_to_16_hours_and_no_further(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await record(person, "hôm qua đọc sách 15 tiếng")
    await entry(person, "hôm qua đọc báo 30 phút")
    await person.taps("Sửa")
    await person.taps("Thời lượng")
    assert "hơn 16 giờ học" in await person.says("61 phút")
    assert "Đã sửa." in await person.says("60 phút")
    await person.taps("Sửa")
    await person.taps("Thời lượng")
    assert "Đã sửa." in await person.says("45 phút")
    total = await application.rows("SELECT SUM(minutes) FROM activity WHERE day = '2026-11-19'")
    assert int(total[0][0]) == 945


async def test_a_field_can_be_emptied_where_it_is_not_needed(person: Visitor) -> None:
    await entry(person, "hôm nay xem video nấu ăn trên youtube 30 phút")
    for field in ("Trực tiếp hay trực tuyến", "Nơi học, người dạy"):
        await person.taps("Sửa")
        await person.taps(field)
        assert "Đã sửa." in await person.taps("Bỏ qua")
    assert await person.application.rows("SELECT mode, provider FROM activity") == [(None, None)]


async def test_every_step_of_correcting_leads_back(person: Visitor) -> None:
    receipt = await entry(person)
    await person.taps("Sửa")
    await person.taps("Ngày")
    assert "Cần sửa mục nào?" in await person.taps("Quay lại")
    assert (await person.taps("Quay lại")).startswith(f"Mục {receipt}")
    assert not await person.application.rows("SELECT id FROM activity_change")


async def test_typing_where_a_field_is_to_be_chosen_is_shown_back(person: Visitor) -> None:
    await entry(person)
    await person.taps("Sửa")
    answer = await person.says("trời mưa to")
    assert "Xin lỗi, sổ chưa hiểu: trời mưa to" in answer
    assert "Cần sửa mục nào?" in answer


# --- cancelling an entry --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kept", "shown"),
    [
        ("Ghi nhầm", "mistake", "Ghi nhầm"),
        ("Ghi trùng", "twice", "Ghi trùng"),
        ("Thực ra không học", "did_not", "Thực ra không học"),
        ("con tôi bấm nhầm <3", "con tôi bấm nhầm <3", "con tôi bấm nhầm <3"),
        ("x" * 300, "x" * 200, "x" * 200),
    ],
)
async def test_an_entry_is_cancelled_with_a_reason(
    application: TestApplication, answer: str, kept: str, shown: str
) -> None:
    person = application.visitor()
    await person.joins()
    receipt = await entry(person)
    asked = await person.taps("Hủy mục này")
    assert f"Mục {receipt} sẽ bị hủy" in asked
    told = await person.says(answer)
    if kept == shown:  # a reason of the person's own is shown again before it counts
        assert told.startswith(f"Bạn muốn hủy mục {receipt} phải không?")
        assert not await application.rows("SELECT id FROM activity WHERE voided_ms IS NOT NULL")
        told = await person.says("vâng")
    assert told.startswith("Đã hủy mục này, không tính nữa.")
    assert f"Mục này đã hủy vào thứ Sáu, 20/11/2026. Lý do: {shown}" in told
    rows = await application.rows("SELECT void_reason FROM activity WHERE voided_ms IS NOT NULL")
    assert rows == [(kept,)]


async def test_a_cancelled_entry_stays_shown_and_leaves_the_sums(person: Visitor) -> None:
    await record(person, "hôm nay nghe đài 45 phút")
    receipt = await entry(person)
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")
    assert person.labels == ["↩ Lấy lại mục này", "◀ Về tuần", "☰ Menu"]
    shown = await person.taps("Về tuần")
    assert "1 hoạt động, tổng cộng 45 phút" in shown
    assert person.labels[0] == "20/11 · đọc sách (đã hủy)"
    await person.says("/menu")
    assert "Mục này đã hủy" in await person.says(receipt)


async def test_a_cancelled_entry_is_taken_back_and_counts_again(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    receipt = await entry(person)
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")
    shown = await person.taps("Lấy lại mục này")
    assert shown.startswith("Đã lấy lại mục này. Mục lại được tính vào tổng như trước.")
    assert person.labels[:2] == ["Sửa", "Hủy mục này"]
    assert "1 hoạt động, tổng cộng 30 phút" in await person.says("/mylog")
    rows = await application.rows("SELECT voided_ms, void_reason FROM activity")
    assert rows == [(None, None)]
    changes = await application.rows("SELECT field, before, after FROM activity_change")
    assert changes == [("void", "mistake", None)]
    await person.says(receipt)
    await person.taps("Hủy mục này")
    assert "Đã hủy mục này" in await person.taps("Ghi trùng")


async def test_what_was_recorded_since_may_leave_no_room_to_take_an_entry_back(
    person: Visitor,
) -> None:
    receipt = await entry(person, "hôm qua đọc sách 16 tiếng")
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")
    await record(person, "hôm qua nghe đài 60 phút")
    await person.says(receipt)
    assert "16 giờ" in await person.taps("Lấy lại mục này")
    assert await person.application.rows(
        "SELECT count(*) FROM activity WHERE voided_ms IS NULL"
    ) == [(1,)]


async def test_a_button_to_take_an_entry_back_may_be_pressed_twice(person: Visitor) -> None:
    receipt = await entry(person)
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")
    voided = person.last
    await person.taps("Lấy lại mục này", of=voided)
    assert f"Mục {receipt}" in await person.taps("Lấy lại mục này", of=voided)
    assert len(await person.application.rows("SELECT id FROM activity_change")) == 1


async def test_what_is_cancelled_makes_room_in_its_day(person: Visitor) -> None:
    await entry(person, "hôm qua đọc sách 16 tiếng")
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")
    receipt = await record(person, "hôm qua đọc sách 60 phút")
    assert receipt.startswith("HT-")


async def test_the_day_of_cancelling_is_the_local_one(person: Visitor) -> None:
    await entry(person)
    person.application.clock.at = dt.datetime(
        2026, 11, 21, 0, 30, tzinfo=person.application.clock.at.tzinfo
    )
    await person.taps("Hủy mục này")
    assert "đã hủy vào thứ Bảy, 21/11/2026" in await person.taps("Ghi nhầm")


async def test_an_entry_can_be_kept_after_all(person: Visitor) -> None:
    receipt = await entry(person)
    await person.taps("Hủy mục này")
    assert (await person.taps("Giữ lại mục này")).startswith(f"Mục {receipt}")
    assert not await person.application.rows("SELECT id FROM activity WHERE voided_ms IS NOT NULL")


async def test_a_cancelled_entry_is_not_corrected_by_an_old_button(person: Visitor) -> None:
    await entry(person)
    opened = person.last
    await person.taps("Hủy mục này")
    reasons = person.last
    await person.taps("Ghi nhầm")
    told = person.last.text.partition("\n\n")[2]
    assert await person.taps("Sửa", of=opened) == told
    assert await person.taps("Ghi trùng", of=reasons) == told
    rows = await person.application.rows("SELECT void_reason FROM activity")
    assert rows == [("mistake",)]


# --- ways out -------------------------------------------------------------------------------------


async def test_what_is_said_over_the_notebook_is_heard_at_home(person: Visitor) -> None:
    await person.says("/mylog")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")
    await person.says("/mylog")
    assert "Ảnh hoặc tệp: 1" in await person.sends("photo", "buttons:p", "hôm nay đọc sách 9 phút")


@pytest.mark.parametrize("steps", [(), ("Sửa",), ("Sửa", "Ngày"), ("Hủy mục này",)])
async def test_cancel_leaves_from_every_step(person: Visitor, steps: tuple[str, ...]) -> None:
    await entry(person)
    for step in steps:
        await person.taps(step)
    answer = await person.says("/cancel")
    assert answer.startswith("Đã dừng." if steps else "Không có việc nào đang làm dở.")
    rows = await person.application.rows("SELECT day, voided_ms FROM activity")
    assert rows == [("2026-11-20", None)]


async def test_an_old_button_of_a_week_asks_the_open_question_again(person: Visitor) -> None:
    await record(person, "hôm qua đọc sách 30 phút")
    await person.says("/mylog")
    week = person.last
    await person.taps("19/11")
    await person.taps("Hủy mục này")
    assert "Vì sao?" in await person.taps("19/11", of=week)


async def test_an_empty_earlier_week_leads_back_to_this_week(person: Visitor) -> None:
    await person.says("/mylog 2026-11-10")
    assert "Tuần này ▶" in person.labels
    assert (await person.taps("Tuần này ▶")).startswith("Tuần này (16–22/11)")
    assert "Tuần này ▶" not in person.labels
