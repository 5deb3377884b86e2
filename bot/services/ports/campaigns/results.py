"""What the use cases read and write about what a run came to, and about who follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.campaigns.results import AnswerCount, CountedRun, Growth, UnsureRow
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.people.persons import Purpose


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody who follows a run in a message that changes by itself.

    `row` is the first row of the message, `shown` when it was changed last.
    """

    run: str
    person: int
    channel: str
    row: int
    shown: dt.datetime


class ResultQueries(Protocol):
    """What conversations may read about results: each is kept beside the run, and quick."""

    async def result(self, run: Run) -> RunResult:
        """What its rows came to, as they were counted last, by ward and channel.

        What was planned since then counts as open.
        """

    async def answers(self, campaign: str) -> tuple[AnswerCount, ...]:
        """How many people chose each button in the runs of a campaign, as counted last."""

    async def growth(self, run: Run) -> Growth | None:
        """How a run grew, as counted last; None: it was not counted yet."""

    async def unsure_rows(self, run: Run, limit: int, after: int = 0) -> tuple[UnsureRow, ...]:
        """The rows of which nobody knows whether they were sent, and nobody decided about."""

    async def unsure_of(self, run: Run, rows: Sequence[int]) -> tuple[UnsureRow, ...]:
        """Of these rows those that are still undecided."""

    async def was_corrected(self, campaign: str) -> bool:
        """Whether a correction of this campaign began."""

    async def purpose_of(self, campaign: str) -> Purpose | None:
        """For what the newest run of a campaign was sent; None: it has none."""


class ResultRepository(ResultQueries, Protocol):
    """What is kept of results, and who follows which run."""

    async def keep_counts(self, run: Run, counted: CountedRun, now: dt.datetime) -> None:
        """Keep what was counted at `now`, outside of a turn; a settled run keeps its ends."""

    async def watch(self, run: Run, watch: Watch) -> None:
        """Let somebody follow a run, in place of an earlier message about it."""

    async def watches(self, run: Run) -> tuple[Watch, ...]:
        """Who follows a run."""

    async def end_watches(self, run: Run) -> None:
        """Nobody follows a run any more."""
