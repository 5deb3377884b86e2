"""What the use cases read and write about skills: self-checks and their answers."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore


class SkillsQueries(Protocol):
    """What conversations may read about a person's self-checks."""

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        """The self-checks that were begun and not ended, the newest first."""

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        """The person's own self-check of a key, open or not."""

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        """The self-check of this form and version that last came to an overall result."""

    async def finished_checks(self, person: int, limit: int) -> tuple[SelfCheckAttempt, ...]:
        """The last self-checks that were finished, the newest first, without their answers."""

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        """What the self-checks came to that were finished from `first` on, before `end`."""


class SkillsRepository(SkillsQueries, Protocol):
    """A person's self-checks."""

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        """Begin a self-check; the same key begins one however often."""

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        """Append an answer (None: skipped) to an open self-check; False when it is not open."""

    async def end_check(
        self, person: int, key: str, scored: SelfCheckScore | None, now: dt.datetime
    ) -> bool:
        """Finish an open self-check, or drop it (`scored` None); False when it is not open."""
