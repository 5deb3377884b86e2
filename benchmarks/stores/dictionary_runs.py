"""Runs of campaigns in a memory where no campaign is ever sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.campaigns.runs import ResultCount, Run, RunResult, RunState
from bot.services.ports.campaigns.runs import DueCampaign, RunRepository


class MemoryRuns(RunRepository):
    """`RunRepository` without runs; what is measured here begins none."""

    async def run(self, key: str) -> Run | None:
        return None

    async def runs_of(self, campaign: str) -> tuple[Run, ...]:
        return ()

    async def result(self, run: Run) -> RunResult:
        return RunResult(0, ())

    async def unsure_rows(self, run: Run, limit: int) -> tuple[int, ...]:
        return ()

    async def answers(self, campaign: str) -> Mapping[int, int]:
        return {}

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
