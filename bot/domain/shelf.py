"""The shelf: what conversations read from data files, all of it checked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.calendar import Calendar
from bot.domain.frameworks import Framework
from bot.domain.instruments import SelfCheck
from bot.domain.learning_citizen import CriteriaSet
from bot.domain.lessons import Lessons


@dataclass(frozen=True, slots=True, repr=False)
class ReferenceData:
    """The data files as they stand now; an edit makes a new shelf, never changes this one."""

    framework: Framework
    self_check: SelfCheck
    lessons: Lessons
    criteria: CriteriaSet
    calendar: Calendar
