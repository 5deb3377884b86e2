"""The throttle: full slices while nobody talks; otherwise small ones with a pause after each."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.schedule import throttle as pace_module
from bot.schedule.throttle import TALK_SECONDS, Throttle
from tests.announcements.planning import local, people
from tests.applications import MovedClock, open_application
from tests.storage.stores import query

SLICE_SECONDS = 0.02


class UnitOfWork:
    """Work that takes a while by a clock that it moves itself; `rests` are those after slices."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slices: list[int] = []
        self.rests: list[float] = []
        self.pace = Throttle(self.monotonic, self.sleep)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)

    async def slice(self, limit: int) -> str:
        self.slices.append(limit)
        self.seconds += SLICE_SECONDS
        return "done"


@pytest.mark.parametrize(
    ("since_seconds", "limit"),
    [(None, 250), (0.0, 100), (TALK_SECONDS * 0.99, 100), (TALK_SECONDS, 250), (3600.0, 250)],
)
async def test_a_slice_is_small_while_somebody_talks(
    since_seconds: float | None, limit: int
) -> None:
    work = UnitOfWork()
    if since_seconds is not None:
        work.pace.turn_started()
        work.seconds += since_seconds
    assert await work.pace.slice(250, work.slice) == "done"
    assert work.slices == [limit]


async def test_a_long_reading_rests_between_two_batches_as_long_as_one_took_beside_talk() -> None:
    work = UnitOfWork()
    rest = work.pace.resting()
    work.seconds += SLICE_SECONDS
    await rest()
    work.pace.turn_started()
    work.seconds += SLICE_SECONDS
    await rest()
    await rest()
    work.seconds += TALK_SECONDS
    await rest()
    assert work.rests == [0, pytest.approx(SLICE_SECONDS), 0, 0]


async def test_after_a_slice_beside_talk_there_is_a_rest_as_long_as_it_took() -> None:
    work = UnitOfWork()
    work.pace.turn_started()
    await work.pace.slice(250, work.slice)
    assert work.rests == [pytest.approx(SLICE_SECONDS)]


async def test_while_nobody_talks_there_is_no_rest() -> None:
    work = UnitOfWork()
    await work.pace.slice(250, work.slice)
    assert work.rests == [0]


async def test_between_two_slices_whoever_waits_has_the_word() -> None:
    pace = Throttle(UnitOfWork().monotonic)
    order: list[str] = []

    async def talks() -> None:
        order.append("talk")

    async def one(limit: int) -> None:
        order.append(f"slice {limit}")

    waiting = asyncio.create_task(talks())
    for _slice in range(2):
        await pace.slice(250, one)
    await waiting
    assert order == ["slice 250", "talk", "slice 250"]


async def test_what_a_slice_raises_is_raised() -> None:
    async def fails(_most: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Throttle(UnitOfWork().monotonic).slice(250, fails)


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of all slices, when people who talked once go on talking."""
    sizes: list[int] = []
    slice_ = Throttle.slice

    async def noted(pace: Throttle, full: int, job: Callable[[int], Awaitable[Any]]) -> Any:
        async def noting(limit: int) -> Any:
            sizes.append(limit)
            return await job(limit)

        return await slice_(pace, full, noting)

    monkeypatch.setattr(pace_module, "TALK_SECONDS", math.inf)
    monkeypatch.setattr(Throttle, "slice", noted)
    return sizes


@pytest.mark.parametrize(("talks", "reminding", "planning"), [(False, 500, 250), (True, 200, 100)])
async def test_a_house_reminds_and_plans_gently_while_somebody_talks(
    sqlite_url: str, slices: list[int], talks: bool, reminding: int, planning: int
) -> None:
    crowd = 260
    await people(sqlite_url, *range(1, crowd + 1))
    clock = MovedClock(local(4, 21, 8))
    due = int(clock.at.timestamp() * 1000)
    values = ", ".join(f"({n}, 'k{n}', 'check', 127, 480, {due}, 0)" for n in range(1, crowd + 1))
    await query(
        sqlite_url,
        "INSERT INTO reminder (person_id, reminder_key, purpose, days, minute, next_due_ms,"
        f" created_ms) VALUES {values}",
    )
    async with open_application(sqlite_url, clock) as application:
        if talks:
            await application.visitor("newcomer").says("xin chào")
        await application.application.remind()
        assert slices == [reminding] * math.ceil(crowd / reminding)
        slices.clear()
        await application.application.announcer.tick()
        # The last slice finds nobody more.
        assert slices == [planning] * (math.ceil(crowd / planning) + 1)
    (reminded,) = await query(sqlite_url, "SELECT count(*) FROM reminded")
    (planned,) = await query(sqlite_url, "SELECT count(*) FROM outbox WHERE source IS NOT NULL")
    assert (reminded, planned) == ((crowd,), (crowd,))
