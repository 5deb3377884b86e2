"""Unsure messages: sent again is one sending more, once, and never for a message that is sure."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from bot.domain.notifications.policy import NotificationPolicy
from bot.domain.refusals import Refusal
from bot.services.campaigns.running import leave_unsure, send_unsure_again
from bot.services.ports.messages import DeliveryResult
from bot.storage.outbox.outbox import StoredOutbox
from tests.storage.campaigns.campaign_people import (
    CHANNEL,
    FRIDAY,
    begun_and_planned,
    due,
    settle_people,
)
from tests.storage.stores import Store, query

SURE = ("planned", "claimed", "sent", "failed", "blocked", "skipped", "cancelled")


@pytest.mark.parametrize("state", [*SURE, "unsure", "left"])
async def test_only_an_undecided_unsure_message_is_sent_again(
    store: Store, database_url: str, state: str
) -> None:
    await settle_people(store, 2)
    await begun_and_planned(store)
    first, why = ("unsure", "'left'") if state == "left" else (state, "NULL")
    await query(database_url, f"UPDATE outbox SET state = '{first}', why = {why} WHERE id = 1")
    await query(database_url, "UPDATE outbox SET state = 'sent' WHERE id = 2")
    again = partial(send_unsure_again, key="r1", rows=[1, 2], now=FRIDAY)
    assert await store.transact(again) == (1 if state == "unsure" else 0)
    assert await store.transact(again) == 0
    after = "planned" if state == "unsure" else first
    assert await query(database_url, "SELECT state FROM outbox ORDER BY id") == [
        (after,), ("sent",),
    ]  # fmt: skip


async def test_a_message_that_is_sent_again_leaves_once_more_and_no_other_row_is_made(
    store: Store, database_url: str
) -> None:
    await settle_people(store, 3)
    await begun_and_planned(store)
    outbox = StoredOutbox(store, NotificationPolicy)
    rows = (await outbox.claim(CHANNEL, FRIDAY, 10)).rows
    await outbox.mark([DeliveryResult(row.id, "unsure", FRIDAY, 1) for row in rows[:2]])
    await outbox.mark([DeliveryResult(rows[2].id, "sent", FRIDAY, 1)])
    asked = [row.id for row in rows]
    assert await store.transact(lambda w: send_unsure_again(w, "r1", asked[1:], FRIDAY)) == 1
    assert await store.transact(lambda w: leave_unsure(w, "r1", asked)) == 1
    assert await store.transact(lambda w: send_unsure_again(w, "r1", asked, FRIDAY)) == 0
    later = FRIDAY + dt.timedelta(minutes=1)
    assert [row.id for row in (await outbox.claim(CHANNEL, later, 10)).rows] == asked[1:2]
    assert await query(database_url, "SELECT count(*) FROM outbox") == [(3,)]


async def test_nothing_wrong_is_sent_again_after_its_correction(store: Store) -> None:
    await settle_people(store, 1)
    await begun_and_planned(store)
    outbox = StoredOutbox(store, NotificationPolicy)
    (row,) = (await outbox.claim(CHANNEL, FRIDAY, 10)).rows
    await outbox.mark([DeliveryResult(row.id, "unsure", FRIDAY, 1)])
    await begun_and_planned(store, due("c2", kind="correction", corrects="c1"), key="r2")
    with pytest.raises(Refusal, match="corrected"):
        await store.transact(lambda work: send_unsure_again(work, "r1", [row.id], FRIDAY))
