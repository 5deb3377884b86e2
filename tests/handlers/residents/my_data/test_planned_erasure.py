"""An erasure in 24 hours: told with its hour, stopped by a word, carried out after a restart."""

from __future__ import annotations

import pytest

from tests.applications import MovedClock, TestApplication, Visitor, open_application

PEOPLE = "SELECT count(*) FROM person"
GONE = "Đã xóa hết dữ liệu về bạn."


async def plans(visitor: Visitor) -> str:
    """Choose the erasure in 24 hours; what is answered."""
    await visitor.joins()
    await visitor.says("xóa dữ liệu")
    return await visitor.taps("Xóa sau 24 giờ")


@pytest.fixture
async def person(sqlite_house: TestApplication) -> Visitor:
    """Somebody whose erasure is planned."""
    visitor = sqlite_house.visitor()
    await plans(visitor)
    return visitor


async def tick(house: TestApplication, **by: float) -> None:
    """Let time pass, and the clock tick."""
    house.clock.move(**by)
    await house.application.requests.tick()
    await house.worker.settled()


async def test_the_hour_is_told_with_its_weekday(person: Visitor) -> None:
    assert "xóa lúc 09:30 thứ Bảy, 21/11/2026" in person.last.text
    assert "xóa lúc 09:30 thứ Bảy, 21/11/2026" in await person.says("/data")
    await person.says("xóa dữ liệu")
    assert "Xóa sau 24 giờ" not in person.labels


@pytest.mark.parametrize(
    "word", ["giữ lại sổ", "giu lai so", "Giữ sổ lại", "không xóa sổ nữa", "keep my notebook"]
)
async def test_a_word_keeps_the_notebook(person: Visitor, word: str) -> None:
    await person.says("menu")
    assert (await person.says(word)).startswith("Chưa xóa gì cả: sổ của bạn vẫn giữ nguyên.")
    assert "sẽ được xóa" not in await person.says("/data")
    await tick(person.application, days=2)
    assert await person.application.rows(PEOPLE) == [(1,)]


@pytest.mark.parametrize("opens", ["/data", "xóa dữ liệu", None])
async def test_a_button_keeps_the_notebook(person: Visitor, opens: str | None) -> None:
    if opens is not None:
        await person.says(opens)
    await person.taps("Giữ sổ của tôi")
    assert "sẽ được xóa" not in person.last.text
    await tick(person.application, days=2)
    assert await person.application.rows(PEOPLE) == [(1,)]


async def test_the_person_is_told_once_at_the_hour(person: Visitor) -> None:
    before = len(person.messages)
    await tick(person.application, hours=23)
    assert len(person.messages) == before
    for _tick in range(3):
        await tick(person.application, hours=1)
    assert len(person.messages) == before + 1
    assert person.last.text.startswith(GONE)
    assert await person.application.rows(PEOPLE) == [(0,)]
    assert await person.application.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert "Xin chào!" in await person.says("xin chào")


async def test_it_survives_a_restart(database_url: str) -> None:
    clock = MovedClock()
    async with open_application(database_url, clock) as house:
        await plans(house.visitor())
    clock.move(days=3)
    async with open_application(database_url, clock) as house:
        await tick(house)
        await house.recorder.spoken.wait()
        (message,) = house.visitor().messages
        assert message.text.startswith(GONE)
        assert await house.rows(PEOPLE) == [(0,)]
