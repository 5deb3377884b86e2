"""A recovery code is offered before it is needed: once, and while nothing else is asked."""

from __future__ import annotations

from typing import cast

import pytest

from bot.domain.learning.activity import Draft
from bot.domain.people.persons import Person
from bot.domain.reference_data import ReferenceData
from bot.services.people.recovering import NoteRecoveryOffered
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Interrupted, Turn
from bot.talk.events import CommandsDone, Pressed
from handlers.residents.log.conversation import decide, gather
from handlers.residents.log.states import Confirming
from tests.applications import FRIDAY, TestApplication, Visitor

OFFER = "Nếu mất điện thoại"
BUTTON = "Mã lấy lại sổ"


async def records(person: Visitor, told: str = "hôm nay đọc sách 30 phút") -> str:
    """Tell an activity and confirm it; the receipt."""
    await person.says(told)
    return await person.taps("Ghi vào sổ")


async def test_the_first_receipt_offers_it_in_one_line_and_one_button_and_never_again(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    receipt = await records(person)
    assert receipt.count(OFFER) == 1
    assert person.labels.count(BUTTON) == 1
    await person.taps(BUTTON)
    assert any("Tạo mã" in label for label in person.labels)
    for _time in range(2):
        assert OFFER not in await records(person, "hôm nay học excel 45 phút")
        assert BUTTON not in person.labels
    assert await application.rows(
        "SELECT count(*) FROM person WHERE recovery_offered_ms IS NOT NULL"
    ) == [(1,)]


async def test_it_waits_until_no_further_activity_waits(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    receipt = await records(person, "hôm nay đọc sách 30 phút; học excel 45 phút")
    assert OFFER not in receipt
    assert OFFER in await person.taps("Ghi vào sổ")


@pytest.mark.parametrize(
    ("interrupted", "offered"),
    [(None, True), (Interrupted(), False)],
    ids=["nothing", "a question"],
)
async def test_it_waits_while_another_question_waits(
    interrupted: Interrupted | None, offered: bool
) -> None:
    state = Confirming(Draft("k", "I1", "Đọc sách", FRIDAY.date(), 30))
    person = Person(1, joined_at=FRIDAY)
    press = Pressed("save:k")
    data = cast("ReferenceData", None)  # recording asks no data file
    turn = Turn(person, FRIDAY, state, press, "new", data, interrupted=interrupted)
    facts = await gather(cast("ReadQueries", None), turn)
    step = decide(state, press, facts)
    assert (NoteRecoveryOffered() in step.commands) is offered
    (receipt, *_more) = decide(state, CommandsDone("HT-1"), facts).says
    assert ("/recover" in [choice.key for row in receipt.choices for choice in row]) is offered


async def test_who_has_a_code_is_not_offered_one(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    await person.says("mã lấy lại sổ")
    await person.taps("Tạo mã lấy lại sổ")
    assert OFFER not in await records(person)
