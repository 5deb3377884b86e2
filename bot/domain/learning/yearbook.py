"""The yearbook: a year's entries in the order of the indicators of Learning Citizen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.learning.activity import Activity
from bot.domain.learning.learning_citizen import (
    CriteriaSet,
    IndicatorStatus,
    YearEvidence,
    estimate,
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One indicator: how it stands, the entries listed here, and how many are listed before."""

    status: IndicatorStatus
    entries: tuple[Activity, ...]
    listed_before: int = 0


@dataclass(frozen=True, slots=True)
class Yearbook:
    """A year: a chapter for each indicator, and the entries that speak for none of them."""

    year: int
    criteria: CriteriaSet
    chapters: tuple[Chapter, ...]
    others: tuple[Activity, ...]
    points: int
    printed: dt.date

    @property
    def entries(self) -> tuple[Activity, ...]:
        """Every entry, each once."""
        return (*(each for chapter in self.chapters for each in chapter.entries), *self.others)


def make_yearbook(
    criteria: CriteriaSet,
    activities: Sequence[Activity],
    evidence: YearEvidence,
    ratings: Mapping[str, int],
    today: dt.date,
) -> Yearbook:
    """Put the entries that count under the first indicator for which they speak, oldest first."""
    found = estimate(criteria, evidence, ratings)
    left = sorted((each for each in activities if each.counts), key=lambda a: (a.day, a.receipt))
    listed: list[Activity] = []
    chapters = []
    for status in found.standings:
        types = status.indicator.types
        here = tuple(each for each in left if each.type_code in types)
        before = sum(each.type_code in types for each in listed)
        chapters.append(Chapter(status, here, before))
        listed += here
        left = [each for each in left if each.type_code not in types]
    return Yearbook(today.year, criteria, tuple(chapters), tuple(left), found.points, today)
