"""Reminders of a person's own: set, let out at their hour, put off, paused, stopped."""

from __future__ import annotations

import datetime as dt

from tests.houses import TestHouse, Visitor


async def tick(house: TestHouse) -> None:
    """What the clock does every minute."""
    await house.house.remind()
    await house.worker.settled()


async def reminded(house: TestHouse, **ahead: float) -> Visitor:
    """Somebody with a reminder at 19:30 every day; it is Friday, 9:30."""
    person = house.visitor()
    await person.joins()
    await person.says("nhắc")
    await person.taps("Thêm")
    await person.taps("Ghi việc đã học")
    assert "lúc 19:30" in await person.says("hằng ngày lúc 19:30")
    return person


async def test_a_reminder_goes_out_at_its_hour_once_and_its_buttons_stay_good(
    house: TestHouse,
) -> None:
    person = await reminded(house)
    await tick(house)
    before = len(person.messages)
    house.clock.at = house.clock.at.replace(hour=19, minute=29)
    await tick(house)
    assert len(person.messages) == before
    house.clock.move(minutes=1)
    await tick(house)
    await tick(house)
    assert len(person.messages) == before + 1
    reminder = person.last
    assert "hôm nay học được điều gì" in reminder.text
    await person.says("/menu")
    tap = person.tap_of("Để sau", reminder)
    await person.does(tap)
    await person.taps("Sau 1 giờ")
    house.clock.move(minutes=59)
    await tick(house)
    count = len(person.messages)
    house.clock.move(minutes=1)
    await tick(house)
    assert len(person.messages) == count + 1


async def test_who_logged_that_day_is_not_reminded(house: TestHouse) -> None:
    person = await reminded(house)
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Ghi vào sổ")
    before = len(person.messages)
    house.clock.at = house.clock.at.replace(hour=19, minute=30)
    await tick(house)
    assert len(person.messages) == before
    assert await house.rows("SELECT outcome FROM reminded") == [("done_today",)]
    house.clock.move(days=1)
    await tick(house)
    assert len(person.messages) == before + 1


async def test_after_three_without_an_answer_it_asks_once_and_goes_quiet(house: TestHouse) -> None:
    person = await reminded(house)
    house.clock.at = house.clock.at.replace(hour=19, minute=30)
    before = len(person.messages)
    for _day in range(10):
        await tick(house)
        house.clock.move(days=1)
    said = [message.text for message in person.messages[before:]]
    assert len(said) == 4
    assert "chưa có hồi âm" in said[3]
    assert await house.rows("SELECT state, next_due_ms FROM reminder") == [("quiet", None)]
    await person.does(person.tap_of("Có, nhắc tiếp"))
    house.clock.at += dt.timedelta(days=1)
    count = len(person.messages)
    await tick(house)
    assert len(person.messages) == count + 1
