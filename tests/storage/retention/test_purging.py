"""Retention, on both databases: what is past its time goes, in slices, and nothing else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from bot.storage.dialogs import tables as dialogs_tables
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.statement import Statement
from bot.storage.learning import tables as learning_tables
from bot.storage.notifications import tables as notifications_tables
from bot.storage.outbox import tables as outbox_tables
from bot.storage.people import tables as people_tables
from bot.storage.privacy import tables as privacy_tables
from bot.storage.retention.purging import MAX_SLICE, purge
from bot.storage.skills import tables as skills_tables
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import ZONE
from tests.sealed import put_rows
from tests.storage.stores import Store, meet, query

T = TypeVar("T")

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
DAY = dt.timedelta(days=1)
NOTHING = dict.fromkeys(
    ("campaign_answer", "activity", "evidence", "self_check", "rating", "pause", "goal",
     "link_code", "reminded", "visitor", "inbox", "outbox", "download", "delivery", "data_request",
     "invitation", "staff_link", "staff_session"), 0
)  # fmt: skip


async def fill(url: str, table: Any, rows: list[dict[str, Any]]) -> None:
    """Put rows into a table."""
    await put_rows(url, [(table, row) for row in rows])


def an_activity(number: int, person: int, day: str) -> dict[str, Any]:
    """A row of the record."""
    return {
        "id": number, "person_id": person, "draft_key": f"k{number}", "receipt": f"HT-{number}",
        "type_code": "I1", "title": "Đọc sách", "day": day, "minutes": 30, "created_ms": 0,
    }  # fmt: skip


def a_word(number: int, posted: dt.datetime, done: dt.datetime | None) -> dict[str, Any]:
    """A row of the outbox."""
    return {
        "id": number, "channel": "web", "external_id": "1", "person_id": 1, "kind": "reply",
        "locale": "vi", "turn": 1, "say": "{}", "state": "sent" if done else "planned",
        "due_ms": to_ms(posted), "created_ms": to_ms(posted),
        "done_ms": None if done is None else to_ms(done),
    }  # fmt: skip


async def ids(url: str, table: str) -> list[int]:
    """The numbers of the rows that are left."""
    return [number for (number,) in await query(url, f"SELECT id FROM {table} ORDER BY id")]


async def test_where_nothing_is_old_nothing_goes(store: Store) -> None:
    assert await purge(store, NOW) == NOTHING
    await meet(store)
    assert await purge(store, NOW) == NOTHING


async def test_activities_of_this_year_and_the_last_one_stay(
    store: Store, database_url: str
) -> None:
    people = [(await meet(store, address)).person.id for address in "12"]
    days = ("2023-06-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-11-20")
    rows = [
        an_activity(10 * person + dialog, person, day)
        for person in people
        for dialog, day in enumerate(days)
    ]
    await fill(database_url, learning_tables.activity, rows)
    every = [row["id"] for row in rows]
    for table, name in (
        (learning_tables.evidence, "reference"),
        (learning_tables.activity_change, "field"),
    ):
        more = {"kind": "photo"} if table is learning_tables.evidence else {}
        await fill(
            database_url,
            table,
            [{"id": n, "activity_id": n, name: "x", "at_ms": to_ms(NOW), **more} for n in every],
        )
    kept = [number for number in every if number % 10 >= 2]
    assert await purge(store, NOW) == {**NOTHING, "activity": 4, "evidence": 4}
    for left in ("activity", "evidence", "activity_change"):
        assert await ids(database_url, left) == kept
    assert await purge(store, NOW) == NOTHING


async def test_the_year_is_that_of_the_services_own_zone(store: Store, database_url: str) -> None:
    person = (await meet(store)).person.id
    await fill(database_url, learning_tables.activity, [an_activity(1, person, "2025-12-31")])
    await query(database_url, "UPDATE person SET joined_ms = 1")
    new_year = dt.datetime(2027, 1, 1, 0, 0, tzinfo=ZONE)
    assert (await purge(store, new_year - dt.timedelta(seconds=1)))["activity"] == 0
    assert (await purge(store, new_year))["activity"] == 1


async def test_updates_are_known_for_30_days(store: Store, database_url: str) -> None:
    ages = {"old": 31 * DAY, "over": 30 * DAY + DAY / 86_400_000, "just": 30 * DAY, "new": 0 * DAY}
    rows = [
        {"channel": channel, "update_id": name, "at_ms": to_ms(NOW - age)}
        for channel in ("web", "zalo")
        for name, age in ages.items()
    ]
    await fill(database_url, dialogs_tables.inbox, rows)
    assert await purge(store, NOW) == {**NOTHING, "inbox": 4}
    left = await query(database_url, "SELECT DISTINCT update_id FROM inbox ORDER BY 1")
    assert left == [("just",), ("new",)]


async def test_words_stay_for_30_days_after_their_end(store: Store, database_url: str) -> None:
    old, new = NOW - 31 * DAY, NOW - 29 * DAY
    rows = [
        a_word(1, old, old),
        a_word(2, old, None),
        a_word(3, old, new),
        a_word(4, old, NOW - 30 * DAY),
        a_word(5, old, old + DAY / 2),
        a_word(6, new, new),
        a_word(7, new, None),
    ]
    await fill(database_url, outbox_tables.outbox, rows)
    assert await purge(store, NOW) == {**NOTHING, "outbox": 2}
    assert await ids(database_url, "outbox") == [2, 3, 4, 6, 7]


async def test_what_became_of_reminders_is_known_for_30_days(
    store: Store, database_url: str
) -> None:
    for address in "12":
        await meet(store, address)
    await fill(database_url, notifications_tables.reminder, [
        {"id": number, "person_id": person, "reminder_key": f"r{number}", "purpose": "log",
         "days": 127, "minute": 570, "created_ms": 0}
        for number, person in ((1, 1), (2, 1), (3, 2))
    ])  # fmt: skip
    ages = (31 * DAY, 30 * DAY + DAY / 86_400_000, 30 * DAY, 0 * DAY)
    await fill(database_url, notifications_tables.reminded, [
        {"reminder_id": number, "due_ms": to_ms(NOW - age), "outcome": "remind",
         "at_ms": to_ms(NOW)}
        for number in (1, 2, 3)
        for age in ages
    ])  # fmt: skip
    assert await purge(store, NOW) == {**NOTHING, "reminded": 6}
    left = await query(database_url, "SELECT reminder_id, due_ms FROM reminded ORDER BY 1, 2")
    assert left == [(n, to_ms(NOW - age)) for n in (1, 2, 3) for age in ages[2:]]
    assert await ids(database_url, "reminder") == [1, 2, 3]
    assert await purge(store, NOW) == NOTHING


class Sliced:
    """A real database that counts the rows which each transaction deletes, per table."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.slices: list[int] = []

    async def in_transaction(self, job: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        async def counted(session: Any) -> T:
            run = session.rows

            class Counting:
                async def rows(_self, statement: Statement, /, **values: Any) -> Any:  # noqa: N805
                    rows = await run(statement, **values)
                    if statement.name.startswith("purge_"):
                        self.slices.append(len(rows))
                    return rows

            return await job(Counting())

        return await self._store.in_transaction(counted)


@pytest.mark.parametrize("many", [MAX_SLICE, 2 * MAX_SLICE + 7])
async def test_much_goes_in_small_slices(store: Store, database_url: str, many: int) -> None:
    person = (await meet(store)).person.id
    old = NOW - 40 * DAY
    numbers = range(1, many + 1)
    await fill(
        database_url,
        learning_tables.activity,
        [an_activity(n, person, "2020-01-01") for n in numbers],
    )
    await fill(
        database_url,
        dialogs_tables.inbox,
        [{"channel": "web", "update_id": str(n), "at_ms": to_ms(old)} for n in numbers],
    )
    await fill(
        database_url,
        outbox_tables.outbox,
        [*(a_word(n, old, old) for n in numbers), a_word(many + 1, NOW, NOW)],
    )
    sliced = Sliced(store)
    gone = await purge(sliced, NOW)
    assert gone == {**NOTHING, "activity": many, "inbox": many, "outbox": many}
    assert max(sliced.slices) <= MAX_SLICE
    assert sum(sliced.slices) == 3 * many
    assert await ids(database_url, "outbox") == [many + 1]


async def test_people_are_gone_through_to_the_last(store: Store, database_url: str) -> None:
    many = MAX_SLICE + 20
    people = [{"id": n, "locale": "vi", "created_ms": 0} for n in range(1, many + 1)]
    await fill(database_url, people_tables.person, people)
    await fill(
        database_url,
        learning_tables.activity,
        [an_activity(n, n, "2020-01-01") for n in (1, many - 1, many)],
    )
    assert (await purge(store, NOW))["activity"] == 3


async def test_what_hangs_on_a_year_goes_with_it_and_the_goal_in_force_stays(
    store: Store, database_url: str
) -> None:
    await meet(store)
    first = dt.datetime(2025, 1, 1, tzinfo=ZONE)

    def a_check(number: int, started: dt.datetime) -> dict[str, Any]:
        return {
            "id": number, "person_id": 1, "check_key": f"c{number}", "form": "short",
            "version": "2026-1", "started_ms": to_ms(started),
        }  # fmt: skip

    minute = dt.timedelta(minutes=1)
    await fill(
        database_url, skills_tables.self_check, [a_check(1, first - minute), a_check(2, first)]
    )
    answers = [
        {"check_id": number, "item": "S1", "nth": 0, "value": 2, "at_ms": 0} for number in (1, 2)
    ]
    await fill(database_url, skills_tables.check_answer, answers)
    await fill(database_url, learning_tables.rating, [
        {"id": number, "person_id": 1, "criteria_set": "324-2023", "year": year,
         "indicator": "1", "points": 7, "at_ms": 0}
        for number, year in enumerate((2024, 2025, 2026), 1)
    ])  # fmt: skip
    await fill(database_url, learning_tables.pause, [
        {"id": number, "person_id": 1, "first_day": "2024-12-01", "last_day": day, "at_ms": 0}
        for number, day in enumerate(("2024-12-31", "2025-01-01"), 1)
    ])  # fmt: skip
    await fill(database_url, learning_tables.goal, [
        {"id": number, "person_id": 1, "minutes": 60, "since": day, "at_ms": 0}
        for number, day in enumerate(("2023-05-05", "2024-05-05"), 1)
    ])  # fmt: skip
    gone = await purge(store, NOW)
    assert gone == {**NOTHING, "self_check": 1, "rating": 1, "pause": 1, "goal": 1}
    assert await ids(database_url, "self_check") == [2]
    assert await query(database_url, "SELECT check_id FROM check_answer") == [(2,)]
    assert await ids(database_url, "rating") == [2, 3]
    assert await ids(database_url, "pause") == [2]
    assert await ids(database_url, "goal") == [2]
    assert await purge(store, NOW) == NOTHING


def _a_file(number: int, activity: int, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": number, "activity_id": activity, "kind": "photo", "reference": f"web:{number}.jpg",
        "at_ms": to_ms(at),
    }  # fmt: skip


async def test_photos_of_a_year_ago_and_of_old_entries_are_listed_to_be_deleted(
    store: Store, database_url: str
) -> None:
    person = (await meet(store)).person.id
    entries = [an_activity(1, person, "2026-11-01"), an_activity(2, person, "2024-06-01")]
    await fill(database_url, learning_tables.activity, entries)
    files = [
        _a_file(1, 1, NOW - 364 * DAY),
        _a_file(2, 1, NOW - 366 * DAY),
        _a_file(3, 2, NOW - DAY),
    ]
    await fill(database_url, learning_tables.evidence, files)
    gone = await purge(store, NOW)
    assert gone["evidence"] == 2
    assert await ids(database_url, "evidence") == [1]
    doomed = await query(database_url, "SELECT reference FROM doomed_file ORDER BY reference")
    assert [reference for (reference,) in doomed] == ["web:2.jpg", "web:3.jpg"]
    assert await ids(database_url, "activity") == [1]


async def test_what_became_of_a_notification_is_kept_for_a_year_without_its_words(
    store: Store, database_url: str
) -> None:
    person = (await meet(store)).person.id
    await query(database_url, "UPDATE person SET joined_ms = 1")
    old, older = NOW - 31 * DAY, NOW - 370 * DAY
    rows = [
        a_word(1, older, older) | {"person_id": person, "source": "day:2", "why": None},
        a_word(2, old, old) | {"person_id": person, "source": "day:2026-10-02", "why": "quiet"},
        a_word(3, old, old) | {"person_id": person, "source": None, "why": None},
        a_word(4, NOW - DAY, NOW - DAY) | {"person_id": person, "source": "day:1", "why": None},
    ]
    await fill(database_url, outbox_tables.outbox, rows)
    gone = await purge(store, NOW)
    assert (gone["outbox"], gone["delivery"]) == (3, 1)
    assert await ids(database_url, "outbox") == [4]
    kept = await query(database_url, "SELECT id, person_id, source, why FROM delivery ORDER BY id")
    assert [tuple(row) for row in kept] == [(2, person, "day:2026-10-02", "quiet")]
    assert (await purge(store, NOW + DAY))["delivery"] == 0
    assert (await purge(store, NOW + 340 * DAY))["delivery"] == 1


@pytest.mark.parametrize("erased", [False, True])
async def test_a_request_goes_24_months_after_its_end_and_an_open_one_never(
    store: Store, database_url: str, erased: bool
) -> None:
    person = (await meet(store)).person.id
    ends = {
        "YC-old": NOW.replace(year=2024) - 2 * DAY,
        "YC-young": NOW.replace(year=2024) + DAY,
        "YC-open": None,
    }
    rows = [
        {
            "number": number, "person_id": None if erased else person, "kind": "ask",
            "received_ms": 0, "acknowledged_ms": 0, "due": "2024-01-01",
            "done_ms": None if end is None else to_ms(end),
            "outcome": None if end is None else "answered",
            "wish": None if erased else "Xin hỏi vì sao",
        }
        for number, end in ends.items()
    ]  # fmt: skip
    await fill(database_url, privacy_tables.data_request, rows)
    assert await purge(store, NOW) == NOTHING | {"data_request": 1}
    left = await query(database_url, "SELECT number FROM data_request ORDER BY number")
    assert left == [("YC-open",), ("YC-young",)]


async def test_links_and_sessions_of_staff_go_a_month_after_their_time(
    store: Store, database_url: str
) -> None:
    person = (await meet(store)).person.id

    async def job(work: SqlUnitOfWork) -> None:
        for ago, word in ((31, "old"), (29, "young")):
            await work.staff_pages.add_session(person, word, NOW - ago * DAY)
        await work.staff_pages.offer_link(person, "link", NOW - 31 * DAY)

    await store.transact(job)
    gone = await purge(store, NOW)
    assert (gone["staff_link"], gone["staff_session"]) == (1, 1)
    found = await query(database_url, "SELECT token_hash FROM staff_session")
    assert [row[0] for row in found] == ["young"]
