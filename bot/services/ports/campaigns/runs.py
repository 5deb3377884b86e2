"""What the use cases and the clock read and write about the runs of campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.campaigns.buttons import CampaignButton
from bot.domain.campaigns.runs import ResultCount, Run, RunnableCampaign, RunState
from bot.services.ports.campaigns.results import ResultQueries, ResultRepository
from bot.talk.steps import Say


@dataclass(frozen=True, slots=True)
class DueCampaign:
    """A campaign whose moment has come: what a run needs, its texts, the occasion of the run.

    `says` has a message for each language and ward; it is rendered when the run begins. `buttons`
    are kept with the run: what a resident presses later is what was approved and sent.
    """

    campaign: RunnableCampaign
    says: Mapping[tuple[str, str], Say]
    occasion: str
    buttons: tuple[CampaignButton, ...] = ()


class RunQueries(ResultQueries, Protocol):
    """What conversations may read about runs."""

    async def run(self, key: str) -> Run | None:
        """One run by its key."""

    async def runs_of(self, campaign: str) -> tuple[Run, ...]:
        """The runs of a campaign, the oldest first."""

    async def received(self, run: Run, person: int) -> bool:
        """Whether a person has a row of the run that was sent, or may have been."""

    async def buttons_of(self, run: Run) -> tuple[CampaignButton, ...]:
        """The buttons of the messages of a run, by their places."""


class RunRepository(RunQueries, ResultRepository, Protocol):
    """The runs of campaigns."""

    async def begin_run(self, key: str, due: DueCampaign, now: dt.datetime) -> Run | None:
        """Store a new run and its texts. None: the campaign has a run of this occasion."""

    async def lock_run(self, key: str) -> Run | None:
        """One run, which nobody else changes until the transaction ends; no row of it is claimed
        meanwhile."""

    async def save_state(
        self, run: Run, state: RunState, now: dt.datetime, why: str | None = None
    ) -> None:
        """Store the new state of a run. `planning` and `sending` open it again."""

    async def plan_slice(self, run: Run, limit: int, now: dt.datetime) -> Run:
        """Add its rows for the next people, and store how far it is; `planned_at` at the end."""

    async def cancel_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        """Bring the next planned rows of a run to their end; how many."""

    async def expire_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        """End the next planned rows of a run that is of no use any more; how many."""

    async def has_open_rows(self, run: Run) -> bool:
        """Whether a row of the run has not come to its end."""

    async def settle(
        self, run: Run, state: RunState, result: Sequence[ResultCount], now: dt.datetime
    ) -> None:
        """Store that every row came to its end, and what they came to."""

    async def send_again(self, run: Run, rows: Sequence[int], now: dt.datetime) -> int:
        """Plan unsure rows of a run again; how many."""

    async def leave(self, run: Run, rows: Sequence[int]) -> int:
        """Leave unsure rows of a run as they are, decided; how many."""

    async def save_answer(self, run: Run, person: int, button: int, now: dt.datetime) -> None:
        """Store a person's answer, in place of an earlier one."""
