"""The unit of work, on both databases: what is written is what is read, and races have one end."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from bot.domain.learning.activity import Activity, Evidence
from bot.domain.learning.progress import Goal, LearningPause
from bot.domain.notifications.reminders import Reminder, ReminderDecision, Times
from bot.domain.people.persons import PURPOSES, Person
from bot.domain.refusals import Refusal
from bot.domain.staff.invitations import Invitation
from bot.domain.staff.roles import Role
from bot.services.demo import DEMO_MARK
from bot.services.ports.campaigns.drafts import CampaignEvent
from bot.services.ports.campaigns.results import Watch
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Incoming
from bot.services.ports.push import PushSubscription
from bot.services.ports.requests import PlannedErasure
from bot.storage.declarations import PERSONAL
from bot.storage.engine.constructs import new_row
from bot.storage.engine.session import Session
from bot.storage.engine.statement import Statement
from bot.storage.outbox.statements import (
    MARK,
)
from bot.storage.outbox.tables import delivery
from bot.storage.privacy.uploads import StoredUploads
from bot.storage.push.queries import StoredPushSubscriptions
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Choice, Say
from bot.talk.text import _, plain
from tests.storage.campaigns.campaign_people import due
from tests.storage.stores import (
    DAY,
    NOW,
    Store,
    draft,
    meet,
    one,
    open_store,
    query,
    record,
    somebody_waits_for_a_lock,
    update,
)

# --- updates and places ---------------------------------------------------------------------------


async def first_time(work: SqlUnitOfWork, incoming: Incoming) -> bool:
    return await work.dialogs.first_time(incoming, NOW)


async def test_an_update_is_new_once_on_each_channel(store: Store) -> None:
    for channel, number, new in (
        ("web", "1", True),
        ("web", "1", False),
        ("web", "2", True),
        ("zalo", "1", True),
        ("web", "2", False),
    ):
        incoming = update(number, channel=channel)
        assert await store.transact(partial(first_time, incoming=incoming)) is new


async def test_an_update_whose_turn_was_undone_is_new_again(store: Store) -> None:
    async def turn(work: SqlUnitOfWork) -> None:
        assert await work.dialogs.first_time(update(), NOW)
        raise ZeroDivisionError

    for _time in range(2):
        with pytest.raises(ZeroDivisionError):
            await store.transact(turn)


async def test_a_newcomer_has_an_empty_place(store: Store) -> None:
    dialog = await meet(store)
    assert dialog == Dialog(Person(dialog.person.id, "vi"))
    assert not dialog.person.joined


@pytest.mark.parametrize(
    ("hint", "locale"), [("vi", "vi"), ("en", "en"), ("fr", "vi"), (None, "vi"), ("", "vi")]
)
async def test_a_newcomer_is_spoken_to_in_the_language_that_the_channel_hints_at(
    store: Store, hint: str | None, locale: str
) -> None:
    incoming = replace(update(), language=hint)
    dialog = await store.transact(lambda work: work.dialogs.open_dialog(incoming, NOW))
    assert dialog.person.locale == locale


async def test_addresses_are_people_of_their_own(store: Store) -> None:
    places = [await meet(store, "1"), await meet(store, "2"), await meet(store, "1", "numbers")]
    assert len({dialog.person.id for dialog in places}) == 3
    assert [await meet(store, "1"), await meet(store, "2"), await meet(store, "1", "numbers")] == (
        places
    )


async def test_a_place_is_found_as_it_was_kept(store: Store) -> None:
    dialog = await meet(store)
    kept = replace(
        dialog,
        name="log",
        state='{"type":"Asking"}',
        paused_name="join",
        paused_state="{}",
        turn=41,
        prompt=(Choice("yes", _("Yes")), Choice("no", plain("Không “đâu”, \U0001f642"))),
        prompt_wants="evidence",
    )
    await store.transact(lambda work: work.dialogs.save_dialog(kept, NOW))
    assert await meet(store) == kept
    emptied = Dialog(dialog.person, turn=42)
    await store.transact(lambda work: work.dialogs.save_dialog(emptied, NOW))
    assert await meet(store) == emptied


async def test_a_person_is_found_as_saved(store: Store) -> None:
    dialog = await meet(store)
    joined_at = dt.datetime(2026, 11, 1, 7, 0, 0, 123_000, tzinfo=dt.UTC)
    person = Person(
        dialog.person.id, "en", "00226", "official", "60+", joined_at, frozenset(PURPOSES)
    )
    await store.transact(lambda work: work.people.save_person(person, NOW))
    assert (await meet(store)).person == person


async def test_an_address_that_cannot_be_reached_is_known_until_it_can(store: Store) -> None:
    await meet(store, "1")
    await meet(store, "2")
    await store.transact(lambda work: work.people.mark_blocked("buttons", "", "1", NOW))
    assert (await meet(store, "1")).blocked
    assert not (await meet(store, "2")).blocked
    await store.transact(lambda work: work.people.mark_blocked("buttons", "", "1", None))
    assert not (await meet(store, "1")).blocked


async def test_answers_to_the_notice_are_all_kept(store: Store, database_url: str) -> None:
    person = (await meet(store)).person.id

    async def job(work: SqlUnitOfWork) -> None:
        await work.people.add_consent(person, "log", True, "2026-11", NOW)
        await work.people.add_consent(person, "log", False, "2026-12", NOW)

    await store.transact(job)
    rows = await query(database_url, "SELECT purpose, given, text_version FROM consent ORDER BY id")
    assert rows == [("log", 1, "2026-11"), ("log", 0, "2026-12")]


async def test_a_refusal_undoes_its_part_and_no_more(store: Store) -> None:
    dialog = await meet(store)

    async def job(work: SqlUnitOfWork) -> list[str]:
        await work.dialogs.save_dialog(replace(dialog, turn=7), NOW)

        async def part() -> None:
            await work.dialogs.save_dialog(replace(dialog, turn=8), NOW)
            await work.learning.add_activity(dialog.person, draft("a"), "HT-A", NOW)
            raise Refusal("day_full")

        with pytest.raises(Refusal):
            await work.savepoint(part)

        async def inner() -> None:
            await work.learning.add_activity(dialog.person, draft("b"), "HT-B", NOW)

        async def outer() -> None:
            await work.savepoint(inner)
            await work.learning.add_activity(dialog.person, draft("c"), "HT-C", NOW)

        await work.savepoint(outer)
        return [
            a.receipt for a in await work.learning.activities_between(dialog.person.id, DAY, DAY)
        ]

    assert await store.transact(job) == ["HT-C", "HT-B"]
    assert (await meet(store)).turn == 7


# --- races ----------------------------------------------------------------------------------------


async def test_two_first_contacts_at_once_make_one_person(store: Store, database_url: str) -> None:
    places = await asyncio.gather(*(meet(store, "9") for _time in range(10)))
    assert len({dialog.person.id for dialog in places}) == 1
    assert await one(database_url, "SELECT count(*) FROM person") == 1


async def test_first_contacts_of_two_processes_make_one_person(postgresql_url: str) -> None:
    first_is_inside, first_may_end = asyncio.Event(), asyncio.Event()

    async def slow(work: SqlUnitOfWork) -> Dialog:
        dialog = await work.dialogs.open_dialog(update("u1"), NOW)
        first_is_inside.set()
        await first_may_end.wait()
        return dialog

    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        first = asyncio.create_task(a.transact(slow))
        await first_is_inside.wait()
        second = asyncio.create_task(
            b.transact(lambda work: work.dialogs.open_dialog(update("u2"), NOW))
        )
        await somebody_waits_for_a_lock(postgresql_url)
        first_may_end.set()
        assert await first == await second
    for table in ("person", "address", "conversation"):
        assert await one(postgresql_url, f"SELECT count(*) FROM {table}") == 1


async def test_a_turn_that_waited_reads_what_the_turn_before_wrote(postgresql_url: str) -> None:
    first_is_inside, first_may_end = asyncio.Event(), asyncio.Event()

    async def slow(work: SqlUnitOfWork) -> Dialog:
        dialog = await work.dialogs.open_dialog(update("u1"), NOW)
        first_is_inside.set()
        await first_may_end.wait()
        after = replace(dialog, turn=1, person=replace(dialog.person, ward="00226", locale="en"))
        await work.people.save_person(after.person, NOW)
        await work.dialogs.save_dialog(after, NOW)
        return after

    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        await meet(a)
        first = asyncio.create_task(a.transact(slow))
        await first_is_inside.wait()
        second = asyncio.create_task(
            b.transact(lambda work: work.dialogs.open_dialog(update("u2"), NOW))
        )
        await somebody_waits_for_a_lock(postgresql_url)
        first_may_end.set()
        assert await second == await first


async def test_an_update_that_comes_to_two_processes_is_new_to_one(postgresql_url: str) -> None:
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        new = await asyncio.gather(
            *(s.transact(lambda work: work.dialogs.first_time(update(), NOW)) for s in (a, b) * 5)
        )
    assert sorted(new) == [False] * 9 + [True]


# --- activities -----------------------------------------------------------------------------------


async def test_a_draft_is_found_as_recorded(store: Store) -> None:
    dialog = await meet(store)
    dialog.person = replace(dialog.person, ward="00226")
    told = draft(
        "k",
        45,
        mode="in_person",
        provider="Nhà văn hóa",
        evidence=(Evidence("photo", "web:1"), Evidence("file", "web:2")),
    )

    async def job(work: SqlUnitOfWork) -> Activity | None:
        assert await work.learning.add_activity(dialog.person, told, "HT-1", NOW) == "HT-1"
        return await work.learning.activity(dialog.person.id, "HT-1")

    assert await store.transact(job) == Activity(
        "HT-1", "I1", "Đọc sách k", DAY, 45, "in_person", "Nhà văn hóa", evidence=2
    )


async def test_a_draft_is_recorded_once_whatever_receipt_it_comes_with(
    store: Store, database_url: str
) -> None:
    dialog = await meet(store)
    told = draft("k", evidence=(Evidence("photo", "web:1"),))

    async def job(work: SqlUnitOfWork, receipt: str) -> str:
        return await work.learning.add_activity(dialog.person, told, receipt, NOW)

    assert (
        await store.transact(lambda work: work.learning.receipt_of(dialog.person.id, "k")) is None
    )
    assert await store.transact(lambda work: job(work, "HT-1")) == "HT-1"
    assert await store.transact(lambda work: job(work, "HT-2")) == "HT-1"
    assert (
        await store.transact(lambda work: work.learning.receipt_of(dialog.person.id, "k")) == "HT-1"
    )
    assert await query(database_url, "SELECT receipt FROM activity") == [("HT-1",)]
    assert await one(database_url, "SELECT count(*) FROM evidence") == 1


async def test_a_draft_that_is_confirmed_in_two_processes_is_recorded_once(
    postgresql_url: str,
) -> None:
    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        dialog = await meet(a)

        async def job(work: SqlUnitOfWork, receipt: str) -> str:
            return await work.learning.add_activity(dialog.person, draft("k"), receipt, NOW)

        receipts = await asyncio.gather(
            *(s.transact(partial(job, receipt=f"HT-{n}")) for n, s in enumerate((a, b) * 4))
        )
    assert await query(postgresql_url, "SELECT receipt FROM activity") == [(receipts[0],)]
    assert len(set(receipts)) == 1


async def test_a_receipt_that_is_taken_is_not_given_twice(store: Store, database_url: str) -> None:
    mine, theirs = await meet(store, "1"), await meet(store, "2")

    async def job(work: SqlUnitOfWork, dialog: Dialog, key: str) -> str:
        return await work.learning.add_activity(dialog.person, draft(key), "HT-1", NOW)

    assert await store.transact(lambda work: job(work, mine, "a")) == "HT-1"
    assert await store.transact(lambda work: job(work, mine, "b")) == ""
    assert await store.transact(lambda work: job(work, theirs, "c")) == ""
    assert await one(database_url, "SELECT count(*) FROM activity") == 1


async def test_an_entry_is_found_by_its_own_person_only(store: Store) -> None:
    mine, theirs = await meet(store, "1"), await meet(store, "2")
    receipt = await record(store, mine, "a")
    them = theirs.person.id
    assert await store.transact(lambda work: work.learning.activity(them, receipt)) is None
    assert await store.transact(lambda work: work.learning.activities_between(them, DAY, DAY)) == ()
    assert await store.transact(lambda work: work.learning.minutes_on(them, DAY)) == 0
    assert await store.transact(lambda work: work.learning.receipt_of(them, "a")) is None
    await store.transact(lambda work: work.learning.void_activity(them, receipt, "", NOW))
    found = await store.transact(lambda work: work.learning.activity(mine.person.id, receipt))
    assert found is not None
    assert found.counts


async def test_the_minutes_of_a_day_leave_out_void_entries_and_the_one_in_question(
    store: Store,
) -> None:
    dialog = await meet(store)
    person = dialog.person.id
    first = await record(store, dialog, "a", 30)
    await record(store, dialog, "b", 45)
    void = await record(store, dialog, "c", 100)
    await record(store, dialog, "d", 7, DAY - dt.timedelta(days=1))
    await store.transact(lambda work: work.learning.void_activity(person, void, "nhầm", NOW))

    async def job(work: SqlUnitOfWork) -> list[int]:
        return [
            await work.learning.minutes_on(person, DAY),
            await work.learning.minutes_on(person, DAY, first),
            await work.learning.minutes_on(person, DAY, void),
            await work.learning.minutes_on(person, DAY - dt.timedelta(days=1)),
            await work.learning.minutes_on(person, DAY + dt.timedelta(days=1)),
        ]

    assert await store.transact(job) == [75, 45, 75, 7, 0]


async def test_entries_are_listed_newest_day_first_and_newest_entry_of_a_day_first(
    store: Store,
) -> None:
    dialog = await meet(store)
    for key, day in (("a", 18), ("b", 20), ("c", 19), ("d", 18), ("e", 21), ("f", 17)):
        await record(store, dialog, key, day=DAY.replace(day=day))
    await store.transact(
        lambda work: work.learning.void_activity(dialog.person.id, "HT-c", "", NOW)
    )
    found = await store.transact(
        lambda work: work.learning.activities_between(
            dialog.person.id, DAY.replace(day=18), DAY.replace(day=20)
        )
    )
    assert [activity.receipt for activity in found] == ["HT-b", "HT-c", "HT-d", "HT-a"]


async def test_the_nearest_days_are_those_with_entries(store: Store) -> None:
    dialog = await meet(store)
    for key, day in (("a", 3), ("b", 5), ("c", 17), ("d", 19)):
        await record(store, dialog, key, day=DAY.replace(day=day))

    async def nearest(work: SqlUnitOfWork, first: dt.date, last: dt.date) -> Any:
        return await work.learning.nearest_days(dialog.person.id, first, last)

    for first, last, expected in (
        (9, 15, (5, 17)),
        (5, 17, (3, 19)),
        (3, 19, (None, None)),
        (4, 4, (3, 5)),
        (20, 20, (19, None)),
    ):
        days = await store.transact(
            partial(nearest, first=DAY.replace(day=first), last=DAY.replace(day=last))
        )
        assert tuple(day and day.day for day in days) == expected


async def test_a_correction_keeps_what_was_said_before(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    person = dialog.person.id
    await record(store, dialog, "a", 30)
    await record(store, dialog, "b", 30)
    before = await store.transact(lambda work: work.learning.activity(person, "HT-a"))
    assert before is not None
    after = replace(before, title="Đọc báo", minutes=60, provider="Thư viện")
    await store.transact(lambda work: work.learning.change_activity(person, before, after, NOW))
    assert await store.transact(lambda work: work.learning.activity(person, "HT-a")) == after
    untouched = await store.transact(lambda work: work.learning.activity(person, "HT-b"))
    assert untouched is not None
    assert untouched.minutes == 30
    rows = await query(
        database_url,
        "SELECT field, before, after FROM activity_change JOIN activity"
        " ON activity.id = activity_id WHERE receipt = 'HT-a' ORDER BY activity_change.id",
    )
    assert rows == [
        ("title", "Đọc sách a", "Đọc báo"),
        ("minutes", "30", "60"),
        ("provider", None, "Thư viện"),
    ]
    assert await one(database_url, "SELECT count(*) FROM activity_change") == 3


async def test_a_void_entry_stays_with_its_reason_and_cannot_be_voided_anew(store: Store) -> None:
    dialog = await meet(store)
    person = dialog.person.id
    await record(store, dialog, "a")
    later = NOW + dt.timedelta(days=1)
    await store.transact(lambda work: work.learning.void_activity(person, "HT-a", "ghi nhầm", NOW))
    await store.transact(lambda work: work.learning.void_activity(person, "HT-a", "lần hai", later))
    found = await store.transact(lambda work: work.learning.activity(person, "HT-a"))
    assert found is not None
    assert (found.voided_at, found.void_reason, found.counts) == (NOW, "ghi nhầm", False)


# --- forgetting -----------------------------------------------------------------------------------


async def _live(store: Store, address: str) -> Dialog:
    """Leave a row in every table that knows people."""
    dialog = await meet(store, address)
    key = f"of-{dialog.person.id}"
    receipt = await record(store, dialog, key, evidence=(Evidence("photo", "web:1"),))
    before = await store.transact(lambda work: work.learning.activity(dialog.person.id, receipt))
    assert before is not None

    async def job(work: SqlUnitOfWork) -> None:
        await work.people.add_consent(dialog.person.id, "log", True, "2026-11", NOW)
        await work.learning.change_activity(
            dialog.person.id, before, replace(before, minutes=5), NOW
        )
        await work.outbox.post(update(address=address), dialog, (Say((plain(address),)),) * 2, NOW)
        person = dialog.person.id
        await work.dialogs.save_dialog(dialog, NOW)
        await work.skills.add_check(person, key, "short", "2026-1", NOW)
        await work.skills.add_answer(person, key, "S1", 2, NOW)
        await work.learning.add_rating(person, "324-2023", 2026, "1", 7, NOW)
        await work.learning.add_goal(person, Goal(NOW.date(), 60), NOW)
        await work.learning.add_pause(person, LearningPause(NOW.date(), NOW.date()), NOW)
        await work.people.offer_link(person, key.rjust(64, "0"), NOW)
        await work.people.offer_recovery(person, key.rjust(64, "0"), NOW)
        await work.requests.plan_erasure(PlannedErasure(person, f"XD-{person}", NOW))
        await work.privacy.offer_download(person, key.rjust(64, "0"), "copy", NOW)
        role = Role(0, person, "officer", frozenset({"00070"}), frozenset(), NOW, called="An")
        await work.staff.add_role(role)
        campaign = Campaign(key.rjust(20, "0"), person, CampaignContent())
        assert await work.campaigns.add_campaign(campaign, NOW)
        event = CampaignEvent("written", 1, NOW, person)
        await work.campaigns.add_campaign_event(campaign.key, event)
        asked = Invitation(key, "An", "officer", None, frozenset(), person, NOW)
        await work.staff.add_invitation(asked, NOW)
        await work.staff_pages.offer_link(person, key.rjust(64, "0"), NOW)
        await work.staff_pages.add_session(person, key.rjust(64, "0"), NOW)
        await work.audit.append(person, "invited", {}, {}, NOW)
        times = Times(frozenset((0,)), 0)
        await work.notifications.save_reminder(
            person, Reminder(key, "log", times, next_due=NOW), NOW
        )
        (batch,) = await work.reminders.due_reminders(NOW, 1)
        settled = ReminderDecision("remind", "on", 1, None)
        await work.reminders.settle_reminders([(batch, settled, "{}")], NOW)

    await store.transact(job)
    subscription = PushSubscription(f"https://push.example/{address}", "key", "auth")
    await StoredPushSubscriptions(store, "buttons").add(address, subscription, NOW)
    assert await StoredUploads(store, "buttons").add(address, f"web:{address}", 1, NOW)
    row = {"id": 1000 + dialog.person.id, "person_id": dialog.person.id, "channel": "buttons"}
    ended = {"kind": "reminder", "source": "day:1", "state": "sent", "why": None}
    moments = {"created_ms": 1, "done_ms": 1}

    async def delivered(session: Session) -> None:
        await session.rows(ADD_DELIVERY, **row, **ended, **moments)
        work = SqlUnitOfWork(session, "worker", "UBND")
        run = await work.runs.begin_run(key.rjust(20, "0"), due(key), NOW)
        assert run is not None
        await work.runs.save_answer(run, dialog.person.id, 0, NOW)
        told = await work.outbox.notify(dialog.person.id, Say((plain("1"),)), NOW)
        await work.runs.watch(run, Watch(run.key, dialog.person.id, "", told or 0, NOW))

    await store.in_transaction(delivered)
    return dialog


ADD_DELIVERY = Statement("add_delivery", lambda dialect: new_row(delivery, dialect))
"""What became of a notification, as retention would leave it."""


async def _rows_of_people(url: str) -> dict[str, int]:
    """How many rows each table has that knows people."""
    # A request stays as a number without a person: see tests/services/privacy.
    names = [each.table.name for each in PERSONAL if each.table.name != "data_request"]
    return {name: await one(url, f"SELECT count(*) FROM {name}") for name in names}


async def test_a_person_who_is_forgotten_leaves_nothing(store: Store, database_url: str) -> None:
    await _live(store, "1")
    alone = await _rows_of_people(database_url)
    assert min(alone.values()) > 0
    gone = await _live(store, "2")

    async def sent(session: Session) -> None:
        await session.rows(
            MARK, row=1, state="sent", provider_id="", why=None, attempts=1, parts_sent=1, due_ms=1,
            done_ms=1,
        )  # fmt: skip

    await store.in_transaction(sent)
    await store.transact(lambda work: work.privacy.forget_person(gone.person.id, NOW))
    assert await _rows_of_people(database_url) == alone
    assert await query(database_url, "SELECT DISTINCT external_id FROM outbox") == [("1",)]
    assert (await meet(store, "2")).turn == 0


async def test_the_people_of_a_demonstration_are_forgotten_alone(
    store: Store, database_url: str
) -> None:
    await _live(store, "1")
    alone = await _rows_of_people(database_url)
    await _live(store, f"{DEMO_MARK}newcomer")
    await _live(store, f"{DEMO_MARK}resident")
    assert await store.transact(lambda work: work.privacy.forget_demo_people(NOW)) == 2
    assert await _rows_of_people(database_url) == alone
    assert await store.transact(lambda work: work.privacy.forget_demo_people(NOW)) == 0


async def test_the_number_of_a_person_who_is_forgotten_is_never_given_again(
    store: Store, database_url: str
) -> None:
    await meet(store, "1")
    gone = await meet(store, "2")
    await store.transact(lambda work: work.privacy.forget_person(gone.person.id, NOW))
    newcomer = await meet(store, "3")
    assert newcomer.person.id > gone.person.id
    await query(database_url, "DELETE FROM person")
    assert (await meet(store, "4")).person.id > newcomer.person.id
