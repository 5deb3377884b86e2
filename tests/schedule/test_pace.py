"""The pace: slices are full while nobody talks, and small, with a rest after each, beside talk."""

from __future__ import annotations

import asyncio

import pytest

from bot.schedule.pace import TALK_SECONDS, Pace

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
