"""The Learning Citizen year: a criteria set as data, and the estimate for one year.

The estimate is for the person only; it is never a recognition. The exact text of the annex of
Decision 324/QĐ-KHVN is not known, so the whole set is data with a version.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem, check_length, check_once, check_texts
from bot.domain.learning.activity import TYPE_CODES
from bot.domain.people.persons import GROUPS, Group
from bot.domain.skills.instruments import Identifier

MAX_NAME = 24
"""Maximum characters of an indicator's short name: two names stand side by side on buttons."""

Measure: TypeAlias = Literal["self_check", "goal"]
"""Other measures of a year: its best self-check, and whether there is a weekly goal."""


class PointsStep(Struct, frozen=True, forbid_unknown_fields=True):
    """The points that are suggested from this number of activities in the year."""

    activities: int
    points: int


class Indicator(Struct, frozen=True, forbid_unknown_fields=True):
    """One indicator: its question, the evidence that supports it, and advice.

    `for_group` has another wording for some of the four groups.
    """

    id: Identifier
    block: str
    points: int
    name: LocalizedText
    asks: LocalizedText
    helps: LocalizedText
    types: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    for_group: dict[Group, LocalizedText] = {}


class CriteriaBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """A block of indicators."""

    id: str
    name: LocalizedText


class CriteriaSet(Struct, frozen=True, forbid_unknown_fields=True):
    """A versioned set: the title needs `pass_points` of `total`, and no indicator below `least`."""

    id: Identifier
    name: LocalizedText
    source: LocalizedText
    site: str
    total: int
    pass_points: int
    least: int
    goal_points: int
    rungs: tuple[PointsStep, ...]
    blocks: tuple[CriteriaBlock, ...]
    indicators: tuple[Indicator, ...]

    def indicator(self, name: str) -> Indicator | None:
        """The indicator with an id, or None."""
        return next((each for each in self.indicators if each.id == name), None)


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """The evidence of a year: activities and minutes by type, and the other measures."""

    counts: Mapping[str, int]
    minutes: Mapping[str, int]
    self_check_percent: int | None = None
    goal_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """One indicator in one year: the evidence, the suggested points and the person's rating.

    `points` is the rating, else the suggestion, else None: not known yet.
    """

    indicator: Indicator
    activities: int
    minutes: int
    suggested: int | None
    rated: int | None
    self_check_percent: int | None = None
    goal_minutes: int | None = None

    @property
    def points(self) -> int | None:
        """The points that the estimate counts."""
        return self.suggested if self.rated is None else self.rated


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimate of a year: the known points, the unknown and low indicators, and advice."""

    standings: tuple[IndicatorStatus, ...]
    points: int
    unknown: tuple[Indicator, ...]
    low: tuple[Indicator, ...]
    reached: bool
    helps_most: Indicator | None


def indicator_status(criteria: CriteriaSet, indicator: Indicator, evidence: YearEvidence,
             rated: int | None) -> IndicatorStatus:  # fmt: skip
    """The status of one indicator, from the evidence of the year."""
    activities = sum(evidence.counts.get(code, 0) for code in indicator.types)
    minutes = sum(evidence.minutes.get(code, 0) for code in indicator.types)
    percent = evidence.self_check_percent if "self_check" in indicator.measures else None
    goal = evidence.goal_minutes if "goal" in indicator.measures else None
    suggestions = [rung.points for rung in criteria.rungs if activities >= rung.activities > 0]
    if percent is not None:
        suggestions.append(percent * indicator.points // 100)
    if goal:
        suggestions.append(criteria.goal_points)
    suggested = min(max(suggestions), indicator.points) if suggestions else None
    return IndicatorStatus(indicator, activities, minutes, suggested, rated, percent, goal or None)


def estimate(criteria: CriteriaSet, evidence: YearEvidence, ratings: Mapping[str, int]) -> Estimate:
    """Estimate the whole year.

    The advice begins with indicators that are unknown or below the minimum, the lowest first. Then,
    while the total is too low, it names the indicator with the most points to gain.
    """
    standings = tuple(
        indicator_status(criteria, indicator, evidence, ratings.get(indicator.id))
        for indicator in criteria.indicators
    )
    points = sum(each.points or 0 for each in standings)
    unknown = tuple(each.indicator for each in standings if each.points is None)
    low = tuple(
        each.indicator
        for each in standings
        if each.points is not None and each.points < criteria.least
    )
    reached = not unknown and not low and points >= criteria.pass_points
    by_gain = sorted(standings, key=lambda each: (each.points or 0) - each.indicator.points)
    below = [each for each in by_gain if (each.points or 0) < criteria.least]
    blocking = sorted(below, key=lambda each: each.points or 0)
    helps = None
    if not reached:
        helps = (blocking or by_gain)[0].indicator
    return Estimate(standings, points, unknown, low, reached, helps)


def days_left(today: dt.date) -> int:
    """Days of the evidence window that are left after today (1 January to 31 December)."""
    return (dt.date(today.year, 12, 31) - today).days


def problems_in_criteria(criteria: CriteriaSet) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape."""
    yield from check_texts(criteria, "")
    yield from check_once([each.id for each in criteria.indicators], "indicators")
    yield from check_once([each.id for each in criteria.blocks], "blocks")
    total = sum(each.points for each in criteria.indicators)
    if total != criteria.total:
        yield Problem("total", f"the points of the indicators add up to {total}")
    if criteria.least < 0:
        yield Problem("least", "it must be 0 or more")
    if not 0 < criteria.pass_points <= criteria.total:
        yield Problem("pass_points", f"it must be from 1 to {criteria.total}")
    if not criteria.site.startswith("https://"):
        yield Problem("site", "it must be an address that begins with https://")
    yield from _mistakes_in_rungs(criteria.rungs)
    highest = max((each.points for each in criteria.indicators), default=0)
    if any(rung.points > highest for rung in criteria.rungs):
        yield Problem("rungs", f"no indicator has more than {highest} points")
    if not 0 <= criteria.goal_points <= highest:
        yield Problem("goal_points", f"it must be from 0 to {highest}")
    blocks = {each.id for each in criteria.blocks}
    for each in criteria.indicators:
        entry = f"indicators.{each.id}"
        yield from check_length(each.name, MAX_NAME, f"{entry}.name")
        if each.block not in blocks:
            yield Problem(f"{entry}.block", f"there is no block {each.block}")
        if not 1 <= each.points <= 10 or each.points < criteria.least:
            yield Problem(f"{entry}.points", f"it must be from {max(1, criteria.least)} to 10")
        for code in each.types:
            if code not in TYPE_CODES:
                yield Problem(f"{entry}.types", f"there is no activity type {code}")
        for group in each.for_group:
            if group not in GROUPS:
                yield Problem(f"{entry}.for_group", f"there is no group {group}")


def _mistakes_in_rungs(rungs: tuple[PointsStep, ...]) -> Iterator[Problem]:
    if not rungs:
        yield Problem("rungs", "there is none")
    for earlier, later in itertools.pairwise(rungs):
        if later.activities <= earlier.activities or later.points < earlier.points:
            yield Problem("rungs", "each must ask more activities than the one before, and give "
                          "no fewer points")  # fmt: skip
    if any(rung.activities < 1 or rung.points < 0 for rung in rungs):
        yield Problem("rungs", "activities begin at 1, points at 0")
