"""Runs: one sending of a campaign, from the planning of its rows to the end of the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from bot.domain.campaigns.audience import CampaignAudience, size_problem
from bot.domain.notifications.campaign_classes import CampaignKind
from bot.domain.people.persons import Purpose
from bot.domain.refusals import Refusal

RunState: TypeAlias = Literal["planning", "sending", "paused", "ended", "cancelled", "stopped"]
"""Where a run is. Only `sending` lets a row out.

`ended`: planned equals the sum of the end states. `cancelled`: a person ended it. `stopped`: the
service ended it, for the reason beside it. The names are stored: they never change.
"""

RunAct: TypeAlias = Literal["planned", "pause", "resume", "cancel", "stop", "settle", "send_again"]
"""What happens to a run: the last slice was planned; every row reached its end (`settle`)."""

RunEndState: TypeAlias = Literal["sent", "failed", "blocked", "unsure", "skipped", "cancelled"]

RUN_STATES: tuple[RunState, ...] = get_args(RunState)
RUN_ACTS: tuple[RunAct, ...] = get_args(RunAct)

OVER: frozenset[RunState] = frozenset(("ended", "cancelled", "stopped"))
"""States in which nothing leaves any more."""

SOURCE_PREFIX = "campaign:"
"""The source of a row is this and the key of the run: a person has each run once."""

_FOLLOWING: Mapping[tuple[RunState, RunAct], RunState] = MappingProxyType({
    ("planning", "planned"): "sending",
    ("planning", "pause"): "paused",
    ("planning", "cancel"): "cancelled",
    ("planning", "stop"): "stopped",
    ("sending", "pause"): "paused",
    ("sending", "cancel"): "cancelled",
    ("sending", "stop"): "stopped",
    ("sending", "settle"): "ended",
    ("paused", "resume"): "sending",
    ("paused", "cancel"): "cancelled",
    ("paused", "stop"): "stopped",
    ("cancelled", "settle"): "cancelled",
    ("stopped", "settle"): "stopped",
    ("ended", "send_again"): "sending",
})  # fmt: skip


def source_of(run_key: str) -> str:
    """The source of every row of a run (`outbox.source`)."""
    return f"{SOURCE_PREFIX}{run_key}"


def next_state(state: RunState, act: RunAct, *, planned: bool = True) -> RunState:
    """The state after an act. `planned`: all its rows were planned before.

    Refuses `run_over` where the run came to its end, else `run_state`.
    """
    following = _FOLLOWING.get((state, act))
    if following is None and state in OVER:
        raise Refusal("run_over")
    if following is None:
        raise Refusal("run_state")
    if act == "resume" and not planned:
        return "planning"
    return following


@dataclass(frozen=True, slots=True)
class RunnableCampaign:
    """A campaign as a run needs it.

    `approved_version` None: nobody approved it. `corrects` is the key of the campaign whose
    recipients a correction is for; it then has the `purpose` of that campaign. `author` None: the
    sender was erased. After `useful_until` nothing is sent. `wards` are those that are addressed.
    """

    key: str
    version: int
    approved_version: int | None
    kind: CampaignKind
    purpose: Purpose
    author: int | None
    wards: frozenset[str]
    audience: CampaignAudience
    useful_until: dt.datetime
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One sending of a campaign.

    `number` is its row in the table. `occasion` tells the runs of one campaign apart: the day of a
    weekly one, "once" otherwise. `planned` counts its rows so far, `erased` those whose people were
    erased since. `author` None: the sender was erased.
    """

    number: int
    key: str
    campaign: str
    occasion: str
    kind: CampaignKind
    author: int | None
    wards: frozenset[str]
    version: int
    state: RunState
    until: dt.datetime
    begun: dt.datetime
    planned: int = 0
    erased: int = 0
    planned_at: dt.datetime | None = None
    settled_at: dt.datetime | None = None
    why: str | None = None


def open_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Those of which something may still leave, in their order.

    A weekly campaign may have two: the last of one week are sent when the next week begins.
    """
    return tuple(run for run in runs if run.state not in OVER)


def is_past(run: Run, now: dt.datetime) -> bool:
    """Whether a run is of no use any more: what is left of it is not sent."""
    return now.astimezone(dt.UTC) > run.until


def after_planning(state: RunState, audience: CampaignAudience, planned: int) -> RunState:
    """The state when the last row is planned: `stopped` where a rule that tells something about
    people found too few of them."""
    if size_problem(audience, planned) == "audience_small":
        return next_state(state, "stop")
    return next_state(state, "planned")


def check_startable(campaign: RunnableCampaign, now: dt.datetime) -> None:
    """Refuse what must not be sent: `not_approved`, `useful_past`, `audience_nobody`, `endless`.

    An approval is good for the very version that was approved. A campaign to those who answered
    itself would go on for ever.
    """
    if campaign.approved_version != campaign.version:
        raise Refusal("not_approved")
    if campaign.useful_until <= now.astimezone(dt.UTC):
        raise Refusal("useful_past")
    if not campaign.wards:
        raise Refusal("audience_nobody")
    if campaign.key in campaign.audience.earlier:
        raise Refusal("endless")


@dataclass(frozen=True, slots=True)
class ResultCount:
    """How many rows of a run are in a state, by ward and channel; `why` as the row has it."""

    ward: str
    channel: str
    state: str
    why: str | None
    count: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to: planned = the sum of the counts, those of erased people too.

    `counted_at` is when it was counted; None: now, or never yet.
    """

    planned: int
    counts: tuple[ResultCount, ...]
    counted_at: dt.datetime | None = None

    @property
    def open(self) -> int:
        """How many rows have not reached an end state."""
        return sum(each.count for each in self.counts if each.state in ("planned", "claimed"))

    def total(self, *states: str) -> int:
        """How many rows are in one of these states."""
        return sum(each.count for each in self.counts if each.state in states)
