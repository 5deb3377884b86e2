"""The Learning Citizen year: a criteria set as data, and what a year's evidence makes of it.

An estimate for the person themselves, never a recognition: domain facts §1.2. What the annex of
324/QĐ-KHVN prints exactly is not known (§8.1), so all of it is data with a version.
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

MAX_NAME = 28
"""Characters of an indicator's short name: two stand beside each other as buttons."""

Measure: TypeAlias = Literal["self_check", "goal"]
"""What else the notebook knows: the best self-check of the year; that there is a weekly goal."""


class PointsStep(Struct, frozen=True, forbid_unknown_fields=True):
    """From so many activities in the year on, the notebook suggests so many points."""

    activities: int
    points: int


class Indicator(Struct, frozen=True, forbid_unknown_fields=True):
    """One indicator: what it asks, what in the notebook speaks for it, and what would help.

    `for_group` words it for one of the four groups where that differs.
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
    """A versioned set: recognised from `pass_points` of `total`, with none below `least`."""

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
        """The indicator of an id."""
        return next((each for each in self.indicators if each.id == name), None)


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """What the notebook shows for a year: activities and minutes by type, and other measures."""

    counts: Mapping[str, int]
    minutes: Mapping[str, int]
    self_check_percent: int | None = None
    goal_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """Where one indicator stands: what the notebook shows and suggests, what the person rated.

    `points` is the rating, or else the suggestion, or else None: not known yet.
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
        """What counts in the estimate."""
        return self.suggested if self.rated is None else self.rated


@dataclass(frozen=True, slots=True)
class Estimate:
    """The year as it stands: `points` of those that are known, what is missing, what helps most."""

    standings: tuple[IndicatorStatus, ...]
    points: int
    unknown: tuple[Indicator, ...]
    low: tuple[Indicator, ...]
    reached: bool
    helps_most: Indicator | None


def indicator_status(criteria: CriteriaSet, indicator: Indicator, evidence: YearEvidence,
             rated: int | None) -> IndicatorStatus:  # fmt: skip
    """One indicator under the evidence of the year."""
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
    """The whole year. What helps most: first what is not known or below the least, the furthest
    below first; then, while the sum is not reached, the one with the most to gain.
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
    """Days of the evidence window that are left after this one (1 January to 31 December)."""
    return (dt.date(today.year, 12, 31) - today).days


def problems_in_criteria(criteria: CriteriaSet) -> Iterator[Problem]:
    """What is wrong with the file, beyond its shape."""
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
