"""Entries are found by words and summed by months: a person's own, on both databases."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from bot.domain.learning.activity import Activity, Draft
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.searching import search_words
from bot.domain.people.persons import Person
from bot.services.ports.messages import Incoming
from bot.storage.engine.session import Session
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from tests.storage.stores import NOW, Store

_numbers = itertools.count(1)


async def person_with(
    store: Store, *entries: tuple[str, str | None, dt.date], address: str = "1"
) -> Person:
    """A person with these entries: title, place and day; each is 10 minutes longer."""

    async def job(session: Session) -> Person:

        work = SqlUnitOfWork(session, "worker", "UBND")
        dialog = await work.dialogs.open_dialog(Incoming("web", address, "u", Said("")), NOW)
        for number, (title, place, day) in enumerate(entries, 1):
            key = f"k{next(_numbers)}"
            draft = Draft(key, "I1", title, day, 10 * number, provider=place)
            assert await work.learning.add_activity(dialog.person, draft, f"HT-{key}", NOW)
        return dialog.person

    return await store.in_transaction(job)


async def titles(store: Store, person: Person, typed: str, limit: int = 10) -> list[str]:
    words = search_words(typed)
    assert words is not None

    async def job(session: Session) -> list[str]:
        learning = SqlUnitOfWork(session, "worker", "UBND").learning
        return [each.title for each in await learning.found(person.id, words, limit, 0)]

    return await store.in_transaction(job)


DAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("excel", ["Học Excel nâng cao"]),
        ("EXCEL nang", ["Học Excel nâng cao"]),
        ("nâng cao", ["Học Excel nâng cao"]),
        ("toan", ["Học toán", "nghe đài ở thư viện toàn quốc"]),
        ("toán", ["Học toán", "nghe đài ở thư viện toàn quốc"]),
        ("toàn", ["nghe đài ở thư viện toàn quốc", "Học toán"]),
        ("an", ["Nấu ăn"]),
        ("hoà", ["Hòa nhạc"]),
        ("hòa", ["Hòa nhạc"]),
        ("thư viện", ["nghe đài ở thư viện toàn quốc", "Đọc sách"]),
        ("thu vien doc", ["Đọc sách"]),
        ("100%", ["giảm 100% béo"]),
        ("%", None),
        ("_", None),
        ("1_0", []),
        ("\\", None),
        ("'; DROP TABLE activity; --", []),
        ("không có", []),
    ],
)
async def test_a_word_finds_entries_and_exact_accents_come_first(
    store: Store, typed: str, found: list[str] | None
) -> None:
    person = await person_with(
        store,
        ("nghe đài ở thư viện toàn quốc", None, DAY),
        ("Học toán", None, DAY),
        ("Học Excel nâng cao", None, DAY),
        ("Nấu ăn", None, DAY),
        ("Hòa nhạc", None, DAY),
        ("giảm 100% béo", None, DAY),
        ("Đọc sách", "Thư viện Hà Nội", DAY - dt.timedelta(days=1)),
    )
    if found is None:
        assert search_words(typed) is None
    else:
        assert await titles(store, person, typed) == found


async def test_only_the_own_entries_are_found(store: Store) -> None:
    person = await person_with(store, ("Học Excel", None, DAY))
    other = await person_with(store, ("Excel của người khác", None, DAY), address="2")
    assert await titles(store, person, "excel") == ["Học Excel"]
    assert await titles(store, other, "excel") == ["Excel của người khác"]


async def test_what_is_found_is_paged_and_summed_without_void_entries(store: Store) -> None:
    days = [DAY + dt.timedelta(days=number) for number in range(7)]
    person = await person_with(store, *((f"Học Excel bài {d.day}", None, d) for d in days))
    words = search_words("excel")
    assert words is not None

    async def job(session: Session) -> tuple[FoundTotal, list[Activity], list[Activity]]:
        learning = SqlUnitOfWork(session, "worker", "UBND").learning
        (newest,) = await learning.latest_activities(person.id, 1)
        await learning.void_activity(person.id, newest.receipt, "twice", NOW)
        total = await learning.found_total(person.id, words)
        first = await learning.found(person.id, words, 4, 0)
        return total, list(first), list(await learning.found(person.id, words, 4, 4))

    total, first, second = await store.in_transaction(job)
    assert total == FoundTotal(7, 6, 10 + 20 + 30 + 40 + 50 + 60, days[5])
    assert [each.day for each in (*first, *second)] == days[::-1]


async def test_a_corrected_entry_is_found_by_its_new_words(store: Store) -> None:
    person = await person_with(store, ("Học Word", "nhà", DAY))

    async def job(session: Session) -> None:
        learning = SqlUnitOfWork(session, "worker", "UBND").learning
        (entry,) = await learning.latest_activities(person.id, 1)
        after = replace(entry, title="Học Excel", provider="thư viện")
        await learning.change_activity(person.id, entry, after, NOW)

    await store.in_transaction(job)
    assert await titles(store, person, "word") == []
    assert await titles(store, person, "excel thư") == ["Học Excel"]


async def test_months_are_summed_and_months_without_entries_left_out(store: Store) -> None:
    days = (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 3, 1))
    person = await person_with(store, *(("Đọc sách", None, day) for day in days))

    async def job(session: Session) -> tuple[MonthTotal, ...]:
        learning = SqlUnitOfWork(session, "worker", "UBND").learning
        (newest,) = await learning.latest_activities(person.id, 1)
        await learning.void_activity(person.id, newest.receipt, "twice", NOW)
        return await learning.monthly_totals(person.id, dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    assert await store.in_transaction(job) == (
        MonthTotal(dt.date(2026, 1, 1), 2, 50, 2),
        MonthTotal(dt.date(2026, 3, 1), 0, 0, 1),
    )


async def test_a_page_of_days_goes_on_where_the_one_before_ended(store: Store) -> None:
    days = [DAY + dt.timedelta(days=number) for number in range(5)]
    person = await person_with(store, *(("Đọc sách", None, day) for day in days))

    async def job(session: Session) -> list[list[dt.date]]:
        learning = SqlUnitOfWork(session, "worker", "UBND").learning
        pages = [
            await learning.activities_page(person.id, days[1], days[4], 3, at) for at in (0, 3)
        ]
        return [[each.day for each in page] for page in pages]

    assert await store.in_transaction(job) == [days[4:1:-1], [days[1]]]
