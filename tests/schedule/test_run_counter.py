"""The counter of runs: what rows came to is kept beside the run, and a turn reads one row."""

from __future__ import annotations

import datetime as dt
from functools import partial

from bot.domain.campaigns.results import CountedRun
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.notifications.policy import NotificationPolicy
from bot.schedule.run_counter import RunCounter
from bot.services.campaigns.running import answer_run
from bot.services.ports.messages import DeliveryResult
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.outbox.outbox import StoredOutbox
from tests.storage.campaigns.campaign_people import (
    CHANNEL,
    FRIDAY,
    begun_and_planned,
    settle_people,
)
from tests.storage.stores import Store, open_store, query


class NotedReadings(StoredRunReadings):
    """Readings that note how often a run was counted."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.times = 0

    async def counted(self, run: Run, now: dt.datetime) -> CountedRun:
        """Count, and note it."""
        self.times += 1
        return await super().counted(run, now)


class Counting:
    """A counter on a real database; a test moves its clock."""

    def __init__(self, store: Store) -> None:
        self.now = FRIDAY
        self.store = store
        self.readings = NotedReadings(store)
        self.counter = RunCounter(
            transact=store.transact,
            readings=self.readings,
            clock=lambda: self.now,
            edits=(CHANNEL,),
            shown=self._shown,
            stopping=lambda: False,
        )

    async def _shown(self) -> None:
        pass

    async def after(self, seconds: int) -> None:
        """Let so much time pass, then count what is due."""
        self.now += dt.timedelta(seconds=seconds)
        await self.counter.count_due()

    async def result(self) -> RunResult:
        """What a turn reads."""
        (run,) = await self.store.transact(lambda work: work.runs.runs_of("c1"))
        return await self.store.transact(lambda work: work.runs.result(run))


async def test_a_turn_reads_what_was_counted_last(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 4)
        await begun_and_planned(store)
        counting = Counting(store)
        assert (await counting.result()).open == 4
        await counting.after(0)
        outbox = StoredOutbox(store, NotificationPolicy)
        rows = (await outbox.claim(CHANNEL, FRIDAY, 10)).rows
        await outbox.mark([DeliveryResult(row.id, "sent", FRIDAY, 1) for row in rows[:3]])
        assert (await counting.result()).total("sent") == 0
        await counting.after(3)
        result = await counting.result()
        assert (result.total("sent"), result.open, result.planned) == (3, 1, 4)
        assert result.counted_at == counting.now.astimezone(dt.UTC)


async def test_it_is_counted_no_more_often_than_it_may_be(database_url: str) -> None:
    async with open_store(database_url) as store:
        await settle_people(store, 1)
        await begun_and_planned(store)
        counting = Counting(store)
        for _second in range(6):
            await counting.after(1)
        assert counting.readings.times == 2
        await query(database_url, "UPDATE campaign_run SET planned = 1000000")
        counting.readings.times = 0
        for _second in range(60):
            await counting.after(1)
        assert counting.readings.times == 1


async def test_answers_are_kept_after_the_end_for_some_days(database_url: str) -> None:
    async with open_store(database_url) as store:
        (person, *_others) = await settle_people(store, 2)
        run = await begun_and_planned(store)
        outbox = StoredOutbox(store, NotificationPolicy)
        rows = (await outbox.claim(CHANNEL, FRIDAY, 10)).rows
        await outbox.mark([DeliveryResult(row.id, "sent", FRIDAY, 1) for row in rows])
        counts = await StoredRunReadings(store).counts(run)
        await store.transact(lambda work: work.runs.settle(run, "ended", counts, FRIDAY))
        counting = Counting(store)
        await counting.after(1)
        await store.transact(
            partial(answer_run, key="r1", person=person.id, button=1, now=counting.now)
        )
        await counting.after(60)
        (kept,) = await store.transact(lambda work: work.runs.answers("c1"))
        assert (kept.button, kept.count) == (1, 1)
        growth = await store.transact(lambda work: work.runs.growth(run))
        assert growth is not None
        assert sum(each.sent for each in growth.counts) == 2
        assert sum(each.answered for each in growth.counts) == 1
        counting.readings.times = 0
        await counting.after(14 * 24 * 3600)
        assert counting.readings.times == 0
