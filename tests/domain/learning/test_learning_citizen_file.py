"""Each problem in a criteria set is reported with its entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.learning.learning_citizen import CriteriaSet, PointsStep, problems_in_criteria
from tests.domain import reference_files as shelf_files

NAME = LocalizedText(vi="Đọc", en="Reading")
LADDER = "each must ask more activities than the one before, and give no fewer points"
BEGIN = "activities begin at 1, points at 0"


def first(criteria: CriteriaSet, **changes: Any) -> CriteriaSet:
    head, *rest = criteria.indicators
    return replace(criteria, indicators=(replace(head, **changes), *rest))


def rungs(*pairs: tuple[int, int]) -> Callable[[CriteriaSet], CriteriaSet]:
    ladder = tuple(PointsStep(activities, points) for activities, points in pairs)
    return lambda criteria: replace(criteria, rungs=ladder)


Break = Callable[[CriteriaSet], CriteriaSet]
BROKEN: dict[str, tuple[Break, Problem]] = {
    "an empty text": (
        lambda f: replace(f, name=LocalizedText(vi="Công dân học tập", en="")),
        Problem("name.en", "the text is empty"),
    ),
    "an empty text for a group": (
        lambda f: first(f, for_group={"worker": LocalizedText(vi="", en="Reading")}),
        Problem("indicators.1.for_group.worker.vi", "the text is empty"),
    ),
    "an indicator twice": (
        lambda f: first(f, id="2"),
        Problem("indicators.2", "it is there more than once"),
    ),
    "a block twice": (
        lambda f: replace(f, blocks=(*f.blocks, f.blocks[0])),
        Problem("blocks.A", "it is there more than once"),
    ),
    "a sum that is not the total": (
        lambda f: replace(f, total=90),
        Problem("total", "the points of the indicators add up to 100"),
    ),
    "nothing to reach": (
        lambda f: replace(f, pass_points=0),
        Problem("pass_points", "it must be from 1 to 100"),
    ),
    "more to reach than there is": (
        lambda f: replace(f, pass_points=101),
        Problem("pass_points", "it must be from 1 to 100"),
    ),
    "a site that is not safe": (
        lambda f: replace(f, site="http://congdanhoctap.vn"),
        Problem("site", "it must be an address that begins with https://"),
    ),
    "no rung": (rungs(), Problem("rungs", "there is none")),
    "a rung that asks no more": (rungs((3, 3), (3, 5)), Problem("rungs", LADDER)),
    "a rung that gives fewer points": (rungs((1, 5), (3, 3)), Problem("rungs", LADDER)),
    "a rung for nothing done": (rungs((0, 3), (3, 5)), Problem("rungs", BEGIN)),
    "a rung that takes points": (rungs((1, -1), (3, 5)), Problem("rungs", BEGIN)),
    "a rung above every indicator": (
        rungs((1, 3), (9, 11)),
        Problem("rungs", "no indicator has more than 10 points"),
    ),
    "a goal above every indicator": (
        lambda f: replace(f, goal_points=11),
        Problem("goal_points", "it must be from 0 to 10"),
    ),
    "a goal that takes points": (
        lambda f: replace(f, goal_points=-1),
        Problem("goal_points", "it must be from 0 to 10"),
    ),
    "a name too long for a button": (
        lambda f: first(f, name=LocalizedText(vi="Đ" * 29, en="Reading")),
        Problem("indicators.1.name.vi", "29 characters, 24 at most fit here"),
    ),
    "an unknown block": (
        lambda f: first(f, block="Z"),
        Problem("indicators.1.block", "there is no block Z"),
    ),
    "fewer points than the least": (
        lambda f: replace(first(f, points=4), total=94),
        Problem("indicators.1.points", "it must be from 5 to 10"),
    ),
    "more points than can be rated": (
        lambda f: replace(first(f, points=11), total=101),
        Problem("indicators.1.points", "it must be from 5 to 10"),
    ),
    "no points at all": (
        lambda f: replace(first(f, points=0), total=90, least=0),
        Problem("indicators.1.points", "it must be from 1 to 10"),
    ),
    "an unknown type of activity": (
        lambda f: first(f, types=("Q9",)),
        Problem("indicators.1.types", "there is no activity type Q9"),
    ),
    "an unknown group": (
        lambda f: first(f, for_group={"visitor": NAME}),
        Problem("indicators.1.for_group", "there is no group visitor"),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_mistake_is_told_once_with_its_place(kind: str) -> None:
    broken, mistake = BROKEN[kind]
    assert list(problems_in_criteria(broken(shelf_files.criteria()))) == [mistake]
