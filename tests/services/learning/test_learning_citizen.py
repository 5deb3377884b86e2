"""Rating the Learning Citizen year, on both databases: refusals, years, and the last one counts."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.services.learning.learning_citizen import RateIndicator
from tests.applications import ZONE
from tests.services.running_commands import REFERENCE_DATA, Doer

CRITERIA = REFERENCE_DATA.criteria


@pytest.mark.parametrize(
    ("criteria", "indicator"),
    [("324-2020", "1"), ("", "1"), (CRITERIA.id, "11"), (CRITERIA.id, ""), (CRITERIA.id, "A")],
)
async def test_an_indicator_that_is_not_in_the_set_is_not_rated(
    somebody: Doer, criteria: str, indicator: str
) -> None:
    command = RateIndicator(criteria, indicator, 5)
    assert await somebody.is_refused(command) == "indicator_unknown"
    assert await somebody.rows("SELECT id FROM rating") == []


@pytest.mark.parametrize("points", [-1, 11, 1000])
async def test_points_that_an_indicator_does_not_have_are_refused(
    somebody: Doer, points: int
) -> None:
    assert await somebody.is_refused(RateIndicator(CRITERIA.id, "1", points)) == "points_unknown"
    assert await somebody.rows("SELECT id FROM rating") == []


@pytest.mark.parametrize("points", [0, 10])
async def test_the_ends_of_the_scale_are_points(somebody: Doer, points: int) -> None:
    await somebody.does(RateIndicator(CRITERIA.id, "10", points))
    assert await somebody.reads("learning.ratings", CRITERIA.id, 2026) == {"10": points}


async def test_the_last_rating_counts_and_the_one_before_is_kept(somebody: Doer) -> None:
    for points in (3, 8, 8):
        await somebody.does(RateIndicator(CRITERIA.id, "1", points))
    assert await somebody.reads("learning.ratings", CRITERIA.id, 2026) == {"1": 8}
    assert [row[0] for row in await somebody.rows("SELECT points FROM rating ORDER BY id")] == [
        3,
        8,
        8,
    ]


async def test_the_year_is_that_of_the_local_clock(somebody: Doer) -> None:
    somebody.now = dt.datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    await somebody.does(RateIndicator(CRITERIA.id, "1", 4))
    somebody.now = dt.datetime(2027, 1, 1, 0, 1, tzinfo=ZONE)
    await somebody.does(RateIndicator(CRITERIA.id, "1", 9))
    assert await somebody.reads("learning.ratings", CRITERIA.id, 2026) == {"1": 4}
    assert await somebody.reads("learning.ratings", CRITERIA.id, 2027) == {"1": 9}
