"""The later purposes are asked once each, below a receipt, and no answer means no."""

from __future__ import annotations

import pytest

from bot.domain.people.persons import NOTICE_VERSION
from tests.applications import TestApplication, Visitor

WARNINGS = "Bạn có muốn nhận tin báo khẩn cấp không?"
OFFERS = "Bạn có muốn nhận những tin này không?"


async def records(person: Visitor, told: str = "hôm nay đọc sách 30 phút") -> str:
    """Tell an activity and confirm it; the receipt."""
    await person.says(told)
    return await person.taps("Ghi vào sổ")


async def consents(application: TestApplication) -> list[tuple[object, ...]]:
    """The later purposes that were answered: purpose, answer, version of the notice."""
    return await application.rows(
        "SELECT purpose, given, text_version FROM consent"
        " WHERE purpose IN ('emergency', 'promotion') ORDER BY id"
    )


@pytest.fixture
async def person(sqlite_house: TestApplication) -> Visitor:
    """A resident who joined and has one entry: the recovery code was offered."""
    visitor = sqlite_house.visitor()
    await visitor.joins()
    assert WARNINGS not in await records(visitor)
    return visitor


async def test_each_is_asked_once_and_unanswered_it_is_no(person: Visitor) -> None:
    asked = [await records(person, f"hôm nay học excel {minutes} phút") for minutes in (20, 21, 22)]
    assert [WARNINGS in receipt for receipt in asked] == [True, False, False]
    assert [OFFERS in receipt for receipt in asked] == [False, True, False]
    assert await consents(person.application) == []
    stored = "SELECT consents, purposes_asked FROM person"
    ((agreed, noted),) = await person.application.rows(stored)
    assert "emergency" not in str(agreed)
    assert "promotion" not in str(agreed)
    assert noted == "emergency promotion"


@pytest.mark.parametrize(("label", "given"), [("Có, báo cho tôi", 1), ("Không nhận", 0)])
async def test_the_answer_is_stored_with_the_notice_and_can_be_changed(
    person: Visitor, label: str, given: int
) -> None:
    await records(person, "hôm nay học excel 20 phút")
    assert ("có" if given else "không") in await person.taps(label)
    assert await consents(person.application) == [("emergency", given, NOTICE_VERSION)]
    await person.says("điều đã đồng ý")
    await person.taps("Thôi nhận tin khẩn cấp" if given else "Gửi tin khẩn cấp")
    assert (await consents(person.application))[-1] == ("emergency", 1 - given, NOTICE_VERSION)


@pytest.mark.parametrize(("typed", "given"), [("có", 1), ("vâng", 1), ("không", 0)])
async def test_a_typed_yes_or_no_answers_it(person: Visitor, typed: str, given: int) -> None:
    await records(person, "hôm nay học excel 20 phút")
    await person.says(typed)
    assert await consents(person.application) == [("emergency", given, NOTICE_VERSION)]


async def test_who_answered_on_the_page_of_their_data_is_not_asked(person: Visitor) -> None:
    await person.says("điều đã đồng ý")
    await person.taps("Gửi tin khẩn cấp")
    receipt = await records(person, "hôm nay học excel 20 phút")
    assert WARNINGS not in receipt
    assert OFFERS in receipt


async def test_it_is_never_asked_amid_a_draft(person: Visitor) -> None:
    receipt = await records(person, "hôm nay học excel 20 phút; đọc báo 10 phút")
    assert WARNINGS not in receipt
    assert WARNINGS in await person.taps("Ghi vào sổ")


async def test_what_was_typed_without_an_answer_asks_or_shows_what_is_stored(
    person: Visitor,
) -> None:
    assert WARNINGS in await person.says("/agree")
    for purpose in ("emergency", "promotion"):
        await person.says(f"/agree {purpose} off")
    assert "Dữ liệu của bạn" in await person.says("/agree x y z")
    assert len(await consents(person.application)) == 2
