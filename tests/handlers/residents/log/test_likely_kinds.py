"""The summary of an activity without a way of learning offers likely ones, each one tap."""

from __future__ import annotations

import pytest

from tests.applications import Visitor

CHECK = "Xin kiểm tra trước khi ghi:"
KINDS = ["Qua mạng, video", "Lớp học", "Người quen chỉ"]


async def test_one_confirmation_is_enough(person: Visitor) -> None:
    shown = await person.says("hôm nay học excel 45 phút")
    assert shown.startswith(CHECK)
    assert person.labels == ["✔ Ghi vào sổ", *KINDS, "Sửa lại", "✖ Hủy"]
    assert "Số biên nhận" in await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT type_code FROM activity") == [("O",)]


@pytest.mark.parametrize(
    ("sentence", "label", "code", "said"),
    [
        ("hôm nay học excel 45 phút", "Qua mạng, video", "I2", "Tự học qua mạng, video"),
        ("hôm nay học excel 45 phút", "Lớp học", "N1", "Lớp học, khóa ngắn hạn"),
        ("hôm nay học excel 45 phút", "Người quen chỉ", "I4", "Học từ người thân"),
    ],
)
async def test_a_kind_is_chosen_with_one_tap(
    person: Visitor, sentence: str, label: str, code: str, said: str
) -> None:
    await person.says(sentence)
    shown = await person.taps(label)
    assert shown.startswith(CHECK)
    assert said in shown
    assert person.labels == ["✔ Ghi vào sổ", "Sửa lại", "✖ Hủy"]
    await person.taps("Ghi vào sổ")
    assert await person.application.rows("SELECT type_code FROM activity") == [(code,)]


async def test_a_kind_that_was_told_is_not_asked_about(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    assert person.labels == ["✔ Ghi vào sổ", "Sửa lại", "✖ Hủy"]


async def test_a_typed_kind_chooses_it_and_a_yes_records(person: Visitor) -> None:
    await person.says("hôm nay học excel 45 phút")
    assert "Lớp học, khóa ngắn hạn" in await person.says("lớp học")
    assert "Số biên nhận" in await person.says("vâng")


async def test_what_waits_still_comes_after_a_chosen_kind(person: Visitor) -> None:
    await person.says("hôm nay học excel 45 phút")
    await person.says("hôm qua học đàn 20 phút")
    await person.taps("Lớp học")
    await person.taps("Ghi vào sổ")
    assert "học đàn" in person.last.text
