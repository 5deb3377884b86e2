"""Attempts: one person's answers to one form, as they are stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SelfCheckAttempt:
    """One self-check. `answers` has the last answer to each question; None: skipped.

    `key` is unique and never changes. `ended_at` None: still open; a finished attempt never
    changes.
    """

    key: str
    form: str
    version: str
    started_at: dt.datetime
    answers: Mapping[str, int | None] = field(default_factory=dict)
    ended_at: dt.datetime | None = None

    @property
    def open(self) -> bool:
        """True while the person may still answer."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class SelfCheckScore:
    """The score of a finished attempt: points of the answered questions, and the band's level."""

    form: str
    version: str
    points: int
    answered: int
    band: int | None
