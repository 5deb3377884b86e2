"""The pace: slices are full while nobody talks, and small, with a rest after each, beside talk."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.schedule import pace as pace_module
from bot.schedule.pace import TALK_SECONDS, Pace
from tests.announcements.planning import local, people
from tests.houses import MovedClock, open_house
from tests.storage.stores import query

SLICE_SECONDS = 0.02


class Work:
    """Work that takes a while by a clock that it moves itself."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slices: list[int] = []

    def monotonic(self) -> float:
        return self.seconds

    async def slice(self, most: int) -> str:
        self.slices.append(most)
        self.seconds += SLICE_SECONDS
        return "done"


async def rested(pace: Pace, work: Work) -> float:
    """For how long there is a rest after a slice."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await pace.slice(250, work.slice) == "done"
    return loop.time() - began


@pytest.mark.parametrize(
    ("since_seconds", "most"),
    [(None, 250), (0.0, 100), (TALK_SECONDS * 0.99, 100), (TALK_SECONDS, 250), (3600.0, 250)],
)
async def test_a_slice_is_small_while_somebody_talks(
    since_seconds: float | None, most: int
) -> None:
    work = Work()
    pace = Pace(work.monotonic)
    if since_seconds is not None:
        pace.heard()
        work.seconds += since_seconds
    await pace.slice(250, work.slice)
    assert work.slices == [most]


async def test_after_a_slice_beside_talk_there_is_a_rest_as_long_as_it_took() -> None:
    work = Work()
    pace = Pace(work.monotonic)
    pace.heard()
    assert await rested(pace, work) >= SLICE_SECONDS * 0.9, "the loop's own clock is coarse"


async def test_between_two_slices_whoever_waits_has_the_word() -> None:
    work = Work()
    pace = Pace(work.monotonic)
    order: list[str] = []

    async def talks() -> None:
        order.append("talk")

    async def one(most: int) -> None:
        order.append(f"slice {most}")

    waiting = asyncio.create_task(talks())
    for _slice in range(2):
        await pace.slice(250, one)
    await waiting
    assert order == ["slice 250", "talk", "slice 250"]


async def test_what_a_slice_raises_is_raised() -> None:
    async def fails(_most: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Pace(Work().monotonic).slice(250, fails)


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of all slices, where whoever was heard once goes on talking."""
    sizes: list[int] = []
    slice_ = Pace.slice

    async def noted(pace: Pace, full: int, job: Callable[[int], Awaitable[Any]]) -> Any:
        async def noting(most: int) -> Any:
            sizes.append(most)
            return await job(most)

        return await slice_(pace, full, noting)

    monkeypatch.setattr(pace_module, "TALK_SECONDS", math.inf)
    monkeypatch.setattr(Pace, "slice", noted)
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
    async with open_house(sqlite_url, clock) as house:
        if talks:
            await house.visitor("newcomer").says("xin chào")
        await house.house.remind()
        assert slices == [reminding] * math.ceil(crowd / reminding)
        slices.clear()
        await house.house.announcer.tick()
        # The last slice finds nobody more.
        assert slices == [planning] * (math.ceil(crowd / planning) + 1)
    (reminded,) = await query(sqlite_url, "SELECT count(*) FROM reminded")
    (planned,) = await query(sqlite_url, "SELECT count(*) FROM outbox WHERE source IS NOT NULL")
    assert (reminded, planned) == ((crowd,), (crowd,))
