"""Runs of campaigns in a memory where no campaign is ever sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.campaigns.results import AnswerCount, CountedRun, Growth, UnsureRow
from bot.domain.campaigns.runs import ResultCount, Run, RunResult, RunState
from bot.domain.people.persons import Purpose
from bot.services.ports.campaigns.results import Watch
from bot.services.ports.campaigns.runs import DueCampaign, RunRepository


class MemoryRuns(RunRepository):
    """`RunRepository` without runs; what is measured here begins none."""

    async def run(self, key: str) -> Run | None:
        return None

    async def runs_of(self, campaign: str) -> tuple[Run, ...]:
        return ()

    async def result(self, run: Run) -> RunResult:
        return RunResult(0, ())

    async def unsure_rows(self, run: Run, limit: int, after: int = 0) -> tuple[UnsureRow, ...]:
        return ()

    async def unsure_of(self, run: Run, rows: Sequence[int]) -> tuple[UnsureRow, ...]:
        return ()

    async def answers(self, campaign: str) -> tuple[AnswerCount, ...]:
        return ()

    async def growth(self, run: Run) -> Growth | None:
        return None

    async def purpose_of(self, campaign: str) -> Purpose | None:
        return None

    async def keep_counts(self, run: Run, counted: CountedRun, now: dt.datetime) -> None:
        return

    async def watch(self, run: Run, watch: Watch) -> None:
        return

    async def watches(self, run: Run) -> tuple[Watch, ...]:
        return ()

    async def end_watches(self, run: Run) -> None:
        return

    async def begin_run(self, key: str, due: DueCampaign, now: dt.datetime) -> Run | None:
        return None

    async def was_corrected(self, campaign: str) -> bool:
        return False

    async def lock_run(self, key: str) -> Run | None:
        return None

    async def save_state(
        self, run: Run, state: RunState, now: dt.datetime, why: str | None = None
    ) -> None:
        return

    async def plan_slice(self, run: Run, limit: int, now: dt.datetime) -> Run:
        return run

    async def cancel_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        return 0

    async def expire_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        return 0

    async def has_open_rows(self, run: Run) -> bool:
        return False

    async def settle(
        self, run: Run, state: RunState, result: Sequence[ResultCount], now: dt.datetime
    ) -> None:
        return

    async def send_again(self, run: Run, rows: Sequence[int], now: dt.datetime) -> int:
        return 0

    async def leave(self, run: Run, rows: Sequence[int]) -> int:
        return 0

    async def received(self, run: Run, person: int) -> bool:
        return False

    async def save_answer(self, run: Run, person: int, button: int, now: dt.datetime) -> None:
        return
