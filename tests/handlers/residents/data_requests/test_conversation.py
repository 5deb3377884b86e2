"""Requests about one's data: asked in own words, answered on time, and seen as they stand."""

from __future__ import annotations

import re

import pytest

from bot.schedule.request_clock import LaidAnswer, lay_answer
from tests.applications import Visitor


async def asks(person: Visitor, words: str = "Ai xem được sổ của tôi?") -> str:
    """Ask in own words; the number of the request."""
    await person.says("hỏi về dữ liệu")
    said = await person.says(words)
    number = re.search("YC-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    assert number is not None, said
    return number.group()


@pytest.mark.parametrize("word", ["phản ánh về dữ liệu", "hoi ve du lieu", "/requests ask"])
async def test_plain_words_ask_at_once(person: Visitor, word: str) -> None:
    assert "Bạn muốn hỏi hoặc phản ánh điều gì" in await person.says(word)


async def test_a_wish_gets_a_number_and_a_day(person: Visitor) -> None:
    await person.says("/data")
    assert "Chưa có yêu cầu nào." in await person.taps("Yêu cầu của tôi")
    await person.taps("Hỏi, phản ánh về dữ liệu")
    said = await person.says("Ai xem được sổ của tôi?")
    assert "muộn nhất thứ Hai, 30/11/2026" in said
    shown = await person.taps("Yêu cầu của tôi")
    assert "hỏi hoặc phản ánh: đang chờ, muộn nhất thứ Hai, 30/11/2026" in shown


async def test_what_the_service_did_itself_is_shown_as_done(person: Visitor) -> None:
    await person.says("/data age")
    await person.says("tôi 45 tuổi")
    shown = await person.says("yêu cầu của tôi")
    assert re.search(r"YC-\S+, sửa thông tin: đã xong, thứ Sáu, 20/11/2026", shown), shown


async def test_the_way_back_leads_to_the_data(person: Visitor) -> None:
    await person.says("/requests")
    assert "Dữ liệu của bạn" in await person.taps("◀ Quay lại")


@pytest.mark.parametrize(
    ("outcome", "told", "shown"),
    [("answered", "đã được trả lời", "đã xong"), ("refused", "không thực hiện được", "không thực")],
)
async def test_a_laid_answer_reaches_the_person_once(
    person: Visitor, outcome: str, told: str, shown: str
) -> None:
    number = await asks(person)
    house = person.application
    answer = LaidAnswer(number, outcome, "Chỉ có bạn thấy.")  # type: ignore[arg-type]
    for _twice in range(2):
        lay_answer(
            house.application.answers_dir, answer, house.application.database.sealer.seal_file
        )
        await house.application.requests.tick()
        await house.worker.settled()
    answers = [m.text for m in person.messages if "Chỉ có bạn thấy." in m.text]
    assert len(answers) == 1
    assert told in answers[0]
    assert number in answers[0]
    assert list(house.application.answers_dir.iterdir()) == []
    assert f"{number}, hỏi hoặc phản ánh: {shown}" in await person.taps("Yêu cầu của tôi")


async def test_an_open_request_is_named_before_its_deadline(person: Visitor) -> None:
    number = await asks(person)
    requests = person.application.application.requests
    assert await requests.remind() == ()
    person.application.clock.move(days=7)
    (named,) = await requests.remind()
    assert (named.number, named.days_left(person.application.clock.at.date())) == (number, 3)
