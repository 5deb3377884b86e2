"""The clock: it ticks at the start and every minute, and its stop waits for a running tick."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from apscheduler.triggers.interval import (  # type: ignore[import-untyped]  # it has no types
    IntervalTrigger,
)
from structlog.testing import capture_logs

from bot.schedule.clock import MinuteClock, Tick, each_minute
from bot.services.ports.messages import NotStored
from tests.applications import ZONE


class Ticks:
    """A tick that counts, and lets others wait for a count; `does` is what it does besides."""

    def __init__(self, does: Tick | None = None) -> None:
        self.begun = 0
        self.ended = 0
        self._does = does
        self._moved = asyncio.Condition()

    async def __call__(self) -> None:
        self.begun += 1
        async with self._moved:
            self._moved.notify_all()
        if self._does is not None:
            await self._does()
        self.ended += 1

    async def wait(self, begun: int) -> None:
        """Wait until it was begun so often."""
        async with self._moved:
            await self._moved.wait_for(lambda: self.begun >= begun)


@asynccontextmanager
async def running(**ticks: Tick) -> AsyncIterator[tuple[asyncio.Event, asyncio.Task[None]]]:
    """A clock that ticks all the time, and what stops it."""
    stop = asyncio.Event()
    clock = MinuteClock(ZONE, ticks, IntervalTrigger(seconds=0.005))
    task = asyncio.create_task(clock.run(stop))
    try:
        yield stop, task
    finally:
        stop.set()
        await task


async def test_each_tick_is_fired_at_the_start_and_again_and_again() -> None:
    one, two = Ticks(), Ticks()
    async with running(one=one, two=two):
        await asyncio.gather(one.wait(4), two.wait(4))
    assert min(one.begun, two.begun) >= 4


async def test_without_a_word_it_ticks_at_the_beginning_of_each_minute() -> None:
    trigger = each_minute(ZONE)
    now = dt.datetime(2026, 11, 20, 9, 30, 17, tzinfo=ZONE)
    for minute in (31, 32, 33):
        now = trigger.get_next_fire_time(None, now)
        assert now == dt.datetime(2026, 11, 20, 9, minute, tzinfo=ZONE)
        now += dt.timedelta(seconds=1)


async def test_at_the_start_it_ticks_at_once_and_not_at_the_next_minute() -> None:
    tick = Ticks()
    stop = asyncio.Event()
    stop.set()
    await MinuteClock(ZONE, {"tick": tick}).run(stop)
    assert (tick.begun, tick.ended) == (1, 1)


async def test_a_tick_that_fails_stops_neither_itself_nor_another() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    bad, good = Ticks(fail), Ticks()
    with capture_logs() as logs:
        async with running(bad=bad, good=good):
            await asyncio.gather(bad.wait(3), good.wait(3))
    assert bad.ended == 0
    failed = [entry for entry in logs if entry["event"] == "tick_failed"]
    assert len(failed) == bad.begun
    assert {(e["log_level"], e["tick"], e["fault"]) for e in failed} == {
        ("error", "bad", "ZeroDivisionError")
    }


async def test_a_database_that_is_away_is_said_and_asked_again() -> None:
    async def away() -> None:
        raise NotStored("away")

    tick = Ticks(away)
    with capture_logs() as logs:
        async with running(reminders=tick):
            await tick.wait(3)
    assert Counter(map(str, logs)) == {
        str({"tick": "reminders", "why": "away", "event": "tick_not_stored",
             "log_level": "warning"}): tick.begun
    }  # fmt: skip


async def test_a_tick_under_way_is_not_begun_a_second_time_and_stopping_waits_for_it() -> None:
    may_end = asyncio.Event()

    async def slow() -> None:
        if tick.begun == 2:
            await may_end.wait()

    tick, other = Ticks(slow), Ticks()
    async with running(slow=tick, other=other) as (stop, task):
        await tick.wait(2)
        await other.wait(other.begun + 3)
        assert tick.begun == 2
        stop.set()
        # The one that is over lets the loop go round: nothing but the slow one holds the clock.
        done, _waiting = await asyncio.wait({task}, timeout=0)
        for _round in range(20):
            await asyncio.wait({task}, timeout=0)
        assert not done
        assert not task.done()
        assert tick.ended == 1
        may_end.set()
        await task
        assert tick.ended == 2


async def test_stopping_while_the_first_tick_is_under_way_waits_for_it() -> None:
    may_end = asyncio.Event()
    tick = Ticks(may_end.wait)  # type: ignore[arg-type]  # what it gives back is of no use
    async with running(tick=tick) as (stop, task):
        await tick.wait(1)
        stop.set()
        may_end.set()
        await task
    assert (tick.begun, tick.ended) == (1, 1)


async def test_nothing_ticks_after_the_stop() -> None:
    tick = Ticks()
    async with running(tick=tick) as (stop, task):
        await tick.wait(3)
        stop.set()
        await task
        begun = tick.begun
        assert tick.ended == begun
    later = Ticks()
    async with running(later=later):
        await later.wait(3)
    assert tick.begun == begun
