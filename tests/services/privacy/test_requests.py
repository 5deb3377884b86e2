"""Requests about personal data: what is done is closed at once, what needs somebody stays open."""

from __future__ import annotations

import pytest

from bot.domain.privacy.requests import MAX_WISH
from bot.services.people.erasing import EraseMe
from bot.services.people.joining import Consent
from bot.services.people.profile import ChangeProfile
from bot.services.privacy.requests import MAX_OPEN, AskAboutData, close_request
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Command
from tests.services.running_commands import NOW, Doer, doer
from tests.storage.stores import Store

ALL = "SELECT kind, outcome, due, person_id IS NULL, wish FROM data_request"


@pytest.mark.parametrize(
    ("command", "row"),
    [
        (Consent("campaigns", False), ("withdraw", "done", "2026-12-05", False, None)),
        (ChangeProfile(ward="00070"), ("correct", "done", "2026-11-30", False, None)),
        (EraseMe(), ("erase", "done", "2026-12-10", True, None)),
        (AskAboutData(" Ai xem sổ của tôi? "),
         ("ask", None, "2026-11-30", False, "Ai xem sổ của tôi?")),
    ],
)  # fmt: skip
async def test_each_act_is_a_request_with_its_deadline(
    somebody: Doer, command: Command, row: tuple[object, ...]
) -> None:
    await somebody.does(command)
    assert [tuple(each) for each in await somebody.rows(ALL)] == [row]


async def test_agreeing_and_refusing_again_are_no_requests(somebody: Doer) -> None:
    await somebody.does(Consent("campaigns", True))
    await somebody.does(Consent("campaigns", False))
    await somebody.does(Consent("campaigns", False))
    assert len(await somebody.rows(ALL)) == 1


@pytest.mark.parametrize(
    ("wish", "code"), [("  ", "wish_empty"), ("a" * (MAX_WISH + 1), "wish_long")]
)
async def test_a_wish_is_refused_with_a_reason(somebody: Doer, wish: str, code: str) -> None:
    assert await somebody.is_refused(AskAboutData(wish)) == code


async def test_nobody_without_a_notebook_asks(store: Store, database_url: str) -> None:
    newcomer = await doer(store, database_url, joined=False)
    assert await newcomer.is_refused(AskAboutData("Vì sao?")) == "consent_missing"


async def test_only_so_many_wishes_wait(somebody: Doer) -> None:
    numbers = iter(range(10**6))
    for n in range(MAX_OPEN):
        somebody.random_below = lambda below: next(numbers) * 7 % below
        await somebody.does(AskAboutData(f"Câu hỏi {n}"))
    assert await somebody.is_refused(AskAboutData("Nữa")) == "wishes_many"


async def test_an_answer_is_told_once(somebody: Doer, store: Store) -> None:
    await somebody.does(AskAboutData("Ai xem sổ của tôi?"))
    ((number,),) = await somebody.rows("SELECT number FROM data_request")

    async def answer(work: SqlUnitOfWork) -> bool:
        return await close_request(work, number, "answered", "Chỉ mình bạn.", NOW)

    told = "SELECT count(*) FROM outbox WHERE state = 'planned'"
    assert await store.transact(answer) is True
    assert await store.transact(answer) is False
    assert await somebody.rows("SELECT outcome FROM data_request") == [("answered",)]
    assert await somebody.rows(told) == [(0,)]  # never spoke: there is nowhere to tell it


async def test_an_erasure_leaves_numbers_and_days_only(somebody: Doer) -> None:
    await somebody.does(AskAboutData("Ai xem sổ của tôi?"))
    somebody.random_below = lambda _below: 1
    await somebody.does(ChangeProfile(ward="00070"))
    somebody.random_below = lambda _below: 2
    await somebody.does(EraseMe())
    rows = await somebody.rows(f"{ALL} ORDER BY kind")
    assert [tuple(row) for row in rows] == [
        ("ask", "erased", "2026-11-30", True, None),
        ("correct", "done", "2026-11-30", True, None),
        ("erase", "done", "2026-12-10", True, None),
    ]
