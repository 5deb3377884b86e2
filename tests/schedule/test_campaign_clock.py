"""The clock of campaigns: runs begin, are planned, swept and settled; orders are carried out."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.domain.notifications.policy import NotificationPolicy
from bot.schedule.campaign_clock import CampaignClock
from bot.schedule.campaign_orders import laid_orders, lay_order
from bot.schedule.throttle import Throttle
from bot.services.campaigns.running import pause_run
from bot.services.ports.campaigns.runs import DueCampaign
from bot.services.ports.messages import DeliveryResult
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.outbox.outbox import StoredOutbox
from tests.storage.campaigns.campaign_people import CHANNEL, FRIDAY, due, settle_people
from tests.storage.stores import Store, one, open_store, query


class Clockwork:
    """A clock of campaigns on a real database; a test says what is due."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self.now = FRIDAY
        self.due: Sequence[DueCampaign] = ()
        self.refused: list[tuple[str, str]] = []
        self.looked = 0
        self.looked_at = asyncio.Event()
        self._keys = itertools.count(1)
        self.clock = CampaignClock(
            transact=store.transact,
            readings=StoredRunReadings(store),
            due=self._due,
            refused=self._refused,
            new_key=lambda: f"{next(self._keys):020x}",
            clock=lambda: self.now,
            planned=self._planned,
            stopping=lambda: False,
            throttle=Throttle(time.monotonic),
            orders=folder,
        )

    async def _due(self, _work: Any, _now: dt.datetime) -> Sequence[DueCampaign]:
        return self.due

    async def _refused(self, _work: Any, what: DueCampaign, code: str, _now: dt.datetime) -> None:
        self.refused.append((what.campaign.key, code))

    async def _planned(self) -> None:
        self.looked += 1
        self.looked_at.set()


async def test_a_campaign_that_is_due_is_begun_once_and_planned(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 5)
        works = Clockwork(store)
        works.due = (due(),)
        for _tick in range(3):
            await works.clock.begin_due()
            await works.clock.move_on()
        assert await query(database_url, "SELECT state, planned FROM campaign_run") == [
            ("sending", 5)
        ]
        assert works.looked == 1
        assert works.refused == []


async def test_each_week_has_a_run_with_the_text_of_its_day(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 1)
        works = Clockwork(store)
        for week in ("2026-11-20", "2026-11-27"):
            works.due = (due(occasion=week, text=f"Lớp ngày {week}"),)
            works.now = dt.datetime.fromisoformat(f"{week}T09:30+07:00")
            if week == "2026-11-27":
                works.due = (due(occasion=week, text="Lớp tuần sau",
                                 useful_until=works.now + dt.timedelta(days=2)),)  # fmt: skip
            await works.clock.begin_due()
            await works.clock.move_on()
        assert await one(database_url, "SELECT count(*) FROM outbox") == 2
        assert await one(database_url, "SELECT count(DISTINCT text_id) FROM outbox") == 2


async def test_without_an_approval_nothing_begins_and_somebody_hears_of_it(
    database_url: str,
) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 2)
        works = Clockwork(store)
        works.due = (due(approved_version=None), due("c2"))
        await works.clock.begin_due()
        await works.clock.move_on()
        assert works.refused == [("c1", "not_approved")]
        assert await query(database_url, "SELECT campaign FROM campaign_run") == [("c2",)]


async def test_a_run_is_settled_when_its_last_row_has_ended(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 3)
        works = Clockwork(store)
        works.due = (due(),)
        await works.clock.begin_due()
        await works.clock.move_on()
        outbox = StoredOutbox(store, NotificationPolicy)
        rows = (await outbox.claim(CHANNEL, FRIDAY, 10)).rows
        await outbox.mark([DeliveryResult(row.id, "sent", FRIDAY, 1) for row in rows[:2]])
        await works.clock.move_on()
        assert await one(database_url, "SELECT state FROM campaign_run") == "sending"
        await outbox.mark([DeliveryResult(rows[2].id, "failed", FRIDAY, 1, why="refused")])
        await works.clock.move_on()
        (run,) = await store.transact(lambda work: work.runs.runs_of("c1"))
        assert run.state == "ended"
        assert run.settled_at == FRIDAY.astimezone(dt.UTC)
        result = await store.transact(lambda work: work.runs.result(run))
        assert (result.total("sent"), result.total("failed"), result.planned) == (2, 1, 3)
        assert await StoredRunReadings(store).open_runs() == []


async def test_what_nobody_claims_ends_when_it_is_of_no_use_any_more(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 3)
        works = Clockwork(store)
        works.due = (due(useful_until=FRIDAY + dt.timedelta(hours=1)),)
        await works.clock.begin_due()
        await works.clock.move_on()
        await _first_part_was_sent(store)
        await works.clock.move_on()
        assert await one(database_url, "SELECT count(*) FROM outbox WHERE state = 'planned'") == 3
        works.now = FRIDAY + dt.timedelta(hours=2)
        await works.clock.move_on()
        ends = await query(database_url, "SELECT state, why FROM outbox ORDER BY id")
        assert ends == [("unsure", "half_sent"), *[("skipped", "expired")] * 2]
        assert await one(database_url, "SELECT state FROM campaign_run") == "ended"


async def test_a_run_that_stays_paused_is_stopped_when_it_is_of_no_use_any_more(
    database_url: str,
) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 3)
        works = Clockwork(store)
        works.due = (due(useful_until=FRIDAY + dt.timedelta(hours=1)),)
        await works.clock.begin_due()
        await works.clock.move_on()
        await store.transact(lambda work: pause_run(work, f"{1:020x}", FRIDAY))
        works.now = FRIDAY + dt.timedelta(hours=2)
        for _tick in range(2):
            await works.clock.move_on()
        ends = await query(database_url, "SELECT DISTINCT state, why FROM outbox")
        assert ends == [("cancelled", "expired")]
        assert await query(
            database_url, "SELECT state, why, settled_ms IS NULL FROM campaign_run"
        ) == [("stopped", "expired", 0)]


async def _first_part_was_sent(store: Store) -> None:
    """The first row waits in the table for its next part."""
    outbox = StoredOutbox(store, NotificationPolicy)
    (row,) = (await outbox.claim(CHANNEL, FRIDAY, 1)).rows
    later = FRIDAY + dt.timedelta(days=1)
    await outbox.mark([DeliveryResult(row.id, "planned", later, 1, parts_sent=1)])


@pytest.mark.parametrize("act", ["pause", "cancel"])
async def test_an_order_of_the_command_line_is_carried_out(
    database_url: str, tmp_path: Path, act: Any
) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 4)
        works = Clockwork(store, tmp_path / "orders")
        works.due = (due(),)
        await works.clock.begin_due()
        await works.clock.move_on()
        key = f"{1:020x}"
        lay_order(tmp_path / "orders", act, key)
        lay_order(tmp_path / "orders", "resume", "0" * 20)
        await works.clock.take_orders()
        await works.clock.move_on()
        assert laid_orders(tmp_path / "orders") == []
        states = dict(await query(database_url, "SELECT state, count(*) FROM outbox GROUP BY 1"))
        run = await query(database_url, "SELECT state, settled_ms IS NULL FROM campaign_run")
        if act == "pause":
            assert (states, run) == ({"planned": 4}, [("paused", 1)])
        else:
            assert (states, run) == ({"cancelled": 4}, [("cancelled", 0)])


async def test_it_runs_until_the_stop(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store:
        await settle_people(store, 2)
        works = Clockwork(store)
        works.due = (due(),)
        await works.clock.begin_due()
        stop = asyncio.Event()
        running = asyncio.create_task(works.clock.keep_running(stop))
        await works.looked_at.wait()
        stop.set()
        await running
        assert await one(sqlite_url, "SELECT planned FROM campaign_run") == 2
