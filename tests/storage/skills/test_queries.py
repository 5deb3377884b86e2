"""Self-checks, ratings, goals, pauses and sums, on both databases: what is written is read."""

from __future__ import annotations

import asyncio
import datetime as dt
from operator import attrgetter
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.learning.activity import Draft
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import DAY, NOW, Store, meet, one, open_store, query, record

FORM, VERSION = "short", "2026-1"
SCORED = SelfCheckScore(FORM, VERSION, 20, 12, 2)
LATER = NOW + dt.timedelta(hours=1)


async def done(store: Store, method: str, *values: Any) -> Any:
    """Call one method (`skills.add_check`) of the unit of work in a transaction of its own."""

    async def job(work: SqlUnitOfWork) -> Any:
        return await attrgetter(method)(work)(*values)

    return await store.transact(job)


@pytest.fixture
async def person(store: Store) -> int:
    """Somebody at an address."""
    return (await meet(store)).person.id


@pytest.fixture
async def other(store: Store) -> int:
    """Somebody else."""
    return (await meet(store, "2")).person.id


async def begun(store: Store, person: int, key: str, now: dt.datetime = NOW) -> None:
    """Begin a short form."""
    await done(store, "skills.add_check", person, key, FORM, VERSION, now)


async def finished(store: Store, person: int, key: str, now: dt.datetime = NOW) -> None:
    """Begin a short form and finish it at a time."""
    await begun(store, person, key, now)
    assert await done(store, "skills.end_check", person, key, SCORED, now)


# --- self-checks ----------------------------------------------------------------------------------


async def test_a_check_is_found_as_it_was_begun(store: Store, person: int) -> None:
    await begun(store, person, "c")
    check = SelfCheckAttempt("c", FORM, VERSION, NOW)
    assert await done(store, "skills.check", person, "c") == check
    assert await done(store, "skills.open_checks", person) == (check,)
    assert check.open


async def test_a_check_that_was_never_begun_is_none(store: Store, person: int) -> None:
    assert await done(store, "skills.check", person, "c") is None
    assert await done(store, "skills.open_checks", person) == ()
    assert await done(store, "skills.last_check", person, FORM, VERSION) is None


async def test_a_check_is_begun_once_by_its_key(
    store: Store, person: int, database_url: str
) -> None:
    await begun(store, person, "c")
    await done(store, "skills.add_answer", person, "c", "S1", 1, NOW)
    await begun(store, person, "c", LATER)
    assert await one(database_url, "SELECT count(*) FROM self_check") == 1
    assert await done(store, "skills.check", person, "c") == SelfCheckAttempt(
        "c", FORM, VERSION, NOW, {"S1": 1}
    )


async def test_the_last_answer_counts_and_every_one_is_kept(
    store: Store, person: int, database_url: str
) -> None:
    await begun(store, person, "c")
    for item, value in (("S1", 1), ("S2", None), ("S1", None), ("S2", 3), ("S1", 0)):
        assert await done(store, "skills.add_answer", person, "c", item, value, NOW)
    check = await done(store, "skills.check", person, "c")
    assert check.answers == {"S1": 0, "S2": 3}
    rows = await query(database_url, "SELECT item, nth, value FROM check_answer ORDER BY id")
    assert rows == [("S1", 0, 1), ("S2", 0, None), ("S1", 1, None), ("S2", 1, 3), ("S1", 2, 0)]


async def test_open_checks_come_newest_first_each_with_its_own_answers(
    store: Store, person: int
) -> None:
    for key in ("a", "b", "c"):
        await begun(store, person, key)
    for key, item, value in (("c", "S1", 1), ("a", "S1", 2), ("c", "S2", None), ("a", "S2", 3)):
        await done(store, "skills.add_answer", person, key, item, value, NOW)
    await done(store, "skills.end_check", person, "b", None, LATER)
    found = await done(store, "skills.open_checks", person)
    assert [(check.key, dict(check.answers)) for check in found] == [
        ("c", {"S1": 1, "S2": None}),
        ("a", {"S1": 2, "S2": 3}),
    ]


async def test_a_finished_check_takes_no_answer_and_ends_once(
    store: Store, person: int, database_url: str
) -> None:
    await begun(store, person, "c")
    await done(store, "skills.add_answer", person, "c", "S1", 1, NOW)
    assert await done(store, "skills.end_check", person, "c", SCORED, LATER)
    kept = "SELECT state, ended_ms, points, answered, band FROM self_check"
    before = await query(database_url, kept)
    assert before == [("finished", round(LATER.timestamp() * 1000), 20, 12, 2)]
    assert not await done(store, "skills.add_answer", person, "c", "S1", 3, LATER)
    assert not await done(
        store, "skills.end_check", person, "c", SelfCheckScore(FORM, VERSION, 1, 1, 0), LATER
    )
    assert not await done(store, "skills.end_check", person, "c", None, LATER)
    await begun(store, person, "c", LATER)
    assert await query(database_url, kept) == before
    assert await query(database_url, "SELECT value FROM check_answer") == [(1,)]
    assert await done(store, "skills.check", person, "c") == SelfCheckAttempt(
        "c", FORM, VERSION, NOW, {"S1": 1}, LATER
    )


async def test_a_dropped_check_has_no_score_and_is_no_last_one(
    store: Store, person: int, database_url: str
) -> None:
    await begun(store, person, "c")
    assert await done(store, "skills.end_check", person, "c", None, NOW)
    assert await query(database_url, "SELECT state, points, answered, band FROM self_check") == [
        ("dropped", None, None, None)
    ]
    assert await done(store, "skills.last_check", person, FORM, VERSION) is None
    assert not await done(store, "skills.add_answer", person, "c", "S1", 1, NOW)


async def test_the_last_check_is_of_this_form_and_version_and_finished(
    store: Store, person: int
) -> None:
    await finished(store, person, "first")
    await begun(store, person, "second", LATER)
    await done(store, "skills.add_answer", person, "second", "S1", 2, LATER)
    await done(store, "skills.end_check", person, "second", SCORED, LATER)
    await begun(store, person, "open")
    for key, form, version in (("full", "full", VERSION), ("newer", FORM, "2027-1")):
        await done(store, "skills.add_check", person, key, form, version, LATER)
        await done(
            store, "skills.end_check", person, key, SelfCheckScore(form, version, 1, 12, 0), LATER
        )
    last = await done(store, "skills.last_check", person, FORM, VERSION)
    assert last == SelfCheckAttempt("second", FORM, VERSION, LATER, {"S1": 2}, LATER)
    assert (await done(store, "skills.last_check", person, FORM, "2027-1")).key == "newer"
    assert (await done(store, "skills.last_check", person, "full", VERSION)).key == "full"


async def test_finished_checks_come_newest_first_and_no_more_than_wanted(
    store: Store, person: int, other: int
) -> None:
    for number in range(3):
        await finished(store, person, f"f{number}", NOW + dt.timedelta(days=number))
    await finished(store, other, "theirs")
    await begun(store, person, "open")
    await begun(store, person, "dropped")
    await store.transact(lambda work: work.skills.end_check(person, "dropped", None, NOW))
    found = await store.transact(lambda work: work.skills.finished_checks(person, 2))
    assert [each.key for each in found] == ["f2", "f1"]
    assert found[0].ended_at == NOW + dt.timedelta(days=2)


async def test_scores_are_those_of_a_span_with_a_band(store: Store, person: int) -> None:
    start, end = NOW, NOW + dt.timedelta(days=1)
    late = end - dt.timedelta(milliseconds=1)
    for key, at, points, band in (
        ("before", start - dt.timedelta(milliseconds=1), 1, 0),
        ("first", start, 2, 1),
        ("last", late, 3, 2),
        ("after", end, 4, 3),
        ("no band", late, 5, None),
    ):
        await begun(store, person, key, NOW)
        await done(
            store,
            "skills.end_check",
            person,
            key,
            SelfCheckScore(FORM, VERSION, points, 12, band),
            at,
        )
    await begun(store, person, "dropped")
    await done(store, "skills.end_check", person, "dropped", None, late)
    await begun(store, person, "open")
    found = await done(store, "skills.scored_between", person, start, end)
    assert sorted(each.points for each in found) == [2, 3]
    assert SelfCheckScore(FORM, VERSION, 2, 12, 1) in found


async def test_checks_are_their_own_persons(store: Store, person: int, other: int) -> None:
    await finished(store, person, "mine")
    await begun(store, person, "open")
    for method, values in (
        ("skills.check", ("mine",)),
        ("skills.check", ("open",)),
        ("skills.last_check", (FORM, VERSION)),
    ):
        assert await done(store, method, other, *values) is None
    assert await done(store, "skills.open_checks", other) == ()
    assert await done(store, "skills.scored_between", other, NOW, LATER) == ()
    assert not await done(store, "skills.add_answer", other, "open", "S1", 3, NOW)
    assert not await done(store, "skills.end_check", other, "open", None, NOW)
    assert (await done(store, "skills.check", person, "open")).open


async def test_a_check_that_two_processes_end_ends_once(postgresql_url: str) -> None:
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        person = (await meet(a)).person.id
        await begun(a, person, "c")
        ended = await asyncio.gather(
            *(done(store, "skills.end_check", person, "c", SCORED, NOW) for store in (a, b) * 4)
        )
    assert sorted(ended) == [False] * 7 + [True]


async def test_the_same_place_among_the_answers_is_never_taken_twice(
    store: Store, person: int, database_url: str
) -> None:
    await begun(store, person, "c")
    await done(store, "skills.add_answer", person, "c", "S1", 1, NOW)
    with pytest.raises(IntegrityError):
        await query(
            database_url,
            "INSERT INTO check_answer (check_id, item, nth, value, at_ms)"
            " SELECT check_id, item, nth, 3, at_ms FROM check_answer",
        )


# --- ratings --------------------------------------------------------------------------------------


async def test_the_last_rating_counts_of_this_set_and_year(
    store: Store, person: int, other: int, database_url: str
) -> None:
    for who, criteria, year, indicator, points in (
        (person, "324-2023", 2026, "1", 3),
        (person, "324-2023", 2026, "2", 0),
        (person, "324-2023", 2026, "1", 8),
        (person, "324-2023", 2025, "1", 10),
        (person, "older", 2026, "1", 9),
        (other, "324-2023", 2026, "1", 5),
    ):
        await done(store, "learning.add_rating", who, criteria, year, indicator, points, NOW)
    assert await done(store, "learning.ratings", person, "324-2023", 2026) == {"1": 8, "2": 0}
    assert await done(store, "learning.ratings", person, "324-2023", 2025) == {"1": 10}
    assert await done(store, "learning.ratings", person, "324-2023", 2027) == {}
    assert await one(database_url, "SELECT count(*) FROM rating") == 6


# --- goals and pauses -----------------------------------------------------------------------------


async def test_goals_are_all_kept_oldest_first(store: Store, person: int, other: int) -> None:
    told = (Goal(DAY, 120), Goal(DAY, 0), Goal(DAY + dt.timedelta(days=9), 60))
    for goal in told:
        await done(store, "learning.add_goal", person, goal, NOW)
    assert await done(store, "learning.goals", person) == told
    assert await done(store, "learning.goals", other) == ()


def pause(first: int, last: int) -> LearningPause:
    """A pause of days of November."""
    return LearningPause(DAY.replace(day=first), DAY.replace(day=last))


async def test_pauses_are_those_that_reach_a_day_or_beyond(
    store: Store, person: int, other: int
) -> None:
    told = (pause(1, 5), pause(3, 10), pause(20, 25))
    for each in told:
        await done(store, "learning.add_pause", person, each, NOW)
    assert await done(store, "learning.pauses", person, DAY.replace(day=5)) == told
    assert await done(store, "learning.pauses", person, DAY.replace(day=6)) == told[1:]
    assert await done(store, "learning.pauses", person, DAY.replace(day=26)) == ()
    assert await done(store, "learning.pauses", other, DAY.replace(day=1)) == ()


async def test_a_pause_that_holds_a_day_ends_the_day_before(
    store: Store, person: int, other: int
) -> None:
    for each in (pause(1, 9), pause(5, 30), pause(10, 10), pause(11, 20)):
        await done(store, "learning.add_pause", person, each, NOW)
    await done(store, "learning.add_pause", other, pause(1, 30), NOW)
    await done(store, "learning.end_pause", person, DAY.replace(day=10))
    found = await done(store, "learning.pauses", person, DAY.replace(day=1))
    assert found == (pause(1, 9), pause(5, 9), pause(10, 9), pause(11, 20))
    assert not found[2].holds(DAY.replace(day=10))
    assert await done(store, "learning.pauses", other, DAY.replace(day=1)) == (pause(1, 30),)


async def test_without_a_pause_nothing_ends(store: Store, person: int, database_url: str) -> None:
    await done(store, "learning.end_pause", person, DAY)
    assert await query(database_url, "SELECT * FROM pause") == []


# --- sums -----------------------------------------------------------------------------------------


async def test_tallies_are_by_day_and_type_without_void_entries(store: Store) -> None:
    dialog, theirs = await meet(store), await meet(store, "2")
    before = DAY - dt.timedelta(days=1)
    for key, minutes, day in (
        ("a", 30, DAY),
        ("b", 45, DAY),
        ("c", 10, before),
        ("void", 100, DAY),
        ("long ago", 60, DAY - dt.timedelta(days=30)),
    ):
        await record(store, dialog, key, minutes, day)
    await record(store, theirs, "theirs", 300)

    school = Draft("d", "F1", "Học bổ túc", DAY, 20)
    await done(store, "learning.add_activity", dialog.person, school, "HT-d", NOW)
    await done(store, "learning.void_activity", dialog.person.id, "HT-void", "", NOW)
    assert await done(store, "learning.daily_totals", dialog.person.id, before, DAY) == (
        DailyTotal(before, "I1", 1, 10),
        DailyTotal(DAY, "F1", 1, 20),
        DailyTotal(DAY, "I1", 2, 75),
    )
    sums = await done(store, "learning.daily_totals", dialog.person.id, DAY, DAY)
    assert all(type(each.count) is int and type(each.minutes) is int for each in sums)
    assert await done(store, "learning.daily_totals", dialog.person.id, LATER.date(), before) == ()


async def test_the_first_day_is_the_earliest_that_counts(store: Store) -> None:
    dialog = await meet(store)
    person = dialog.person.id
    assert await done(store, "learning.first_day", person) is None
    await record(store, dialog, "void", day=DAY - dt.timedelta(days=9))
    await record(store, dialog, "a", day=DAY - dt.timedelta(days=2))
    await record(store, dialog, "b", day=DAY)
    assert await done(store, "learning.first_day", person) == DAY - dt.timedelta(days=9)
    await done(store, "learning.void_activity", person, "HT-void", "", NOW)
    assert await done(store, "learning.first_day", person) == DAY - dt.timedelta(days=2)
    assert await done(store, "learning.first_day", (await meet(store, "2")).person.id) is None


# --- being forgotten ------------------------------------------------------------------------------


async def test_nothing_of_it_stays_of_somebody_who_is_forgotten(
    store: Store, person: int, other: int, database_url: str
) -> None:
    for who in (person, other):
        await begun(store, who, f"c{who}")
        await done(store, "skills.add_answer", who, f"c{who}", "S1", 1, NOW)
        await done(store, "learning.add_rating", who, "324-2023", 2026, "1", 3, NOW)
        await done(store, "learning.add_goal", who, Goal(DAY, 60), NOW)
        await done(store, "learning.add_pause", who, LearningPause(DAY, DAY), NOW)
    await done(store, "privacy.forget_person", person, NOW)
    for table in ("self_check", "rating", "goal", "pause"):
        assert await query(database_url, f"SELECT person_id FROM {table}") == [(other,)]
    assert await one(database_url, "SELECT count(*) FROM check_answer") == 1
