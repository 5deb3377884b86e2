"""The estimate of the Learning Citizen year, from the evidence and a person's own ratings."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.learning.activity import TYPE_CODES
from bot.domain.learning.learning_citizen import (
    IndicatorStatus,
    PointsStep,
    YearEvidence,
    days_left,
    estimate,
    indicator_status,
)
from tests.domain import reference_files as shelf_files

CRITERIA = shelf_files.criteria()
NAMES = [each.id for each in CRITERIA.indicators]
NOTHING = YearEvidence(counts={}, minutes={})


def stands(
    name: str, evidence: YearEvidence = NOTHING, rated: int | None = None
) -> IndicatorStatus:
    indicator = CRITERIA.indicator(name)
    assert indicator is not None
    return indicator_status(CRITERIA, indicator, evidence, rated)


def rated(*points: int) -> dict[str, int]:
    return dict(zip(NAMES, points, strict=True))


# --- one indicator --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activities", "suggested"),
    [
        (0, None), (1, 3), (2, 3), (3, 5), (5, 5), (6, 6), (11, 6), (12, 7), (19, 7),
        (20, 8), (29, 8), (30, 9), (44, 9), (45, 10), (400, 10),
    ],
)  # fmt: skip
def test_activities_of_the_year_climb_the_rungs(activities: int, suggested: int | None) -> None:
    evidence = YearEvidence(counts={"I7": activities}, minutes={"I7": 30 * activities})
    found = stands("4", evidence)
    assert (found.activities, found.minutes) == (activities, 30 * activities)
    assert (found.suggested, found.points) == (suggested, suggested)


def test_all_types_of_an_indicator_are_added_up_and_no_others() -> None:
    counts = {"I6": 1, "I5": 1, "N3": 1, "I1": 100, "N2": 100}
    minutes = {"I6": 20, "I5": 30, "N3": 60, "I1": 9000, "N2": 9000}
    found = stands("3", YearEvidence(counts, minutes))
    assert (found.activities, found.minutes, found.suggested) == (3, 110, 5)


def test_one_activity_may_speak_for_two_indicators() -> None:
    evidence = YearEvidence({"I7": 6}, {"I7": 60})
    assert (stands("4", evidence).suggested, stands("10", evidence).suggested) == (6, 6)


@pytest.mark.parametrize(
    ("percent", "suggested"),
    [(None, None), (0, 0), (9, 0), (10, 1), (48, 4), (49, 4), (50, 5), (99, 9), (100, 10)],
)
def test_a_self_check_speaks_for_digital_technology(
    percent: int | None, suggested: int | None
) -> None:
    evidence = YearEvidence({}, {}, self_check_percent=percent)
    assert stands("5", evidence).suggested == suggested
    assert {name for name in NAMES if stands(name, evidence).suggested is not None} <= {"5"}


@pytest.mark.parametrize(
    ("percent", "activities", "suggested"), [(80, 1, 8), (30, 12, 7), (60, 6, 6), (0, 1, 3)]
)
def test_the_better_of_self_check_and_activities_is_suggested(
    percent: int, activities: int, suggested: int
) -> None:
    evidence = YearEvidence({"N2": activities}, {"N2": 60}, self_check_percent=percent)
    assert stands("5", evidence).suggested == suggested


@pytest.mark.parametrize(("minutes", "suggested"), [(None, None), (0, None), (10, 6), (2400, 6)])
def test_a_weekly_goal_speaks_for_planning(minutes: int | None, suggested: int | None) -> None:
    evidence = YearEvidence({}, {}, goal_minutes=minutes)
    assert stands("2", evidence).suggested == suggested
    assert {name for name in NAMES if stands(name, evidence).suggested is not None} <= {"2"}


def test_no_suggestion_is_above_the_points_of_the_indicator() -> None:
    indicator = replace(CRITERIA.indicators[3], points=7)
    evidence = YearEvidence({"I7": 100}, {"I7": 100})
    assert indicator_status(CRITERIA, indicator, evidence, None).suggested == 7


def test_where_no_activity_tells_only_the_rating_counts() -> None:
    much = YearEvidence(dict.fromkeys(TYPE_CODES, 99), dict.fromkeys(TYPE_CODES, 999), 100, 600)
    for name in ("6", "8", "9"):
        assert (stands(name, much).suggested, stands(name, much).points) == (None, None)
        assert stands(name, much, 7).points == 7


@pytest.mark.parametrize("own", [0, 4, 10])
def test_the_persons_own_rating_takes_the_place_of_the_suggestion(own: int) -> None:
    found = stands("4", YearEvidence({"I7": 12}, {"I7": 60}), own)
    assert (found.suggested, found.rated, found.points) == (7, own, own)


# --- the whole year -------------------------------------------------------------------------------


def test_an_empty_year_knows_nothing() -> None:
    found = estimate(CRITERIA, NOTHING, {})
    assert (found.points, found.reached, found.low) == (0, False, ())
    assert found.unknown == CRITERIA.indicators
    assert found.helps_most == CRITERIA.indicators[0]


YEARS = {
    "80 with none below 5": ((8,) * 10, 80, (), True, None),
    "80 with some at 5": ((5, 5, 5, 5, 10, 10, 10, 10, 10, 10), 80, (), True, None),
    "79": ((7, *(8,) * 9), 79, (), False, "1"),
    "80 with one 4": ((8, 8, 4, 8, 8, 8, 8, 8, 10, 10), 80, ("3",), False, "3"),
    "94 with one 4": ((10,) * 9 + (4,), 94, ("10",), False, "10"),
    "full marks": ((10,) * 10, 100, (), True, None),
    "two below: the furthest": ((10, 4, 10, 10, 10, 10, 3, 10, 10, 10), 87, ("2", "7"), False, "7"),
    "two as far below: the first": ((9, 9, 9, 9, 2, 9, 2, 9, 9, 9), 76, ("5", "7"), False, "5"),
    "none below: the most to gain": ((8, 8, 8, 8, 8, 8, 8, 5, 8, 8), 77, (), False, "8"),
    "a 0 is known": ((0,) * 10, 0, tuple(NAMES), False, "1"),
}


@pytest.mark.parametrize("name", YEARS)
def test_a_rated_year_comes_to_what_was_worked_out_by_hand(name: str) -> None:
    ratings, points, low, reached, helps = YEARS[name]
    found = estimate(CRITERIA, NOTHING, rated(*ratings))
    assert (found.points, found.unknown, found.reached) == (points, (), reached)
    assert tuple(each.id for each in found.low) == low
    assert (found.helps_most and found.helps_most.id) == helps
    assert [each.rated for each in found.standings] == list(ratings)


def test_what_is_not_known_stands_in_the_way_and_is_not_called_low() -> None:
    ratings = dict.fromkeys(NAMES, 10)
    del ratings["9"]
    found = estimate(CRITERIA, NOTHING, ratings)
    assert (found.points, found.low, found.reached) == (90, (), False)
    assert [each.id for each in found.unknown] == ["9"]
    assert found.helps_most is not None
    assert found.helps_most.id == "9"


def test_what_is_not_known_helps_more_than_what_is_low() -> None:
    ratings = dict.fromkeys(NAMES, 10) | {"1": 1}
    del ratings["9"]
    found = estimate(CRITERIA, NOTHING, ratings)
    assert found.helps_most is not None
    assert found.helps_most.id == "9"


def test_the_furthest_below_helps_most_even_where_another_has_more_to_gain() -> None:
    indicators = (replace(CRITERIA.indicators[0], points=6), *CRITERIA.indicators[1:])
    criteria = replace(CRITERIA, indicators=indicators, total=96)
    found = estimate(criteria, NOTHING, rated(1, 4, *(10,) * 8))
    assert found.helps_most is not None
    assert found.helps_most.id == "1"


def test_a_year_of_evidence_and_ratings_together() -> None:
    """1: 45 readings 10; 2: goal 6; 3: 3 visits 5; 4 and 10: 12 times 7; 5: 74 percent 7;
    7: 1 course 3, rated 9; 6, 8, 9 rated 9, 9, 8."""
    evidence = YearEvidence(
        counts={"I1": 40, "I3": 5, "I6": 3, "I7": 12, "F2": 1},
        minutes={"I1": 400, "I3": 50, "I6": 90, "I7": 120, "F2": 60},
        self_check_percent=74,
        goal_minutes=60,
    )
    found = estimate(CRITERIA, evidence, {"7": 9, "6": 9, "8": 9, "9": 8})
    assert [each.points for each in found.standings] == [10, 6, 5, 7, 7, 9, 9, 9, 8, 7]
    assert (found.points, found.unknown, found.low, found.reached) == (77, (), (), False)
    assert found.helps_most is not None
    assert found.helps_most.id == "3"


@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("2026-01-01", 364), ("2026-12-31", 0), ("2026-12-30", 1), ("2028-01-01", 365),
        ("2028-02-28", 307), ("2028-02-29", 306), ("2026-02-28", 306), ("2026-11-22", 39),
    ],
)  # fmt: skip
def test_the_year_ends_on_31_december(day: str, left: int) -> None:
    assert days_left(dt.date.fromisoformat(day)) == left


# --- properties -----------------------------------------------------------------------------------

COUNTS = st.dictionaries(st.sampled_from(TYPE_CODES), st.integers(0, 60))
EVIDENCE = st.builds(
    YearEvidence,
    counts=COUNTS,
    minutes=COUNTS,
    self_check_percent=st.none() | st.integers(0, 100),
    goal_minutes=st.none() | st.integers(0, 2400),
)
RATINGS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10))
HIGH_RATINGS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(4, 10)))


@given(EVIDENCE, EVIDENCE)
def test_more_evidence_never_lowers_the_estimate(less: YearEvidence, other: YearEvidence) -> None:
    both = (less, other)
    checks = [e.self_check_percent for e in both if e.self_check_percent is not None]
    goals = [e.goal_minutes for e in both if e.goal_minutes is not None]
    codes = less.counts.keys() | other.counts.keys()
    more = YearEvidence(
        counts={code: less.counts.get(code, 0) + other.counts.get(code, 0) for code in codes},
        minutes=less.minutes,
        self_check_percent=max(checks, default=None),
        goal_minutes=max(goals, default=None),
    )
    before, after = estimate(CRITERIA, less, {}), estimate(CRITERIA, more, {})
    assert after.points >= before.points
    assert set(NAMES) - {each.id for each in before.unknown} <= (
        set(NAMES) - {each.id for each in after.unknown}
    )
    for old, new in zip(before.standings, after.standings, strict=True):
        assert (new.points or 0) >= (old.points or 0)


@given(EVIDENCE, st.one_of(RATINGS, HIGH_RATINGS), st.data())
def test_a_higher_rating_never_costs_anything(
    evidence: YearEvidence, ratings: dict[str, int], data: st.DataObject
) -> None:
    low = sorted(name for name, points in ratings.items() if points < 10)
    assume(low)
    name = data.draw(st.sampled_from(low))
    higher = {**ratings, name: data.draw(st.integers(ratings[name] + 1, 10))}
    before, after = estimate(CRITERIA, evidence, ratings), estimate(CRITERIA, evidence, higher)
    assert after.points > before.points
    assert after.reached or not before.reached
    assert len(after.low) <= len(before.low)


@given(EVIDENCE, st.one_of(RATINGS, HIGH_RATINGS))
def test_a_reached_year_has_the_points_and_nothing_in_the_way(
    evidence: YearEvidence, ratings: dict[str, int]
) -> None:
    found = estimate(CRITERIA, evidence, ratings)
    known = [each.points for each in found.standings if each.points is not None]
    enough = len(known) == len(NAMES) and min(known) >= CRITERIA.least
    assert found.points == sum(known)
    assert found.reached == (enough and found.points >= CRITERIA.pass_points)
    assert (found.helps_most is None) == found.reached
    assert 0 <= found.points <= CRITERIA.total
    for each in found.standings:
        assert each.suggested is None or 0 <= each.suggested <= each.indicator.points


@given(EVIDENCE, st.one_of(RATINGS, HIGH_RATINGS))
def test_what_helps_most_is_what_stands_in_the_way(
    evidence: YearEvidence, ratings: dict[str, int]
) -> None:
    found = estimate(CRITERIA, evidence, ratings)
    assume(found.helps_most is not None)
    points = {each.indicator.id: each.points or 0 for each in found.standings}
    assert found.helps_most is not None
    assert points[found.helps_most.id] == min(points.values())


def test_a_rung_counts_from_its_activities_on_in_any_set() -> None:
    criteria = replace(CRITERIA, rungs=(PointsStep(2, 1), PointsStep(4, 9)))
    indicator = CRITERIA.indicators[3]
    suggested = [
        indicator_status(criteria, indicator, YearEvidence({"I7": count}, {}), None).suggested
        for count in range(6)
    ]
    assert suggested == [None, None, 1, 1, 9, 9]
