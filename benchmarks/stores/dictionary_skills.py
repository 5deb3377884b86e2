"""Self-checks in memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from benchmarks.stores.undo_log import UndoLog
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.services.ports.skills import SkillsRepository


class MemorySkills(SkillsRepository):
    """`SkillsRepository` on dictionaries."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self._checks: dict[str, tuple[int, SelfCheckAttempt]] = {}
        self._scores: dict[str, SelfCheckScore | None] = {}

    def _own(self, person: int) -> list[SelfCheckAttempt]:
        return [check for owner, check in self._checks.values() if owner == person]

    async def open_checks(self, person: int) -> tuple[SelfCheckAttempt, ...]:
        return tuple(check for check in reversed(self._own(person)) if check.open)

    async def check(self, person: int, key: str) -> SelfCheckAttempt | None:
        owner, check = self._checks.get(key, (None, None))
        return check if owner == person else None

    async def last_check(self, person: int, form: str, version: str) -> SelfCheckAttempt | None:
        finished = [
            check
            for check in self._own(person)
            if (check.form, check.version) == (form, version)
            and (scored := self._scores.get(check.key)) is not None
            and scored.band is not None
        ]
        return finished[-1] if finished else None

    async def finished_checks(self, person: int, limit: int) -> tuple[SelfCheckAttempt, ...]:
        ended = [check for check in self._own(person) if self._scores.get(check.key) is not None]
        return tuple(replace(check, answers={}) for check in reversed(ended))[:limit]

    async def scored_between(
        self, person: int, first: dt.datetime, end: dt.datetime
    ) -> tuple[SelfCheckScore, ...]:
        return tuple(
            scored
            for check in self._own(person)
            if (scored := self._scores.get(check.key)) is not None
            and scored.band is not None
            and check.ended_at is not None
            and first <= check.ended_at < end
        )

    async def add_check(
        self, person: int, key: str, form: str, version: str, now: dt.datetime
    ) -> None:
        if key not in self._checks:
            begun = SelfCheckAttempt(key, form, version, now)
            self._undo.put(self._checks, key, (person, begun))

    async def add_answer(
        self, person: int, key: str, item: str, value: int | None, now: dt.datetime
    ) -> bool:
        check = await self.check(person, key)
        if check is None or not check.open:
            return False
        answered = replace(check, answers={**check.answers, item: value})
        self._undo.put(self._checks, key, (person, answered))
        return True

    async def end_check(
        self, person: int, key: str, scored: SelfCheckScore | None, now: dt.datetime
    ) -> bool:
        check = await self.check(person, key)
        if check is None or not check.open:
            return False
        self._undo.put(self._checks, key, (person, replace(check, ended_at=now)))
        self._undo.put(self._scores, key, scored)
        return True
