"""The desk, on both databases: every turn is whole, in order, answered once."""

from __future__ import annotations

from bot.talk.events import Said
from tests.houses import TestHouse


async def test_a_newcomer_joins_and_records_an_activity(house: TestHouse) -> None:
    person = house.visitor()
    await person.joins()
    assert "Danh mục" not in person.last.text
    answer = await person.says("hôm nay đọc sách 30 phút")
    assert "Đọc sách, báo, tạp chí" in answer
    answer = await person.taps("Ghi vào sổ")
    assert "Số biên nhận: HT-" in answer
    rows = await house.rows("SELECT type_code, title, minutes, day FROM activity")
    assert rows == [("I1", "đọc sách", 30, "2026-11-20")]


async def test_the_same_update_counts_once(house: TestHouse) -> None:
    person = house.visitor()
    first = await person.does(Said("/start"), update="same")
    second = await person.does(Said("/start"), update="same")
    assert first.new
    assert not second.new
    assert len(person.messages) == 1
