"""Reminders in the database: what is set, what is due with all that decides, what became of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    OneOff,
    Reminder,
    ReminderContext,
    ReminderDecision,
    Times,
)
from bot.domain.people.persons import Purpose
from bot.domain.skills.attempts import SelfCheckScore
from bot.services.notifications.unit_of_work import ANY_KEY, ANY_TOPIC, ReminderBatch
from bot.services.ports.dialogs import Dialog
from bot.storage.notifications.reminder_rows import bits_from_days, days_from_bits
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import ZONE
from tests.storage.stores import (
    Store,
    meet,
    one,
    open_store,
    query,
    record,
    update,
)

NOW = dt.datetime(2026, 11, 20, 19, 30, tzinfo=ZONE)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
TIMES = Times(EVERY_DAY, 19 * 60 + 30)


def a_reminder(key: str = "r", due: dt.datetime | None = NOW, **more: Any) -> Reminder:
    """A reminder to record that is due."""
    given: dict[str, Any] = {"purpose": "log", "times": TIMES} | more
    return Reminder(key, next_due=due, **given)


async def save(store: Store, dialog: Dialog, *reminders: Reminder) -> None:
    """Store reminders of a person."""

    async def job(work: SqlUnitOfWork) -> None:
        for each in reminders:
            await work.notifications.save_reminder(dialog.person.id, each, NOW)

    await store.transact(job)


async def agree(store: Store, dialog: Dialog) -> None:
    """Let a person join and agree to reminders."""
    consents = frozenset[Purpose](("log", "reminders"))
    person = replace(dialog.person, joined_at=NOW, consents=consents)
    await store.transact(lambda work: work.people.save_person(person, NOW))


async def due(store: Store, now: dt.datetime = NOW, limit: int = 100) -> tuple[ReminderBatch, ...]:
    """What is due."""
    return await store.transact(lambda work: work.reminders.due_reminders(now, limit))


async def due_keys(store: Store, url: str, now: dt.datetime = NOW, limit: int = 100) -> list[str]:
    """The keys of what is due, in its order."""
    keys = dict(await query(url, "SELECT id, reminder_key FROM reminder"))
    return [keys[number] for alike in await due(store, now, limit) for number in alike.ids]


async def context(store: Store, url: str, now: dt.datetime = NOW) -> dict[str, ReminderContext]:
    """What decides about each that is due, by its key."""
    keys = dict(await query(url, "SELECT id, reminder_key FROM reminder"))
    found = await due(store, now)
    return {keys[number]: alike.context for alike in found for number in alike.ids}


async def settled(
    store: Store, what: ReminderDecision, say: str | None, now: dt.datetime = NOW
) -> None:
    """Settle all that is due in the same way."""

    async def job(work: SqlUnitOfWork) -> None:
        found = await work.reminders.due_reminders(now, 100)
        await work.reminders.settle_reminders([(each, what, say) for each in found], now)

    await store.transact(job)


@given(st.frozensets(st.integers(0, 6)))
def test_days_are_kept_as_bits(days: frozenset[int]) -> None:
    assert days_from_bits(bits_from_days(days)) == days
    assert 0 <= bits_from_days(days) < 128


@pytest.mark.parametrize(
    "kept",
    [
        a_reminder(),
        a_reminder(due=None, state="quiet", unanswered=3),
        a_reminder(purpose="evidence", times=Times(frozenset((6,)), 0), state="asked"),
        a_reminder(paused_until=dt.date(2026, 11, 26), due=NOW + 7 * DAY),
        a_reminder(times=OneOff(dt.date(2026, 12, 25), 480), topic="học tiếng Anh"),
    ],
)
async def test_a_reminder_is_found_as_it_was_kept(store: Store, kept: Reminder) -> None:
    dialog = await meet(store)
    await save(store, dialog, kept)
    assert await store.transact(lambda work: work.notifications.reminders(dialog.person.id)) == (
        kept,
    )
    changed = replace(
        kept, times=Times(frozenset((1,)), 60), state="asked", unanswered=1, next_due=NOW + DAY
    )
    await save(store, dialog, changed)
    assert await store.transact(lambda work: work.notifications.reminders(dialog.person.id)) == (
        changed,
    )


async def test_one_reminder_is_found_by_its_key_though_it_is_over_but_not_anothers(
    store: Store,
) -> None:
    mine, theirs = await meet(store, "1"), await meet(store, "2")
    once = a_reminder("a", None, times=OneOff(NOW.date(), 0), state="off")
    await save(store, mine, once)
    assert (
        await store.transact(lambda work: work.notifications.reminder(mine.person.id, "a")) == once
    )
    assert await store.transact(lambda w: w.notifications.reminder(theirs.person.id, "a")) is None
    assert await store.transact(lambda w: w.notifications.reminder(mine.person.id, "b")) is None


@pytest.mark.parametrize(
    "topics", [("học tiếng Anh", "đọc sách 📚", ""), ("'; DROP TABLE person; --", ANY_KEY, "{}")]
)
async def test_each_topic_is_in_the_words_of_its_own_reminder(
    store: Store, database_url: str, topics: tuple[str, ...]
) -> None:
    once = OneOff(NOW.date(), 1170)
    for number, topic in enumerate(topics):
        dialog = await meet(store, str(number))
        await save(store, dialog, a_reminder(f"k{number}", times=once, topic=topic))
        await keep(store, NOW - DAY, str(number))
    found = await due(store)
    assert {alike.reminder.topic for alike in found} <= {"", ANY_TOPIC}
    assert {alike.reminder.times for alike in found} == {once}
    await settled(store, ReminderDecision("remind", "off", 0, None), f'["{ANY_KEY}","{ANY_TOPIC}"]')
    assert await query(database_url, "SELECT say FROM outbox ORDER BY id") == [
        (f'["k{number}","{topic}"]',) for number, topic in enumerate(topics)
    ]
    assert await due(store, NOW + 400 * DAY) == ()


async def test_a_person_has_their_own_reminders_oldest_first_without_those_stopped(
    store: Store,
) -> None:
    mine, theirs = await meet(store, "1"), await meet(store, "2")
    await save(store, mine, a_reminder("b"), a_reminder("a"), a_reminder("c"))
    await save(store, theirs, a_reminder("d"))
    await save(store, mine, a_reminder("a", None, state="off"))
    found = await store.transact(lambda work: work.notifications.reminders(mine.person.id))
    assert [each.key for each in found] == ["b", "c"]


async def test_what_is_due_comes_longest_first_and_no_more_than_wanted(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(
        store,
        dialog,
        a_reminder("now"),
        a_reminder("over", NOW - DAY),
        a_reminder("soon", NOW + dt.timedelta(milliseconds=1)),
        a_reminder("never", None),
        a_reminder("late", NOW - MINUTE),
    )
    assert await due_keys(store, database_url) == ["over", "late", "now"]
    assert await due_keys(store, database_url, limit=2) == ["over", "late"]
    assert await due_keys(store, database_url, NOW - 2 * DAY) == []


async def test_a_due_reminder_leaves_for_where_its_person_was_last_in_their_language(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store, "7", "numbers")
    await agree(store, dialog)
    consents = frozenset[Purpose](("reminders",))
    person = replace(dialog.person, locale="en", joined_at=NOW, consents=consents)
    await store.transact(lambda work: work.people.save_person(person, NOW))
    incoming = update(address="7", channel="numbers")

    async def job(work: SqlUnitOfWork) -> None:
        await work.dialogs.save_dialog(await work.dialogs.open_dialog(incoming, NOW), NOW - DAY)

    await store.transact(job)
    await save(store, dialog, a_reminder("k", unanswered=2))
    (found,) = await due(store)
    assert found.due == NOW
    assert found.due.utcoffset() == NOW.utcoffset()
    assert found.reminder == a_reminder("", unanswered=2)
    assert found.context == ReminderContext(answered=True)
    await settled(
        store, ReminderDecision("remind", "on", 3, NOW + DAY), f'["{ANY_KEY}","{ANY_KEY}"]'
    )
    assert await query(
        database_url, "SELECT channel, external_id, locale, person_id, say FROM outbox"
    ) == [("numbers", "7", "en", dialog.person.id, '["k","k"]')]


async def test_what_is_alike_is_decided_once_and_what_is_not_is_decided_apart(
    store: Store, database_url: str
) -> None:
    places = [await meet(store, str(number)) for number in range(4)]
    for number, dialog in enumerate(places):
        await agree(store, dialog)
        times = Times(frozenset((4,)), 1170) if number == 3 else TIMES
        await save(store, dialog, a_reminder(f"k{number}", times=times))
        await keep(store, NOW - DAY, str(number))
    found = await due(store)
    assert sorted(len(alike.ids) for alike in found) == [1, 3]
    await settled(store, ReminderDecision("remind", "on", 1, NOW + DAY), f'"{ANY_KEY}"')
    assert await query(database_url, "SELECT person_id, say FROM outbox ORDER BY id") == [
        (dialog.person.id, f'"k{number}"') for number, dialog in enumerate(places)
    ]


async def test_each_is_told_of_the_notebook_of_its_own_person(
    store: Store, database_url: str
) -> None:
    """What somebody else did says nothing, neither what the person did for another purpose."""
    mine, theirs = await meet(store, "1"), await meet(store, "2")
    for dialog, name in ((mine, "mine"), (theirs, "theirs")):
        await save(
            store,
            dialog,
            *(a_reminder(f"{name} {p}", purpose=p) for p in ("log", "check", "recheck")),
        )
    await agree(store, theirs)
    await record(store, theirs, "a")
    person = theirs.person.id
    ended = NOW - 100 * DAY

    async def check(work: SqlUnitOfWork) -> None:
        await work.skills.add_check(person, "done", "short", "2026-1", ended - MINUTE)
        await work.skills.end_check(
            person, "done", SelfCheckScore("short", "2026-1", 2, 1, None), ended
        )
        await work.skills.add_check(person, "open", "short", "2026-1", NOW)

    await store.transact(check)
    known = await context(store, database_url)
    for purpose in ("log", "check", "recheck"):
        assert known[f"mine {purpose}"] == ReminderContext("not_joined", answered=True)
    told = ReminderContext("no_address", answered=True)
    assert known["theirs log"] == replace(told, logged_today=True)
    assert known["theirs check"] == replace(told, check_open=True)
    assert known["theirs recheck"] == replace(told, last_check=ended)


async def test_only_what_was_recorded_on_the_local_day_and_counts_is_todays(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    receipt = await record(store, dialog, "a")  # at 9:30 of that day
    assert (await context(store, database_url))["r"].logged_today
    assert not (await context(store, database_url, NOW + DAY))["r"].logged_today
    await store.transact(
        lambda work: work.learning.void_activity(dialog.person.id, receipt, "", NOW)
    )
    assert not (await context(store, database_url))["r"].logged_today


async def test_a_self_check_that_was_ended_is_no_longer_open(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    person = dialog.person.id
    await save(store, dialog, a_reminder(purpose="check"))
    await store.transact(lambda work: work.skills.add_check(person, "c", "short", "2026-1", NOW))
    assert (await context(store, database_url))["r"].check_open
    await store.transact(lambda work: work.skills.end_check(person, "c", None, NOW))
    assert not (await context(store, database_url))["r"].check_open


async def keep(store: Store, at: dt.datetime, address: str = "1") -> None:
    """Let the person at an address do something."""

    async def job(work: SqlUnitOfWork) -> None:
        await work.dialogs.save_dialog(
            await work.dialogs.open_dialog(update(address=address), at), at
        )

    await store.transact(job)


async def test_what_is_done_after_a_reminder_went_out_answers_it(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    await keep(store, NOW - DAY)
    assert (await context(store, database_url))["r"].answered, "nothing went out yet"
    # It was due at half past seven and went out an hour late.
    sent = NOW + 60 * MINUTE
    await settled(store, ReminderDecision("remind", "on", 1, NOW + DAY), "{}", sent)
    assert not (await context(store, database_url, NOW + DAY))["r"].answered
    await keep(store, NOW + 30 * MINUTE)
    assert not (await context(store, database_url, NOW + DAY))["r"].answered, "before it went out"
    await keep(store, sent + MINUTE)
    assert (await context(store, database_url, NOW + DAY))["r"].answered


async def test_what_was_skipped_is_no_reminder_to_answer(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    await keep(store, NOW - DAY)
    await settled(store, ReminderDecision("late", "on", 0, NOW + DAY), None)
    assert (await context(store, database_url, NOW + DAY))["r"].answered


async def test_a_time_that_was_settled_is_known_to_be_settled(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder("r"), a_reminder("s"))
    await keep(store, NOW - DAY)
    await settled(store, ReminderDecision("remind", "on", 1, NOW + DAY), "{}")
    assert not (await context(store, database_url, NOW + DAY))["r"].again
    await save(store, dialog, a_reminder("r"))
    known = await context(store, database_url, NOW + DAY)
    assert (known["r"].again, known["s"].again) == (True, False)


async def test_settling_writes_what_came_of_it_and_the_words_together(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    await keep(store, NOW - DAY)
    await settled(store, ReminderDecision("remind", "on", 1, NOW + DAY), '{"a":1}', NOW + MINUTE)
    assert await due(store, NOW + DAY - MINUTE) == ()
    (found,) = await store.transact(lambda work: work.notifications.reminders(dialog.person.id))
    assert found == a_reminder(due=NOW + DAY, unanswered=1)
    ms = int(NOW.timestamp() * 1000)
    assert await query(database_url, "SELECT due_ms, outcome, at_ms FROM reminded") == [
        (ms, "remind", ms + 60_000)
    ]
    assert await query(
        database_url,
        "SELECT channel, external_id, person_id, kind, locale, turn, say, state, due_ms,"
        " created_ms, claimed_by FROM outbox",
    ) == [
        ("buttons", "1", dialog.person.id, "reminder", "vi", 0, '{"a":1}', "planned",
         ms + 60_000, ms + 60_000, None)
    ]  # fmt: skip


async def test_what_is_skipped_or_goes_quiet_leaves_no_words(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    await settled(store, ReminderDecision("late", "on", 0, NOW + DAY), None)
    await settled(store, ReminderDecision(None, "quiet", 3, None), None, NOW + DAY)
    assert await one(database_url, "SELECT count(*) FROM outbox") == 0
    rows = await query(database_url, "SELECT outcome FROM reminded ORDER BY due_ms")
    assert rows == [("late",), ("quiet",)]
    assert await due(store, NOW + 9 * DAY) == ()


async def test_what_a_slice_settles_is_undone_together(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder("a"), a_reminder("b"))
    await keep(store, NOW - DAY)

    async def job(work: SqlUnitOfWork) -> None:
        found = await work.reminders.due_reminders(NOW, 100)
        what = ReminderDecision("remind", "on", 1, NOW + DAY)
        await work.reminders.settle_reminders([(each, what, "{}") for each in found], NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.transact(job)
    assert [len(alike.ids) for alike in await due(store)] == [2]
    for table in ("reminded", "outbox"):
        assert await one(database_url, f"SELECT count(*) FROM {table}") == 0


async def test_an_address_that_cannot_be_reached_is_told(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    await agree(store, dialog)
    await save(store, dialog, a_reminder())
    assert (await context(store, database_url))["r"].excluded == "no_address"
    await keep(store, NOW - DAY)
    assert (await context(store, database_url))["r"].excluded is None
    await store.transact(lambda work: work.people.mark_blocked("buttons", "", "1", NOW))
    assert (await context(store, database_url))["r"].excluded == "blocked"
    await store.transact(lambda work: work.people.mark_blocked("buttons", "", "1", None))
    assert (await context(store, database_url))["r"].excluded is None


async def test_a_person_who_is_forgotten_leaves_no_reminder(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    await settled(store, ReminderDecision("late", "on", 0, NOW + DAY), None)
    await store.transact(lambda work: work.privacy.forget_person(dialog.person.id, NOW))
    for table in ("reminder", "reminded"):
        assert await one(database_url, f"SELECT count(*) FROM {table}") == 0


async def test_what_one_clock_holds_another_passes_over(postgresql_url: str) -> None:
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        dialog = await meet(a)
        await keep(a, NOW - DAY)
        await save(a, dialog, a_reminder("r"))
        held, seen = asyncio.Event(), asyncio.Event()

        async def hold(work: SqlUnitOfWork) -> None:
            found = await work.reminders.due_reminders(NOW, 100)
            held.set()
            await seen.wait()
            what = ReminderDecision("remind", "on", 1, NOW + DAY)
            await work.reminders.settle_reminders([(each, what, "{}") for each in found], NOW)

        holding = asyncio.create_task(a.transact(hold))
        await held.wait()
        assert await due(b) == ()
        seen.set()
        await holding
        assert await due(b) == ()


async def test_of_many_clocks_one_settles_a_reminder(postgresql_url: str) -> None:
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        dialog = await meet(a)
        await keep(a, NOW - DAY)
        await save(a, dialog, *(a_reminder(f"r{n}") for n in range(5)))
        what = ReminderDecision("remind", "on", 1, NOW + DAY)
        await asyncio.gather(*(settled(store, what, "{}") for store in (a, b) * 4))
    assert await one(postgresql_url, "SELECT count(*) FROM outbox") == 5
    assert await one(postgresql_url, "SELECT count(*) FROM reminded") == 5


async def test_no_time_of_a_reminder_is_noted_twice(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    await save(store, dialog, a_reminder())
    note = partial(settled, store, ReminderDecision("remind", "on", 1, NOW + DAY), None)
    await note()
    await save(store, dialog, a_reminder())
    await settled(store, ReminderDecision("again", "on", 1, NOW + DAY), None, NOW + MINUTE)
    assert await query(database_url, "SELECT outcome FROM reminded") == [("remind",)]
