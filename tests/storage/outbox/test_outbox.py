"""The outbox, on both databases: claimed once, oldest first; recovered by class; held; recalled."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import get_args

import pytest
from sqlalchemy import select

from bot.services.ports.messages import DeliveryResult, OutboxMessage, OutboxState
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.statement import Statement
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.outbox.tables import outbox
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Choice, DeliveryClass, Say
from bot.talk.text import _, plain
from tests.storage.stores import NOW, Store, meet, one, open_store, query, update

SECOND = dt.timedelta(seconds=1)
KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
REPLIES = ("reply", "receipt")
NEVER_LOST = (*REPLIES, "duty")
REPLY: tuple[DeliveryClass, ...] = ("reply",)
CAMPAIGN: tuple[DeliveryClass, ...] = ("campaign",)


async def post(
    store: Store, *kinds: DeliveryClass, address: str = "1", channel: str = "buttons"
) -> tuple[OutboxMessage, ...]:
    """Post one say of each kind to an address; claimed by the store's worker."""
    dialog = await meet(store, address, channel)
    dialog.turn = 3
    says = [Say((plain(f"{n} {kind}"),), kind=kind) for n, kind in enumerate(kinds)]

    async def job(work: SqlUnitOfWork) -> tuple[OutboxMessage, ...]:
        return await work.outbox.post(update(address=address, channel=channel), dialog, says, NOW)

    return await store.transact(job)


async def plan(
    store: Store,
    rows: Sequence[OutboxMessage],
    at: dt.datetime = NOW,
    attempts: int = 0,
    parts_sent: int = 0,
) -> None:
    """Put rows back into the table, due at a moment."""
    marks = [DeliveryResult(row.id, "planned", at, attempts, parts_sent=parts_sent) for row in rows]
    await StoredOutbox(store).mark(marks)


def ids(rows: Sequence[OutboxMessage]) -> list[int]:
    """The numbers of rows."""
    return [row.id for row in rows]


# --- posting and claiming -------------------------------------------------------------------------


async def test_what_is_claimed_is_what_was_posted(store: Store) -> None:
    say = Say((_("Hello {name}", name=plain("Bà Tư")),), ((Choice("a", _("Menu")),),), "nothing")
    dialog = await meet(store)
    (posted,) = await store.transact(lambda work: work.outbox.post(update(), dialog, [say], NOW))
    assert posted == OutboxMessage(posted.id, "buttons", "1", say, "vi", 0, 0)
    await plan(store, [posted], attempts=4, parts_sent=2)
    (claimed,) = (await StoredOutbox(store).claim("buttons", NOW, 10)).rows
    assert claimed == OutboxMessage(posted.id, "buttons", "1", say, "vi", 0, 4, parts_sent=2)


@pytest.mark.parametrize("column", ["say", "external_id"])
async def test_a_row_that_was_changed_on_the_disk_keeps_no_other_back(
    store: Store, database_url: str, column: str
) -> None:
    rows = await post(store, *REPLY * 3)
    await plan(store, rows)
    changed = f"substr({column}, 1, length({column}) - 12) || 'AAAAAAAAAAAA'"
    await query(database_url, f"UPDATE outbox SET {column} = {changed} WHERE id = {rows[1].id}")
    claimed = (await StoredOutbox(store).claim("buttons", NOW, 10)).rows
    assert ids(claimed) == [rows[0].id, rows[2].id]
    ends = Statement("ends", select(outbox.c.state, outbox.c.why).order_by(outbox.c.id))
    assert tuple((await store.query(ends))[1]) == ("failed", "unreadable")
    assert rows[1].id not in ids(await StoredOutbox(store).history("buttons", "1", 0, 10))


async def test_what_a_turn_posted_is_claimed_already(store: Store) -> None:
    rows = await post(store, "reply", "campaign")
    assert (await StoredOutbox(store).claim("buttons", NOW + SECOND, 10)).rows == ()
    assert ids(rows) == sorted(ids(rows))


async def test_rows_are_claimed_when_they_are_due_the_oldest_first_and_once(store: Store) -> None:
    outbox = StoredOutbox(store)
    rows = await post(store, *REPLY * 5)
    for row, seconds in zip(rows, (40, 10, 30, 20, 61), strict=True):
        await plan(store, [row], NOW + seconds * SECOND)
    assert (await outbox.claim("buttons", NOW + 9 * SECOND, 10)).rows == ()
    assert ids((await outbox.claim("buttons", NOW + 60 * SECOND, 2)).rows) == [
        rows[1].id,
        rows[3].id,
    ]
    assert ids((await outbox.claim("buttons", NOW + 60 * SECOND, 10)).rows) == [
        rows[0].id,
        rows[2].id,
    ]
    assert (await outbox.claim("buttons", NOW + 60 * SECOND, 10)).rows == ()
    assert ids((await outbox.claim("buttons", NOW + 61 * SECOND, 10)).rows) == [rows[4].id]


async def test_a_channel_claims_its_own_rows(store: Store) -> None:
    here = await post(store, "reply", channel="buttons")
    there = await post(store, "reply", channel="numbers")
    await plan(store, [*here, *there])
    assert ids((await StoredOutbox(store).claim("numbers", NOW, 10)).rows) == ids(there)
    assert ids((await StoredOutbox(store).claim("buttons", NOW, 10)).rows) == ids(here)


async def test_two_claimers_at_once_share_the_rows(database_url: str) -> None:
    async with open_store(database_url, "a") as a, open_store(database_url, "b") as b:
        for address in "12345":
            await plan(a, await post(a, *CAMPAIGN * 40, address=address))
        both = (StoredOutbox(a), StoredOutbox(b)) * 6
        taken = await asyncio.gather(*(outbox.claim("buttons", NOW, 20) for outbox in both))
        rest = (await StoredOutbox(a).claim("buttons", NOW, 1000)).rows
        counts = Counter(row.id for rows in (*(each.rows for each in taken), rest) for row in rows)
        assert len(counts) == 200
        assert set(counts.values()) == {1}
        holders = await query(database_url, "SELECT DISTINCT claimed_by FROM outbox ORDER BY 1")
        assert holders == [("a",), ("b",)]


async def test_a_row_that_nobody_can_read_keeps_no_other_in(
    store: Store, database_url: str
) -> None:
    outbox = StoredOutbox(store)
    rows = await post(store, "reply", "reply", "reply")
    await plan(store, rows[:2])
    spoilt = f"UPDATE outbox SET say = '{{\"lines\": 7}}' WHERE id IN ({rows[0].id}, {rows[2].id})"
    await query(database_url, spoilt)
    assert ids((await outbox.claim("buttons", NOW, 10)).rows) == [rows[1].id]
    assert ids(await outbox.stale_claims("buttons", NOW + SECOND)) == [rows[1].id]
    states = await query(database_url, "SELECT state, why FROM outbox ORDER BY id")
    assert states == [("failed", "unreadable"), ("claimed", None), ("failed", "unreadable")]
    assert (await outbox.claim("buttons", NOW, 10)).rows == ()


async def test_replies_that_rest_are_claimed_when_their_address_is_spoken_to(store: Store) -> None:
    outbox = StoredOutbox(store)
    mine = await post(store, "reply", "campaign", "receipt", "reply", "reminder")
    theirs = await post(store, "reply", address="2")
    await plan(store, [*mine, *theirs], NOW + 300 * SECOND, attempts=10)
    rested = await outbox.claim_rested("buttons", "1", NOW)
    assert ids(rested) == [mine[0].id, mine[2].id, mine[3].id]
    assert {row.attempts for row in rested} == {10}
    assert await outbox.claim_rested("buttons", "1", NOW) == ()
    later = (await outbox.claim("buttons", NOW + 300 * SECOND, 10)).rows
    assert ids(later) == [mine[1].id, mine[4].id, theirs[0].id]


async def test_rows_that_were_claimed_and_never_marked_are_found(store: Store) -> None:
    outbox = StoredOutbox(store)
    kept, lost = await post(store, "reply", "campaign")
    await outbox.mark([DeliveryResult(kept.id, "sent", NOW, 1)])
    assert await outbox.stale_claims("buttons", NOW) == ()
    assert ids(await outbox.stale_claims("buttons", NOW + SECOND)) == [lost.id]
    assert await outbox.stale_claims("numbers", NOW + SECOND) == ()


async def test_what_another_worker_holds_is_not_forgotten(database_url: str) -> None:
    async with open_store(database_url, "a") as a, open_store(database_url, "b") as b:
        await post(a, "reply")
        assert await StoredOutbox(b).stale_claims("buttons", NOW + SECOND) == ()


# --- marking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [s for s in get_args(OutboxState) if s != "claimed"])
async def test_a_mark_is_written_down(store: Store, database_url: str, state: OutboxState) -> None:
    row, other = await post(store, "campaign", "campaign")
    at = NOW + SECOND
    await StoredOutbox(store).mark([DeliveryResult(row.id, state, at, 3, "77", "vì", parts_sent=2)])
    rows = await query(
        database_url,
        "SELECT id, state, attempts, provider_id, why, due_ms, done_ms, claimed_by, parts_sent"
        " FROM outbox ORDER BY id",
    )
    done = None if state == "planned" else to_ms(at)
    assert rows == [
        (row.id, state, 3, "77", "vì", to_ms(at), done, None, 2),
        (other.id, "claimed", 0, None, None, to_ms(NOW), None, "worker", 0),
    ]


async def test_a_mark_of_a_blocked_address_blocks_it(store: Store) -> None:
    (row,) = await post(store, "reply")
    await post(store, "reply", address="2")
    await post(store, "reply", channel="numbers")
    await StoredOutbox(store).mark(
        [DeliveryResult(row.id, "blocked", NOW, 1, why="blocked", blocked=("buttons", "", "1"))]
    )
    assert (await meet(store, "1")).blocked
    assert not (await meet(store, "2")).blocked
    assert not (await meet(store, "1", "numbers")).blocked


async def test_what_a_platform_says_is_cut_to_what_the_table_holds(
    store: Store, database_url: str
) -> None:
    (row,) = await post(store, "reply")
    long = "\0" + "ờ" * 300
    outbox = StoredOutbox(store)
    await outbox.mark([DeliveryResult(row.id, "failed", NOW, 1, provider_id=long, why=long)])
    await outbox.hold("buttons", NOW, long)
    assert await query(database_url, "SELECT why, provider_id FROM outbox") == [("ờ" * 64,) * 2]
    assert await one(database_url, "SELECT why FROM hold") == "ờ" * 64


async def test_marks_are_stored_together(store: Store, database_url: str) -> None:
    rows = await post(store, *REPLY * 20)
    await StoredOutbox(store).mark(
        [DeliveryResult(row.id, "sent", NOW, 1, str(row.id)) for row in rows]
    )
    await StoredOutbox(store).mark([])
    assert await one(database_url, "SELECT count(*) FROM outbox WHERE state = 'sent'") == 20


async def test_the_last_words_to_somebody_forgotten_go_once_they_are_said(
    store: Store, database_url: str
) -> None:
    (kept,) = await post(store, "reply", address="2")
    dialog = await meet(store)

    async def turn(work: SqlUnitOfWork) -> tuple[OutboxMessage, ...]:
        await work.privacy.forget_person(dialog.person.id, NOW)
        dialog.erased = True
        says = [Say((plain("Tạm biệt."),)), Say((plain("Hẹn gặp lại."),))]
        return await work.outbox.post(update(), dialog, says, NOW)

    first, second = await store.transact(turn)
    outbox = StoredOutbox(store)
    await outbox.mark(
        [DeliveryResult(kept.id, "sent", NOW, 1), DeliveryResult(first.id, "planned", NOW, 1)]
    )
    assert ids((await outbox.claim("buttons", NOW, 10)).rows) == [first.id]
    await outbox.mark([DeliveryResult(second.id, "sent", NOW, 1)])
    assert ids(await outbox.stale_claims("buttons", NOW + SECOND)) == [first.id]
    await outbox.mark([DeliveryResult(first.id, "failed", NOW, 2)])
    assert await query(database_url, "SELECT id FROM outbox") == [(kept.id,)]


# --- parts ----------------------------------------------------------------------------------------


async def test_how_much_of_a_row_has_left_is_known_wherever_it_is_taken_from(
    database_url: str,
) -> None:
    async with open_store(database_url, "gone") as gone:
        outbox = StoredOutbox(gone)
        noted, other, campaign = await post(gone, "reply", "receipt", "campaign")
        await outbox.note_parts(noted.id, 1)
        await outbox.note_parts(noted.id, 2)
        await outbox.note_parts(campaign.id, 1)
        found = await outbox.stale_claims("buttons", NOW + SECOND)
        assert [(row.id, row.parts_sent) for row in found] == [
            (noted.id, 2), (other.id, 0), (campaign.id, 1),
        ]  # fmt: skip
    async with open_store(database_url, "new") as new:
        outbox = StoredOutbox(new)
        # A notification of which a part left may have lost its next one on the wire.
        assert await outbox.recover("buttons", NOW) == (2, 1)
        claimed = (await outbox.claim("buttons", NOW, 10)).rows
        assert [(row.id, row.parts_sent) for row in claimed] == [(noted.id, 2), (other.id, 0)]
        await plan(new, claimed[:1], NOW + 300 * SECOND, parts_sent=3)
        (rested,) = await outbox.claim_rested("buttons", "1", NOW)
        assert (rested.id, rested.parts_sent) == (noted.id, 3)


# --- recovering -----------------------------------------------------------------------------------


async def test_what_a_gone_worker_held_is_planned_again_or_unsure(database_url: str) -> None:
    async with open_store(database_url, "gone") as gone:
        rows = await post(gone, *KINDS)
        elsewhere = await post(gone, "reply", channel="numbers")
        (done,) = await post(gone, "campaign")
        await StoredOutbox(gone).mark([DeliveryResult(done.id, "sent", NOW, 1)])
    async with open_store(database_url, "new") as new:
        outbox = StoredOutbox(new)
        (own,) = await post(new, "campaign")
        assert await outbox.recover("buttons", NOW) == (3, 3)
        assert await outbox.recover("buttons", NOW) == (0, 0)
        states = dict(await query(database_url, "SELECT id, state FROM outbox"))
        assert states == {
            **{row.id: "planned" if row.say.kind in NEVER_LOST else "unsure" for row in rows},
            elsewhere[0].id: "claimed",
            done.id: "sent",
            own.id: "claimed",
        }
        assert ids((await outbox.claim("buttons", NOW, 10)).rows) == ids(
            [row for row in rows if row.say.kind in NEVER_LOST]
        )
    why = "SELECT DISTINCT why, claimed_by FROM outbox WHERE state = 'unsure'"
    assert await query(database_url, why) == [("worker_gone", None)]
    assert (
        await one(database_url, f"SELECT count(*) FROM outbox WHERE done_ms = {to_ms(NOW)}")
        == len(KINDS) - 3 + 1
    )


async def test_what_was_said_first_is_claimed_first_after_a_recovery(database_url: str) -> None:
    async with open_store(database_url, "gone") as gone:
        rested, claimed = await post(gone, "reply", "reply")
        (later,) = await post(gone, "campaign")
        await plan(gone, [rested, later], NOW + 300 * SECOND, attempts=10)
    async with open_store(database_url, "new") as new:
        outbox = StoredOutbox(new)
        assert await outbox.recover("buttons", NOW) == (1, 0)
        assert ids((await outbox.claim("buttons", NOW, 1)).rows) == [rested.id]
        assert ids((await outbox.claim("buttons", NOW, 9)).rows) == [claimed.id]
        assert ids((await outbox.claim("buttons", NOW + 300 * SECOND, 9)).rows) == [later.id]


# --- holding --------------------------------------------------------------------------------------


async def test_a_hold_lasts_until_its_moment_and_is_its_channels_own(store: Store) -> None:
    outbox = StoredOutbox(store)
    assert await outbox.held_until("buttons", NOW) is None
    until = NOW + 30 * SECOND
    await outbox.hold("buttons", until, "flood")
    assert await outbox.held_until("buttons", NOW) == until
    assert await outbox.held_until("numbers", NOW) is None
    assert await outbox.held_until("buttons", until) is None
    await outbox.hold("buttons", until + SECOND, "flood")
    assert await outbox.held_until("buttons", until) == until + SECOND


# --- history --------------------------------------------------------------------------------------


async def test_the_history_is_the_newest_of_what_was_said_after_a_row(
    store: Store, database_url: str
) -> None:
    outbox = StoredOutbox(store)
    first = await post(store, "reply", "receipt", "campaign")
    await post(store, "reply", address="2")
    await post(store, "reply", channel="numbers")
    second = await post(store, "reply", "reply")
    await outbox.mark(
        [
            DeliveryResult(first[0].id, "sent", NOW, 1),
            DeliveryResult(first[2].id, "cancelled", NOW, 0),
        ]
    )
    every = [*first[:2], *second]

    async def said(after: int, limit: int) -> list[OutboxMessage]:
        return list(await outbox.history("buttons", "1", after, limit))

    assert await said(0, 10) == every
    assert await said(0, 3) == every[1:]
    assert await said(first[1].id, 10) == list(second)
    assert await said(second[1].id, 10) == []
    assert await outbox.history("buttons", "3", 0, 10) == ()
