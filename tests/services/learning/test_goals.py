"""Goals and pauses as they are kept, on both databases: every refusal, and one pause at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.learning.progress import (
    MAX_GOAL_MINUTES,
    MAX_PAUSE_DAYS,
    MIN_GOAL_MINUTES,
    Goal,
    LearningPause,
    goal_now,
)
from bot.services.learning.goals import PauseLearning, ResumeLearning, SetGoal
from tests.applications import ZONE
from tests.services.running_commands import Doer

TODAY = dt.date(2026, 11, 20)


def after(days: int) -> dt.date:
    """A day so many days from today."""
    return TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (-1, "goal_small"),
        (1, "goal_small"),
        (MIN_GOAL_MINUTES - 1, "goal_small"),
        (MAX_GOAL_MINUTES + 1, "goal_large"),
    ],
)
async def test_a_goal_beyond_the_limits_is_refused(somebody: Doer, minutes: int, code: str) -> None:
    assert await somebody.is_refused(SetGoal(minutes)) == code
    assert await somebody.reads("learning.goals") == ()


async def test_goals_are_set_and_removed_and_all_are_kept(somebody: Doer) -> None:
    for minutes in (MIN_GOAL_MINUTES, MAX_GOAL_MINUTES, 0):
        await somebody.does(SetGoal(minutes))
    goals = await somebody.reads("learning.goals")
    assert goals == (
        Goal(TODAY, MIN_GOAL_MINUTES),
        Goal(TODAY, MAX_GOAL_MINUTES),
        Goal(TODAY, 0),
    )
    assert goal_now(goals) is None


async def test_a_goal_is_of_the_local_day(somebody: Doer) -> None:
    somebody.now = dt.datetime(2026, 11, 21, 0, 5, tzinfo=ZONE)
    await somebody.does(SetGoal(60))
    assert await somebody.reads("learning.goals") == (Goal(after(1), 60),)


@pytest.mark.parametrize(
    ("until", "code"),
    [(after(-1), "pause_past"), (after(MAX_PAUSE_DAYS), "pause_long"),
     (dt.date(9999, 12, 31), "pause_long")],
)  # fmt: skip
async def test_a_pause_beyond_the_limits_is_refused_and_the_open_one_stays(
    somebody: Doer, until: dt.date, code: str
) -> None:
    await somebody.does(PauseLearning(after(6)))
    assert await somebody.is_refused(PauseLearning(until)) == code
    assert await somebody.reads("learning.pauses", TODAY) == (LearningPause(TODAY, after(6)),)


@pytest.mark.parametrize("days", [0, MAX_PAUSE_DAYS - 1])
async def test_a_pause_lasts_from_today_to_its_day(somebody: Doer, days: int) -> None:
    await somebody.does(PauseLearning(after(days)))
    assert await somebody.reads("learning.pauses", TODAY) == (LearningPause(TODAY, after(days)),)


async def test_a_new_pause_ends_the_open_one_the_day_before(somebody: Doer) -> None:
    await somebody.does(PauseLearning(after(20)))
    somebody.now += dt.timedelta(days=5)
    await somebody.does(PauseLearning(after(9)))
    assert await somebody.reads("learning.pauses", TODAY) == (
        LearningPause(TODAY, after(4)),
        LearningPause(after(5), after(9)),
    )


async def test_learning_again_ends_the_pause_yesterday(somebody: Doer) -> None:
    await somebody.does(ResumeLearning())
    await somebody.does(PauseLearning(after(20)))
    somebody.now += dt.timedelta(days=3)
    await somebody.does(ResumeLearning())
    assert await somebody.reads("learning.pauses", TODAY) == (LearningPause(TODAY, after(2)),)


async def test_a_pause_that_is_ended_on_its_first_day_holds_no_day(somebody: Doer) -> None:
    await somebody.does(PauseLearning(after(20)))
    await somebody.does(ResumeLearning())
    (pause,) = await somebody.reads("learning.pauses", after(-1))
    assert not any(pause.holds(after(day)) for day in range(-2, 25))
