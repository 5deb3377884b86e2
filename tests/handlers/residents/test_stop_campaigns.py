"""A resident stops campaigns with one word or one button; it is confirmed at once."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication


@pytest.mark.parametrize(
    "word",
    [
        "NGỪNG NHẬN",
        "NGUNG NHAN",
        "ngừng nhận tin",
        "Không nhận nữa",
        "/stopnews",
        "ngưng nhận tin",
        "stop messages",
    ],
)  # fmt: skip
async def test_a_word_stops_them_and_the_time_is_told(
    sqlite_house: TestApplication, word: str
) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    before = len(visitor.messages)
    await visitor.says(word)
    confirmed = visitor.messages[before].text
    assert confirmed == (
        "Đã ghi nhận lúc 09:30, thứ Sáu, 20/11/2026: phường, xã không gửi tin này cho bạn nữa. "
        "Muốn nhận lại, xin nhắn: thông báo"
    )
    ((consents,),) = await sqlite_house.rows("SELECT consents FROM person")
    assert "campaigns" not in str(consents)
    assert "reminders" in str(consents)


async def test_an_open_question_is_asked_again_after_it(sqlite_house: TestApplication) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    await visitor.says("/log")
    await visitor.taps("Tự học")
    asked = visitor.last.text
    await visitor.says("NGUNG NHAN")
    assert visitor.messages[-2].text.startswith("Đã ghi nhận lúc")
    assert visitor.last.text == asked


async def test_it_may_come_twice_and_from_somebody_who_never_joined(
    sqlite_house: TestApplication,
) -> None:
    visitor = sqlite_house.visitor()
    await visitor.says("ngừng nhận")
    await visitor.says("ngừng nhận")
    said = [message.text for message in visitor.messages]
    assert sum(text.startswith("Đã ghi nhận lúc 09:30") for text in said) == 2


@pytest.mark.parametrize(
    ("word", "told", "left"),
    [
        ("/stopnews", "Tin khẩn vẫn được gửi", {"emergency"}),
        ("/stopnews campaigns", "không gửi tin này cho bạn nữa", {"emergency"}),
        ("NGỪNG NHẬN", "nhắn: ngừng nhận tin khẩn", {"emergency"}),
        ("/stopnews emergency", "không gửi tin khẩn cho bạn nữa", {"campaigns", "promotion"}),
        ("NGUNG NHAN TIN KHAN", "không gửi tin khẩn cho bạn nữa", {"campaigns", "promotion"}),
        ("/stopnews promotion", "không gửi tin quảng cáo", {"campaigns", "emergency"}),
        ("ngừng nhận quảng cáo", "không gửi tin quảng cáo", {"campaigns", "emergency"}),
    ],
)
async def test_what_is_confirmed_is_what_stops(
    sqlite_house: TestApplication, word: str, told: str, left: set[str]
) -> None:
    visitor = sqlite_house.visitor()
    await visitor.joins()
    for purpose in ("emergency", "promotion"):
        await visitor.says(f"/agree {purpose} on")
    before = len(visitor.messages)
    await visitor.says(word)
    said = [message.text for message in visitor.messages[before:]]
    assert len(said) == 1, "nothing follows"
    assert told in said[0]
    ((consents,),) = await sqlite_house.rows("SELECT consents FROM person")
    given = set(str(consents).split()) & {"campaigns", "promotion", "emergency"}
    assert given == left
