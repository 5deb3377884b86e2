"""A notification counts for the week and day on which it is sent, whenever it was due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.notifications.policy import NotificationPolicy, QuietHours
from bot.services.ports.messages import Incoming
from bot.storage.outbox.outbox import StoredOutbox
from bot.talk.events import Said
from tests.applications import ZONE
from tests.schedule.month_rows import plan_campaign
from tests.storage.stores import open_store, query

SUNDAY = dt.datetime(2026, 10, 4, 20, 30, tzinfo=ZONE)
NO_QUIET = QuietHours(0, 0)
LEARNING_WEEK = (dt.date(2026, 10, 1), dt.date(2026, 10, 7))

ONE_A_WEEK = NotificationPolicy(quiet=NO_QUIET, weekly_most=1)
ONE_A_DAY = NotificationPolicy(lambda _ward, _day: LEARNING_WEEK, NO_QUIET)


async def plan(store: Any, url: str, *sources: str) -> None:
    """Somebody who lets news come, and campaigns for them that are due on Sunday evening."""
    incoming = Incoming("buttons", "1", "u", Said(""))

    async def joins(work: Any) -> int:
        place = await work.dialogs.open_dialog(incoming, SUNDAY)
        agreed = replace(place.person, joined_at=SUNDAY, consents=frozenset({"log", "campaigns"}))
        await work.people.save_person(agreed, SUNDAY)
        return int(place.person.id)

    person = await store.transact(joins)
    for source in sources:
        await plan_campaign(url, source, [(person, "buttons", "1")], SUNDAY)


async def came_of(url: str) -> list[tuple[str, str | None]]:
    rows = await query(url, "SELECT state, why FROM outbox ORDER BY id")
    return [(state, why) for state, why in rows]


@pytest.mark.parametrize(("rules", "why"), [(ONE_A_WEEK, "weekly_most"), (ONE_A_DAY, "daily_most")])
async def test_what_waited_since_before_counts_while_it_is_on_its_way(
    database_url: str, rules: NotificationPolicy, why: str
) -> None:
    """The service was away from Sunday to Monday: what is late leaves on Monday, and counts."""
    monday = SUNDAY + dt.timedelta(hours=12)
    async with open_store(database_url) as store:
        await plan(store, database_url, "first", "second")
        outbox = StoredOutbox(store, lambda: rules)
        first = await outbox.claim("buttons", monday, 1)
        assert len(first.rows) == 1
        # The first one is on the wire still: it is not marked.
        assert (await outbox.claim("buttons", monday, 1)).rows == ()
    assert await came_of(database_url) == [("claimed", None), ("skipped", why)]


@pytest.mark.parametrize(("rules", "why"), [(ONE_A_WEEK, "weekly_most"), (ONE_A_DAY, "daily_most")])
async def test_what_a_killed_process_may_have_sent_counts_for_that_day(
    database_url: str, rules: NotificationPolicy, why: str
) -> None:
    monday = SUNDAY + dt.timedelta(hours=12)
    async with open_store(database_url, "killed") as store:
        await plan(store, database_url, "first", "second")
        killed = StoredOutbox(store, lambda: rules)
        assert len((await killed.claim("buttons", monday, 1)).rows) == 1
    async with open_store(database_url, "next") as store:
        outbox = StoredOutbox(store, lambda: rules)
        await outbox.recover("buttons", monday)
        assert (await outbox.claim("buttons", monday, 1)).rows == ()
    assert await came_of(database_url) == [("unsure", "worker_gone"), ("skipped", why)]
