"""Checks: one person's way through a form, as it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SelfCheckAttempt:
    """One self-check. `answers` are the last ones by question, None: skipped.

    `key` is its own from its birth; `ended_at` None: still open; a finished one never changes.
    """

    key: str
    form: str
    version: str
    started_at: dt.datetime
    answers: Mapping[str, int | None] = field(default_factory=dict)
    ended_at: dt.datetime | None = None

    @property
    def open(self) -> bool:
        """True while answers may still be given."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class SelfCheckScore:
    """What a finished self-check came to: points over the answered questions; the band's level."""

    form: str
    version: str
    points: int
    answered: int
    band: int | None
