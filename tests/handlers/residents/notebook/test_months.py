"""A resident reads the notebook by months and by years, from a button or in words."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.recording import cancel_entry, keep, record


@pytest.fixture
async def person(application: TestApplication) -> Visitor:
    """A person who has joined, with entries in three months of two years, on either database."""
    visitor = application.visitor()
    await visitor.joins()
    days = [dt.date(2026, 9, day) for day in range(1, 10)]
    await keep(application, "I1", *days, dt.date(2025, 12, 31), dt.date(2026, 10, 31))
    await visitor.says("/menu")
    return visitor


async def test_a_month_shows_its_sum_first_and_its_entries_in_pages(person: Visitor) -> None:
    shown = await person.says("sổ tháng 9")
    assert shown == (
        "Tháng 9/2026\n9 hoạt động, tổng cộng 4 giờ 30 phút\nChọn một mục để xem, sửa hoặc hủy."
    )
    assert person.labels[0] == "09/09 Một việc đã học · 30 phút"
    seen = [label for label in person.labels if "·" in label]
    await person.taps("Xem thêm")
    seen += [label for label in person.labels if "·" in label]
    assert len(set(seen)) == 9
    assert "▼ Xem thêm" not in person.labels
    await person.taps("Các mục trước")
    assert [label for label in person.labels if "·" in label] == seen[:6]


async def test_an_entry_opens_from_its_month(person: Visitor) -> None:
    receipt = await record(person, "ngày 30/9 đọc báo 20 phút")
    await person.says("tháng 9")
    assert (await person.taps("30/09")).startswith(f"Mục {receipt}")


async def test_months_lead_to_their_neighbours_that_have_entries(person: Visitor) -> None:
    assert "Tháng này chưa ghi hoạt động nào." in await person.says("tháng này")
    assert "ví dụ: ngày 20/11/2026 đọc sách 30 phút" in person.last.text
    assert (await person.taps("‹ Tháng trước")).startswith("Tháng 10/2026")
    assert "Tháng này ›" in person.labels
    assert (await person.taps("‹ Tháng trước")).startswith("Tháng 9/2026")
    assert (await person.taps("Tháng sau ›")).startswith("Tháng 10/2026")
    await person.taps("‹ Tháng trước")
    assert (await person.taps("‹ Tháng 12/2025")).startswith("Tháng 12/2025")
    assert not any(label.startswith("‹") for label in person.labels)
    assert (await person.taps("Tháng 9/2026 ›")).startswith("Tháng 9/2026")


async def test_a_year_shows_its_months_with_their_sums(person: Visitor) -> None:
    await person.says("/mylog")
    await person.taps("Xem theo tháng")
    shown = await person.taps("Năm 2026")
    assert shown == "Năm 2026\n10 hoạt động, tổng cộng 5 giờ\nBạn chọn một tháng để xem."
    assert person.labels[:3] == [
        "Tháng 10/2026 · 30 phút",
        "Tháng 9/2026 · 270 phút",
        "Năm 2025",
    ]
    assert (await person.taps("Tháng 9/2026")).startswith("Tháng 9/2026\n9 hoạt động")
    assert "1 hoạt động, tổng cộng 30 phút" in await person.says("sổ năm 2025")


async def test_a_cancelled_entry_is_shown_and_not_summed(person: Visitor) -> None:
    receipt = await record(person, "hôm nay đọc sách 30 phút")
    await cancel_entry(person, receipt)
    shown = await person.says("sổ tháng này")
    assert "0 hoạt động, tổng cộng 0 phút" in shown
    assert person.labels[0] == "20/11 · đọc sách (đã hủy)"
    assert person.last.buttons[0][0].cancelled


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/months 2026-12", "Tháng này chưa đến."),
        ("sổ tháng 5/2024", "Sổ chỉ giữ năm nay và năm ngoái."),
        ("sổ năm 2024", "Sổ chỉ giữ năm nay và năm ngoái."),
        ("sổ tháng 5", "ví dụ: ngày 1/5/2026 đọc sách 30 phút"),
        ("/months", "Tháng 11/2026"),
        ("/months 2026-13", "Tháng 11/2026"),
        ("/months x", "Tháng 11/2026"),
        ("/months 2026-09 999", "Tháng 9/2026"),
    ],
)
async def test_what_has_no_entries_says_why(person: Visitor, typed: str, told: str) -> None:
    assert told in await person.says(typed)


async def test_a_week_is_asked_for_in_words(person: Visitor) -> None:
    shown = await person.says("tuần trước")
    assert shown.startswith("Tuần trước (9–15/11)")


async def test_nobody_sees_somebody_elses_months(person: Visitor) -> None:
    other = person.application.visitor("2")
    await other.joins()
    assert "Tháng này chưa ghi hoạt động nào." in await other.says("tháng 9")
    assert "Năm này chưa ghi hoạt động nào." in await other.says("năm nay")


async def test_what_is_said_over_a_month_is_heard_at_home(person: Visitor) -> None:
    await person.says("tháng 9")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")
