"""Announcing, on both databases: for whom an occurrence is planned, once each, slice by slice."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
import pytest

from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.audience import Exclusion, PersonFacts, exclusion
from bot.domain.notifications.calendar import Calendar, CalendarOverride
from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.domain.people.persons import PURPOSES
from bot.services.notifications.occurrences import ALL_OTHER_WARDS, Occurrence, WeekMessage
from bot.services.notifications.planning import (
    MAX_PERSONAL_SLICE,
    MAX_SLICE,
    announce_slice,
    slice_most,
)
from bot.services.notifications.unit_of_work import PlanningProgress, Recipient
from bot.storage.engine.milliseconds import to_ms
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Say
from tests.announcements.calendars import HERE, THERE, calendar, day
from tests.announcements.planning import (
    Rows,
    flat,
    insert,
    local,
    occurrence,
    people,
    person,
    planned_for,
    words,
)
from tests.storage.stores import Store, meet, one, open_store, query, record, update

SOURCE = "book_day 2026"
AT = local(4, 21)
APART = calendar(
    CalendarOverride("law_day", off=True, ward=HERE),
    CalendarOverride("law_day", off=True, ward=THERE),
)
CLOSE = "week_close 2026"
CLOSING = local(10, 7, 19)
AGREED = frozenset(PURPOSES)
EXCLUSIONS = {None, "not_joined", "no_consent", "no_address", "moved", "blocked", "has_it"}
"""Why not, for everybody below; somebody who has it is somebody who could have it."""


def why_not(what: Occurrence, each: Recipient) -> Exclusion | None:
    """Why somebody is left out."""
    return exclusion(what.audience, each.facts)


def book_day(ward: str = ALL_OTHER_WARDS, made: Calendar | None = None) -> Occurrence:
    """Book day, of the wards that differ in nothing or of one."""
    return occurrence(made or calendar(), day(4, 21), SOURCE, ward)


def closing(ward: str = ALL_OTHER_WARDS) -> Occurrence:
    """The closing day of the Week: a message of each person's own."""
    return occurrence(calendar(), day(10, 7), CLOSE, ward)


async def a_slice(store: Store, what: Occurrence, now: Any = AT) -> PlanningProgress:
    """Plan one slice."""
    return await store.transact(
        partial(announce_slice, occurrence=what, now=now, limit=slice_most(what))
    )


async def plan(store: Store, what: Occurrence, now: Any = AT) -> PlanningProgress:
    """Plan for everybody."""
    planning_progress = await a_slice(store, what, now)
    while not planning_progress.done:
        planning_progress = await a_slice(store, what, now)
    return planning_progress


def everybody() -> list[tuple[int, Rows]]:
    """Somebody of each sort that could matter, in each ward."""
    sorts = itertools.product(
        (True, False),
        ("log check reminders campaigns", "log campaigns", "log check reminders", ""),
        (None, HERE, THERE, "00004"),
        (False, True, None),
        (True, False),
    )
    found = []
    for number, (joined, consents, ward, blocked, has_it) in enumerate(sorts, 1):
        rows = person(number, joined=joined, consents=consents, ward=ward, blocked=blocked)
        found.append((number, rows + (words(number, SOURCE, AT, state="sent") if has_it else [])))
    silent = len(found)
    for number, (ward, channel) in enumerate(
        itertools.product((None, HERE), (None, "buttons")), silent + 1
    ):
        spoke = channel is None
        found.append((number, person(number, ward=ward, channel=channel, spoke=spoke)))
    return found


# --- for whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ward", [ALL_OTHER_WARDS, HERE, "00226"])
async def test_what_the_statement_plans_is_what_the_rule_says_of_each_person(
    store: Store, database_url: str, ward: str
) -> None:
    population = everybody()
    await insert(database_url, flat([rows for _number, rows in population]))
    what = book_day(ALL_OTHER_WARDS, APART)
    what = what if ward == ALL_OTHER_WARDS else replace(what, ward=ward, excluded=())
    known = await store.transact(lambda work: work.announcements.recipients(SOURCE, ward, 0, 1000))
    reasons = set() if ward == "00226" else EXCLUSIONS
    everywhere = {"other_ward"} if ward == ALL_OTHER_WARDS else set()
    assert {why_not(what, each) for each in known} == reasons | everywhere
    expected = [each.person for each in known if why_not(what, each) is None]
    already = await planned_for(database_url, SOURCE)
    count = await store.transact(
        lambda work: work.announcements.plan_occurrence(what, "{}", 0, len(population), AT)
    )
    rows = await query(database_url, "SELECT person_id FROM outbox WHERE state = 'planned'")
    assert sorted(number for (number,) in rows) == expected
    assert count == len(expected)
    assert await planned_for(database_url, SOURCE) == sorted([*already, *expected])
    # A second time there is nobody left.
    assert (
        await store.transact(
            lambda work: work.announcements.plan_occurrence(what, "{}", 0, 1000, AT)
        )
        == 0
    )


async def test_who_gets_it_by_the_rule_is_who_agreed_can_be_reached_and_has_it_not(
    store: Store, database_url: str
) -> None:
    await insert(
        database_url,
        flat((
            person(1), person(2, joined=False), person(3, consents="log check reminders"),
            person(4, channel=None), person(5, blocked=True), person(6),
            words(6, SOURCE, AT, state="sent"), person(7, ward=None),
            person(8, spoke=False), person(9, blocked=None),
        )),
    )  # fmt: skip
    known = await store.transact(
        lambda work: work.announcements.recipients(SOURCE, ALL_OTHER_WARDS, 0, 1000)
    )
    assert {each.person: why_not(book_day(), each) for each in known} == {
        1: None, 2: "not_joined", 3: "no_consent", 4: "no_address", 5: "blocked", 6: "has_it",
        7: None, 8: "no_address", 9: "moved",
    }  # fmt: skip
    assert await a_slice(store, book_day()) == PlanningProgress(9, 2, done=False)
    assert await planned_for(database_url, SOURCE) == [1, 6, 7]


async def test_a_row_says_where_to_in_which_language_from_when_and_until_when(
    store: Store, database_url: str
) -> None:
    what = book_day()
    await insert(database_url, flat((person(1, locale="en", channel="numbers"), person(2))))
    early, late = AT.replace(hour=6), AT.replace(hour=10)
    await store.transact(lambda work: work.announcements.plan_occurrence(what, "{}", 0, 1, early))
    await store.transact(lambda work: work.announcements.plan_occurrence(what, "{}", 1, 2, late))
    assert await query(
        database_url,
        "SELECT channel, external_id, person_id, kind, locale, turn, say, state, attempts, due_ms,"
        " until_ms, source, created_ms, claimed_by, done_ms FROM outbox ORDER BY person_id",
    ) == [
        ("numbers", "1", 1, "announcement", "en", 0, "{}", "planned", 0, to_ms(AT),
         to_ms(what.until), SOURCE, to_ms(early), None, None),
        ("buttons", "2", 2, "announcement", "vi", 0, "{}", "planned", 0, to_ms(late),
         to_ms(what.until), SOURCE, to_ms(late), None, None),
    ]  # fmt: skip


async def test_who_spoke_on_two_channels_gets_it_where_they_spoke_last(store: Store) -> None:
    dialog = await meet(store, "7", "numbers")
    incoming = replace(update(address="8"), channel="buttons")

    async def move(work: SqlUnitOfWork) -> None:
        await work.people.save_person(replace(dialog.person, joined_at=AT, consents=AGREED), AT)
        await work.dialogs.open_dialog(incoming, AT)
        await work.people.move_address(incoming, dialog.person.id)
        await work.dialogs.save_dialog(await work.dialogs.open_dialog(incoming, AT), AT)

    await store.transact(move)
    known = await store.transact(
        lambda work: work.announcements.recipients(SOURCE, ALL_OTHER_WARDS, 0, 1000)
    )
    (found,) = [each for each in known if each.person == dialog.person.id]
    assert (found.channel, found.address) == ("buttons", "8")
    assert why_not(book_day(), found) is None


# --- once each, slice by slice --------------------------------------------------------------------


async def test_a_person_has_a_source_once_and_another_source_too(
    store: Store, database_url: str
) -> None:
    await people(database_url, 1, 2)
    what = book_day()
    for _again in range(2):
        await store.transact(lambda work: work.announcements.plan_occurrence(what, "{}", 0, 9, AT))
    other = replace(what, source="book_day 2027")
    assert (
        await store.transact(lambda work: work.announcements.plan_occurrence(other, "{}", 0, 9, AT))
        == 2
    )
    assert await planned_for(database_url, SOURCE) == [1, 2]


async def test_slices_go_on_after_one_another_until_nobody_is_left(
    store: Store, database_url: str
) -> None:
    total = 2 * MAX_SLICE + 7
    await people(database_url, *range(1, total + 1))
    what = book_day()
    assert await a_slice(store, what) == PlanningProgress(MAX_SLICE, MAX_SLICE, done=False)
    assert await a_slice(store, what) == PlanningProgress(2 * MAX_SLICE, 2 * MAX_SLICE, done=False)
    assert await a_slice(store, what) == PlanningProgress(total, total, done=False)
    # Who joins now was not there when it was planned, but for the last look.
    assert await a_slice(store, what) == PlanningProgress(total, total, done=True)
    await people(database_url, total + 1)
    assert await a_slice(store, what) == PlanningProgress(total, total, done=True)
    assert await planned_for(database_url, SOURCE) == list(range(1, total + 1))


async def test_another_process_goes_on_where_one_ended(database_url: str) -> None:
    total = MAX_SLICE + 5
    async with open_store(database_url, "a") as before:
        await people(database_url, *range(1, total + 1))
        await a_slice(before, book_day())
    async with open_store(database_url, "b") as after:
        assert await plan(after, book_day()) == PlanningProgress(total, total, done=True)
    assert await planned_for(database_url, SOURCE) == list(range(1, total + 1))


async def test_a_slice_that_fails_leaves_nothing(store: Store, database_url: str) -> None:
    await people(database_url, 1, 2)

    async def fail(work: SqlUnitOfWork) -> None:
        await announce_slice(work, book_day(), AT, MAX_SLICE)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.transact(fail)
    assert await one(database_url, "SELECT count(*) FROM outbox") == 0
    assert await one(database_url, "SELECT count(*) FROM announcing") == 0
    assert (await plan(store, book_day())).planned == 2


async def test_each_ward_is_planned_by_itself_and_how_far_is_written_down(
    store: Store, database_url: str
) -> None:
    await insert(database_url, flat([person(n, ward=(HERE, THERE, None)[n % 3])
                                     for n in range(1, 10)]))  # fmt: skip
    for ward in (ALL_OTHER_WARDS, HERE):
        assert (await plan(store, book_day(ward, APART))).planned == 3
    assert await planned_for(database_url, SOURCE) == [2, 3, 5, 6, 8, 9]
    assert await query(
        database_url,
        "SELECT source, ward, planned, begun_ms, done_ms FROM announcing ORDER BY ward",
    ) == [
        (SOURCE, book_day(ALL_OTHER_WARDS, APART).group, 3, to_ms(AT), to_ms(AT)),
        (SOURCE, HERE, 3, to_ms(AT), to_ms(AT)),
    ]


async def test_who_moves_to_another_ward_meanwhile_gets_it_once(
    store: Store, database_url: str
) -> None:
    await people(database_url, 1, ward=THERE)
    await plan(store, book_day(THERE, APART))
    await query(database_url, f"UPDATE person SET ward = '{HERE}'")
    assert (await plan(store, book_day(HERE, APART))).planned == 0
    assert await planned_for(database_url, SOURCE) == [1]


async def test_two_planners_at_once_plan_each_person_once(postgresql_url: str) -> None:
    total = 5 * MAX_SLICE
    await people(postgresql_url, *range(1, total + 1))
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        ended = await asyncio.gather(*(plan(store, book_day()) for store in (a, b) * 2))
        assert set(ended) == {PlanningProgress(total, total, done=True)}
        ended = await asyncio.gather(*(plan(store, closing(), CLOSING) for store in (a, b) * 2))
        assert set(ended) == {PlanningProgress(total, total, done=True)}
    assert await planned_for(postgresql_url, SOURCE) == list(range(1, total + 1))
    assert await planned_for(postgresql_url, CLOSE) == list(range(1, total + 1))


async def test_planners_of_two_wards_at_once_plan_each_person_once(postgresql_url: str) -> None:
    """As an operator who plans one ward by hand while the service plans all."""
    total = 2 * MAX_SLICE
    await people(postgresql_url, *range(1, total + 1))
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        here = replace(book_day(), ward=HERE)
        ended = await asyncio.gather(plan(a, here), plan(b, book_day()))
    assert sum(each.planned for each in ended) == total
    assert await planned_for(postgresql_url, SOURCE) == list(range(1, total + 1))


# --- each person's own message --------------------------------------------------------------------


async def test_a_message_of_each_persons_own_is_made_of_what_they_recorded(
    store: Store, database_url: str
) -> None:
    await people(database_url, 1001, 1002)
    first, last = day(10, 1), day(10, 7)
    dialog = replace(await meet(store, "1001"))
    await record(store, dialog, "a", 45, first)
    await record(store, dialog, "b", 30, day(10, 3))
    await record(store, dialog, "c", 15, day(9, 30))
    receipt = await record(store, dialog, "d", 60, last)
    await store.transact(lambda work: work.learning.void_activity(1001, receipt, "", AT))
    assert dialog.person.id == 1001
    daily_totals = await store.transact(
        lambda work: work.learning.daily_totals_of([1001, 1002], first, last)
    )
    mine = (DailyTotal(first, "I1", 1, 45), DailyTotal(day(10, 3), "I1", 1, 30))
    assert daily_totals == {1001: mine}
    assert await plan(store, closing(), CLOSING) == PlanningProgress(1002, 2, done=True)
    says = dict(
        await query(database_url, f"SELECT person_id, say FROM outbox WHERE source = '{CLOSE}'")
    )
    what = closing()
    assert isinstance(what.announcement, WeekMessage)
    assert what.facts is not None
    for number, own in ((1001, mine), (1002, ())):
        expected = what.announcement.say(replace(what.facts, own=own))
        assert msgspec.json.decode(says[number], type=Say) == expected
    assert '"picture":null' in says[1002]
    assert '"picture":{' in says[1001]


@pytest.mark.parametrize("ward", [ALL_OTHER_WARDS, HERE])
async def test_it_is_planned_for_the_same_people_as_any_other(
    store: Store, database_url: str, ward: str
) -> None:
    population = everybody()
    rows = flat([rows for _number, rows in population])
    for _table, row in rows:
        row |= {"source": CLOSE} if row.get("source") == SOURCE else {}
    await insert(database_url, rows)
    what = occurrence(APART, day(10, 7), CLOSE, ward)
    known = await store.transact(lambda work: work.announcements.recipients(CLOSE, ward, 0, 1000))
    expected = [each.person for each in known if why_not(what, each) is None]
    assert (await plan(store, what, CLOSING)).planned == len(expected)
    planned = await query(database_url, "SELECT person_id FROM outbox WHERE state = 'planned'")
    assert sorted(number for (number,) in planned) == expected
    assert len(population) > MAX_PERSONAL_SLICE
    assert (await plan(store, what, CLOSING)).planned == len(expected)
    assert len(await query(database_url, "SELECT 1 FROM outbox WHERE state = 'planned'")) == len(
        expected
    )


# --- reading --------------------------------------------------------------------------------------


async def test_candidates_come_with_all_that_decides(store: Store, database_url: str) -> None:
    own = NotificationPreferences(QuietHours(1200, 480), 2)
    await insert(
        database_url,
        flat((
            person(1, locale="en", ward=THERE, consents="log campaigns", preferences=own),
            words(1, "a", local(4, 20, 0), state="sent"),
            words(1, "b", local(4, 19, 23), state="sent"),
            words(1, None, local(4, 20, 9), state="sent", kind="reminder"),
            words(1, "c", local(4, 20, 10), state="skipped"),
            words(1, "d", local(4, 20, 11), state="unsure"),
        )),
    )  # fmt: skip
    known = await store.transact(
        lambda work: work.announcements.recipients(SOURCE, ALL_OTHER_WARDS, 0, 10, at=AT)
    )
    consents: Any = frozenset(("log", "campaigns"))
    expected = Recipient(1, PersonFacts(consents, THERE), "en", "buttons", "", "1", own)
    assert [replace(each, sent=()) for each in known] == [expected]
    assert sorted(known[0].sent) == [local(4, 20, 0), local(4, 20, 11)]
    (unasked,) = await store.transact(
        lambda work: work.announcements.recipients(SOURCE, ALL_OTHER_WARDS, 0, 10)
    )
    assert unasked.sent == ()


async def test_people_are_counted_off_by_ward(store: Store, database_url: str) -> None:
    await insert(database_url, flat([person(n, ward=(HERE, THERE)[n % 2]) for n in range(1, 8)]))

    async def until(ward: str, after: int, limit: int) -> int | None:
        return await store.transact(
            lambda work: work.announcements.people_until(ward, after, limit)
        )

    assert [await until(ALL_OTHER_WARDS, after, 3) for after in (0, 3, 6, 7)] == [3, 6, 7, None]
    assert [await until(HERE, after, 2) for after in (0, 4, 6)] == [4, 6, None]
    assert await until("00226", 0, 5) is None
