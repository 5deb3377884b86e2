"""Two accounts of one channel on one database: neither sees, says or ends what is the other's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.announcements import week_open
from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import NotificationPolicy, QuietHours
from bot.domain.notifications.reminders import Reminder, Times
from bot.domain.people.persons import PURPOSES
from bot.services.notifications.occurrences import Occurrence
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import DeliveryResult, Incoming, OutboxMessage
from bot.storage.engine.json_text import to_json
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from tests.applications import ZONE
from tests.storage.stores import NOW, Store, open_store, query, update

FIRST, SECOND, THIRD = "11", "22", "33"
HOUR = dt.timedelta(hours=1)
EVERYTHING = frozenset(PURPOSES)
ALL_DAY = NotificationPolicy(quiet=QuietHours(0, 0))


def written_to(account: str, number: str = "u1") -> Incoming:
    """An update of one and the same chat, at one of two bots."""
    return replace(update(number, channel="telegram"), account=account)


async def met(store: Store, account: str) -> Dialog:
    """Where the conversation of the chat with this bot stands."""
    return await store.transact(lambda work: work.dialogs.open_dialog(written_to(account), NOW))


async def posted(store: Store, account: str, kind: DeliveryClass = "reply") -> OutboxMessage:
    """One message that this bot has to send, claimed by the store's worker."""
    dialog = await met(store, account)
    say = Say((plain(f"of {account}"),), kind=kind)

    async def job(work: SqlUnitOfWork) -> tuple[OutboxMessage, ...]:
        return await work.outbox.post(written_to(account), dialog, [say], NOW)

    (row,) = await store.transact(job)
    return row


def outbox_of(store: Store, account: str) -> StoredOutbox:
    """The outbox as the process of one bot uses it."""
    return StoredOutbox(store, accounts={"telegram": account})


async def test_an_update_of_another_bot_is_another_update(store: Store) -> None:
    async def job(work: SqlUnitOfWork) -> list[bool]:
        updates = [written_to(account) for account in (FIRST, FIRST, SECOND, SECOND)]
        return [await work.dialogs.first_time(each, NOW) for each in updates]

    assert await store.transact(job) == [True, False, True, False]


async def test_a_chat_with_another_bot_is_somebody_else_until_it_is_linked(store: Store) -> None:
    first, second = await met(store, FIRST), await met(store, SECOND)
    assert first.person.id != second.person.id
    await store.transact(lambda work: work.people.move_address(written_to(SECOND), first.person.id))
    assert (await met(store, SECOND)).person.id == first.person.id
    assert await store.transact(lambda work: work.people.addresses(first.person.id)) == 2
    await store.transact(lambda work: work.people.leave_others(written_to(FIRST), first.person.id))
    assert await store.transact(lambda work: work.people.addresses(first.person.id)) == 1
    assert (await met(store, FIRST)).person.id == first.person.id


@pytest.mark.parametrize("kind", ["reply", "reminder", "announcement"])
async def test_a_bot_claims_what_is_its_own_and_nothing_else(
    store: Store, kind: DeliveryClass
) -> None:
    rows = {account: await posted(store, account, kind) for account in (FIRST, SECOND)}
    planned = [DeliveryResult(row.id, "planned", NOW, 0) for row in rows.values()]
    await outbox_of(store, FIRST).mark(planned)
    for account, row in rows.items():
        (claimed,) = (await outbox_of(store, account).claim("telegram", NOW, 10)).rows
        assert claimed == row
        assert claimed.account == account


async def test_what_rests_or_was_not_handed_over_is_found_by_its_own_bot(store: Store) -> None:
    row = await posted(store, FIRST)
    await posted(store, SECOND)
    first = outbox_of(store, FIRST)
    assert await first.stale_claims("telegram", NOW + HOUR) == (row,)
    await first.mark([DeliveryResult(row.id, "planned", NOW, 0)])
    assert await outbox_of(store, SECOND).claim_rested("telegram", "1", NOW) == ()
    assert await first.claim_rested("telegram", "1", NOW) == (row,)


@pytest.mark.parametrize("kind", ["reply", "reminder"])
async def test_a_start_of_one_bot_takes_nothing_from_the_other(
    database_url: str, kind: DeliveryClass
) -> None:
    async with open_store(database_url, "a") as a, open_store(database_url, "b") as b:
        await posted(a, FIRST, kind)
        assert await outbox_of(b, SECOND).recover("telegram", NOW) == (0, 0)
        assert await query(database_url, "SELECT state FROM outbox") == [("claimed",)]
        assert sum(await outbox_of(b, FIRST).recover("telegram", NOW)) == 1


async def test_a_chat_that_blocked_one_bot_is_reached_by_the_other(store: Store) -> None:
    row = await posted(store, FIRST)
    await met(store, SECOND)
    ended = DeliveryResult(row.id, "blocked", NOW, 1, blocked=("telegram", FIRST, "1"))
    await outbox_of(store, FIRST).mark([ended])
    assert (await met(store, FIRST)).blocked
    assert not (await met(store, SECOND)).blocked


async def test_a_hold_is_the_bots_own(store: Store) -> None:
    first, second = outbox_of(store, FIRST), outbox_of(store, SECOND)
    await first.hold("telegram", NOW + HOUR, "flood")
    await second.hold("telegram", NOW + HOUR / 2, "flood")
    assert await first.held_until("telegram", NOW) == NOW + HOUR
    assert await second.held_until("telegram", NOW) == NOW + HOUR / 2
    assert await outbox_of(store, THIRD).held_until("telegram", NOW) is None


async def test_what_was_said_is_remembered_per_bot(store: Store) -> None:
    row = await posted(store, FIRST)
    first, second = outbox_of(store, FIRST), outbox_of(store, SECOND)
    assert [each.id for each in await first.history("telegram", "1", 0, 9)] == [row.id]
    assert await second.history("telegram", "1", 0, 9) == ()
    assert await second.posted("telegram", "1", row.id) is None


async def test_a_message_goes_where_the_person_spoke_last_with_the_bot_too(store: Store) -> None:
    dialog = await met(store, SECOND)
    await store.transact(lambda work: work.dialogs.save_dialog(dialog, NOW))
    say = Say((plain("hello"),))
    await store.transact(lambda work: work.outbox.notify(dialog.person.id, say, NOW))
    assert (await outbox_of(store, FIRST).claim("telegram", NOW, 10)).rows == ()
    (row,) = (await outbox_of(store, SECOND).claim("telegram", NOW, 10)).rows
    assert (row.account, row.address, row.say) == (SECOND, "1", say)


# --- notifications --------------------------------------------------------------------------------


async def test_who_blocked_one_bot_gets_notifications_from_the_other_once(store: Store) -> None:
    _first, dialog, _third = [await met(store, each) for each in (FIRST, SECOND, THIRD)]
    person = replace(dialog.person, joined_at=NOW, consents=EVERYTHING)
    times = Times(frozenset((4,)), 570)

    async def job(work: SqlUnitOfWork) -> None:
        await work.people.save_person(person, NOW)
        await work.dialogs.save_dialog(dialog, NOW)
        for other in (FIRST, THIRD):
            await work.people.mark_blocked("telegram", other, "1", NOW)
        reminder = Reminder("r", "log", times, next_due=NOW)
        await work.notifications.save_reminder(person.id, reminder, NOW)

    await store.transact(job)
    (due,) = await store.transact(lambda work: work.reminders.due_reminders(NOW, 9))
    assert len(due.ids) == 1
    assert due.context.excluded is None
    everybody = await store.transact(
        lambda work: work.announcements.recipients("book_day 2026", "*", 0, 9)
    )
    (found,) = [each for each in everybody if each.person == person.id]
    assert (found.account, found.facts) == (SECOND, PersonFacts(EVERYTHING))
    say = Say((plain("book day"),), kind="announcement")
    whole = Occurrence(week_open.ANNOUNCEMENT, "book_day 2026", "*", (), NOW, NOW + HOUR, say)
    count = await store.transact(
        lambda work: work.announcements.plan_occurrence(whole, to_json(say), 0, 9, NOW)
    )
    assert count == 1
    outbox = StoredOutbox(store, lambda: ALL_DAY, {"telegram": SECOND})
    (row,) = (await outbox.claim("telegram", NOW.astimezone(ZONE), 9)).rows
    assert (row.account, row.say) == (SECOND, say)


async def test_who_leaves_one_bot_leaves_the_messages_of_the_other(store: Store) -> None:
    rows = {account: await posted(store, account) for account in (FIRST, SECOND)}
    gone = (await met(store, FIRST)).person.id
    await store.transact(lambda work: work.privacy.forget_person(gone, NOW))
    assert await outbox_of(store, FIRST).history("telegram", "1", 0, 9) == ()
    (kept,) = await outbox_of(store, SECOND).history("telegram", "1", 0, 9)
    assert kept.id == rows[SECOND].id
