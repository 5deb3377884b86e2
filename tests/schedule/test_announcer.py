"""The announcer: each occurrence once and in its hours, despite clock changes and restarts."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.announcements import ANNOUNCEMENTS
from bot.domain.notifications.calendar import Calendar, CalendarOverride, LearningWeek
from bot.schedule.announcer import Announcer
from bot.schedule.throttle import Throttle
from bot.services.notifications.occurrences import WeekFacts, WeekMessage
from bot.services.notifications.planning import MAX_SLICE
from bot.services.ports.messages import NotStored
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.announcements.calendars import HERE, THERE, calendar, day
from tests.announcements.planning import flat, insert, local, people, person, planned_for
from tests.applications import MovedClock
from tests.storage.stores import Store, query, store_of

REGISTRY = "book_day 2026"
EIGHT = local(4, 21, 8)
SLICES = 3
CROWD = SLICES * MAX_SLICE
"""People for three slices."""


class Process:
    """One process after another on one database, each with its announcer; the clock is moved.

    After `slices` slices a process is told to stop; after `lost_after` its database goes away.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = MovedClock(EIGHT)
        self.calendar = calendar()
        self.messages: Sequence[WeekMessage] = ANNOUNCEMENTS
        self.looks = 0
        self.slices: int | None = None
        self.lost_after: int | None = None

    async def connect(self) -> None:
        """Open the database."""
        self.store: Store = store_of(self.url)
        self.lost_after = None
        await self.store.open()

    async def start(self) -> None:
        """Begin a process."""
        await self.connect()
        self.announcer = Announcer(
            messages=self.messages,
            calendar=lambda: self.calendar,
            transact=self._transact,
            clock=self.clock,
            planned=self._look,
            stopping=lambda: self.slices == 0,
            throttle=Throttle(lambda: 0.0),
        )

    async def restart(self) -> None:
        """End the process and begin another one."""
        await self.store.close()
        self.slices = None
        await self.start()

    async def _transact(self, job: Callable[[Any], Any], lane: str = "") -> Any:
        if self.lost_after == 0:
            await self.store.close()
        done = await self.store.transact(job, lane)
        self.slices = None if self.slices is None else self.slices - 1
        self.lost_after = None if self.lost_after is None else self.lost_after - 1
        return done

    async def _look(self) -> None:
        self.looks += 1

    async def tick(self, at: dt.datetime | None = None) -> None:
        """Let the announcer look, at a time."""
        self.clock.at = at or self.clock.at
        await self.announcer.tick()

    async def edit(self, made: Calendar, at: dt.datetime) -> None:
        """Edit the calendar, and let the announcer look."""
        self.calendar = made
        await self.tick(at)

    async def planned(self, source: str = REGISTRY) -> list[int]:
        """For whom a source was planned."""
        return await planned_for(self.url, source)

    async def sources(self) -> list[str]:
        """Everything that was planned, each source once."""
        rows = await query(self.url, "SELECT DISTINCT source FROM outbox ORDER BY source")
        return [source for (source,) in rows]


@asynccontextmanager
async def begun(url: str) -> AsyncIterator[Process]:
    """A process, with one resident of each of two wards and of none."""
    one = Process(url)
    await insert(url, flat([person(1, ward=HERE), person(2, ward=THERE), person(3, ward=None)]))
    await one.start()
    yield one
    await one.store.close()


@pytest.fixture
async def process(database_url: str) -> AsyncIterator[Process]:
    """A process on either database."""
    async with begun(database_url) as one:
        yield one


@pytest.fixture
async def sqlite_process(sqlite_url: str) -> AsyncIterator[Process]:
    """A process on SQLite, where the database makes no difference."""
    async with begun(sqlite_url) as one:
        yield one


# --- once, in its hours ---------------------------------------------------------------------------


async def test_it_is_planned_at_its_hour_once_however_often_the_clock_ticks(
    process: Process,
) -> None:
    await process.tick(local(4, 21, 7, 59))
    assert await process.planned() == []
    for minute in range(3):
        await process.tick(local(4, 21, 8, minute))
    assert await process.planned() == [1, 2, 3]
    assert process.looks == 1, "the worker is told of it once"
    await process.restart()
    await process.tick()
    assert await process.planned() == [1, 2, 3]


@pytest.mark.parametrize(
    ("at", "planned"),
    [
        (local(4, 20, 23, 59), []),
        (local(4, 21, 0), []),
        (local(4, 21, 12), [1, 2, 3]),
        (local(4, 21, 23, 59), [1, 2, 3]),
        (local(4, 22, 0), []),
        (local(4, 22, 8), []),
        (dt.datetime(2027, 4, 22, 8, tzinfo=EIGHT.tzinfo), []),
    ],
)
async def test_after_the_service_was_down_only_todays_is_planned(
    sqlite_process: Process, at: dt.datetime, planned: list[int]
) -> None:
    await sqlite_process.tick(at)
    assert await sqlite_process.planned() == planned


async def test_a_year_of_ticks_plans_each_occurrence_once(sqlite_process: Process) -> None:
    day_ = local(1, 1, 8)
    while day_.year == 2026:
        for hour in (8, 19, 20):
            await sqlite_process.tick(day_.replace(hour=hour))
        day_ += dt.timedelta(days=1)
    sources = await sqlite_process.sources()
    assert len(sources) == 21
    rows = await query(sqlite_process.url, "SELECT count(*) FROM outbox")
    assert rows == [(3 * len(sources),)]


async def test_the_closing_day_is_planned_in_the_evening(process: Process) -> None:
    await process.tick(local(10, 7, 8))
    await process.tick(local(10, 7, 18, 59))
    assert await process.sources() == []
    await process.tick(local(10, 7, 19))
    assert await process.planned("week_close 2026") == [1, 2, 3]


async def test_each_ward_has_its_own(process: Process) -> None:
    own = LearningWeek(2026, day(4, 20), day(4, 22), ward=HERE)
    process.calendar = calendar(CalendarOverride("book_day", off=True, ward=THERE), weeks=(own,))
    await process.tick()
    assert await process.planned() == [3]
    assert await process.planned("week_day 2026") == [1]


# --- the clock is set back, the process ends ------------------------------------------------------


async def test_a_clock_that_is_set_back_plans_nothing_twice(process: Process) -> None:
    await process.tick(local(4, 21, 9))
    for at in (local(4, 21, 7), local(4, 21, 8), local(4, 20, 8), local(4, 21, 8)):
        await process.tick(at)
    await process.restart()
    await process.tick(local(4, 21, 8, 30))
    assert await process.planned() == [1, 2, 3]
    assert await process.sources() == [REGISTRY]


@pytest.mark.parametrize("slices", [1, 2, SLICES])
async def test_a_process_that_is_told_to_stop_leaves_the_rest_to_the_next(
    process: Process, slices: int
) -> None:
    await people(process.url, *range(4, CROWD + 1))
    process.slices = slices
    await process.tick()
    assert len(await process.planned()) == slices * MAX_SLICE
    assert process.looks == 1, "what was planned leaves"
    await process.tick()
    assert len(await process.planned()) == slices * MAX_SLICE, "nothing more is begun"
    await process.restart()
    await process.tick(local(4, 21, 8, 5))
    assert await process.planned() == list(range(1, CROWD + 1))


async def test_what_a_day_did_not_come_to_is_not_made_up_for(sqlite_process: Process) -> None:
    await people(sqlite_process.url, *range(4, CROWD + 1))
    sqlite_process.slices = 1
    await sqlite_process.tick()
    await sqlite_process.restart()
    await sqlite_process.tick(local(4, 22, 8))
    assert len(await sqlite_process.planned()) == MAX_SLICE


async def test_two_processes_at_once_plan_each_person_once(postgresql_url: str) -> None:
    await people(postgresql_url, *range(1, CROWD + 1))
    both = [Process(postgresql_url), Process(postgresql_url)]
    for each in both:
        await each.start()
    await asyncio.gather(*(each.tick() for each in both))
    for each in both:
        await each.store.close()
    assert await planned_for(postgresql_url, REGISTRY) == list(range(1, CROWD + 1))


async def test_a_database_that_is_lost_is_gone_on_with_at_the_next_tick(process: Process) -> None:
    """The database goes away between two slices, and at the next tick it is not back yet."""
    await people(process.url, *range(4, CROWD + 1))
    process.lost_after = 2
    for _tick in range(2):
        with pytest.raises(NotStored):
            await process.tick()
    assert len(await process.planned()) == 2 * MAX_SLICE
    await process.connect()
    await process.tick()
    assert await process.planned() == list(range(1, CROWD + 1))
    await process.tick()
    assert await process.planned() == list(range(1, CROWD + 1))


def _breaks(_facts: WeekFacts) -> Say:
    raise ZeroDivisionError


BROKEN = WeekMessage(
    "broken", plain("broken"), lambda week: (week.first - dt.timedelta(days=14),), _breaks,
    personal=True,
)  # fmt: skip


async def test_one_that_cannot_be_planned_keeps_back_no_other(sqlite_process: Process) -> None:
    sqlite_process.messages = (BROKEN, *ANNOUNCEMENTS)
    await sqlite_process.restart()
    for _tick in range(2):
        with capture_logs() as logs:
            await sqlite_process.tick(local(9, 17, 8))
        failed = [(each["source"], each["fault"]) for each in logs if each["log_level"] == "error"]
        assert failed == [("broken 2026", "ZeroDivisionError")]
        assert await sqlite_process.planned("week_soon 2026") == [1, 2, 3]


# --- the calendar is edited during the day --------------------------------------------------------

OFF = CalendarOverride("book_day", off=True)
NOON = local(4, 21, 12)


async def test_what_is_switched_off_before_its_hour_is_not_planned(process: Process) -> None:
    await process.tick(local(4, 21, 7))
    await process.edit(calendar(OFF), EIGHT)
    assert await process.planned() == []
    await process.edit(calendar(), NOON)
    assert await process.planned() == [1, 2, 3], "on again, it goes out late that day"


async def test_what_has_gone_out_is_not_planned_again_on_a_later_day(process: Process) -> None:
    await process.tick(EIGHT)
    moved = calendar(CalendarOverride("book_day", date="04-22"))
    await process.edit(moved, NOON)
    await process.tick(local(4, 22, 8))
    assert await process.planned() == [1, 2, 3]


async def test_what_is_moved_to_today_goes_out_today(process: Process) -> None:
    await process.tick(NOON)
    made = calendar(CalendarOverride("law_day", date="04-21"))
    await process.edit(made, NOON)
    assert await process.planned("law_day 2026") == [1, 2, 3]
    await process.tick(local(11, 9))
    assert await process.sources() == [REGISTRY, "law_day 2026"]


async def test_an_hour_that_is_put_off_is_waited_for(process: Process) -> None:
    process.calendar = calendar(hour="10:00")
    await process.tick(local(4, 21, 9))
    await process.edit(calendar(hour="11:00"), local(4, 21, 10))
    assert await process.planned() == []
    await process.tick(local(4, 21, 11))
    assert await process.planned() == [1, 2, 3]


async def test_a_ward_that_is_switched_off_meanwhile_gets_none_and_on_again_gets_it(
    process: Process,
) -> None:
    await process.edit(calendar(CalendarOverride("book_day", off=True, ward=HERE)), EIGHT)
    assert await process.planned() == [2, 3]
    await process.edit(calendar(CalendarOverride("book_day", off=False, ward=HERE)), NOON)
    assert await process.planned() == [1, 2, 3]


async def test_a_ward_whose_change_is_taken_away_gets_what_everybody_got(
    process: Process,
) -> None:
    await process.edit(calendar(CalendarOverride("book_day", off=True, ward=HERE)), EIGHT)
    await process.edit(calendar(), NOON)
    assert await process.planned() == [1, 2, 3]


async def test_a_ward_that_gets_a_word_of_its_own_meanwhile_gets_nothing_twice(
    process: Process,
) -> None:
    await process.tick(EIGHT)
    own = LearningWeek(2027, day(10, 1, 2027), day(10, 7, 2027), ward=HERE)
    await process.edit(calendar(weeks=(own,)), NOON)
    await process.edit(calendar(CalendarOverride("book_day", date="04-21", ward=THERE)), NOON)
    assert await process.planned() == [1, 2, 3]
    assert await process.sources() == [REGISTRY]


async def test_a_week_that_is_moved_while_it_lasts_goes_on_where_it_was(process: Process) -> None:
    await process.tick(local(10, 2))
    await process.tick(local(10, 3))
    process.calendar = calendar(weeks=(LearningWeek(2026, day(10, 2), day(10, 8)),))
    await process.tick(local(10, 4))
    assert await process.sources() == ["week_day 2026.2", "week_day 2026.3"], "the third day again"
    await process.tick(local(10, 5))
    assert await process.planned("week_day 2026.4") == [1, 2, 3]


# --- what is said of it ---------------------------------------------------------------------------


async def test_it_is_logged_for_how_many_it_was_planned(sqlite_process: Process) -> None:
    with capture_logs() as logs:
        await sqlite_process.tick()
        await sqlite_process.tick()
    assert logs == [
        {"event": "announced", "log_level": "info", "source": REGISTRY, "ward": "*", "planned": 3,
         "done": True}
    ]  # fmt: skip


async def test_where_nobody_is_there_is_nothing_to_look_for(sqlite_url: str) -> None:
    empty = Process(sqlite_url)
    await empty.start()
    with capture_logs() as logs:
        await empty.tick()
    await empty.store.close()
    assert (empty.looks, logs) == (0, [])
