"""The states and the facts of the conversation about the result of a campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import AnswerCount, Growth, UnsureRow
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.staff.roles import NO_ROLES, NOWHERE, Right, StaffRoles
from bot.talk.steps import PassiveState, State


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The result of a campaign is shown."""

    key: str


class Unsure(PassiveState, frozen=True, tag="Unsure"):
    """Messages of a run of which nobody knows whether they arrived, those after row `after`."""

    key: str
    run: str
    after: int = 0


class Exporting(State, frozen=True, tag="Exporting"):
    """A link to the file is made."""

    key: str


States: TypeAlias = Shown | Unsure | Exporting


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run with its result, for the wards that the person may read."""

    run: Run
    result: RunResult


@dataclass(frozen=True, slots=True)
class Facts:
    """The campaign, and of its result what the person may see.

    `campaign` is None where there is none, or none in a ward that the person may read. `wards` are
    those that may be read (None: all). `unsure` are the next undecided messages of the newest run.
    """

    me: int
    now: dt.datetime
    new_key: str
    roles: StaffRoles = NO_ROLES
    campaign: Campaign | None = None
    wards: frozenset[str] | None = NOWHERE
    runs: tuple[RunFacts, ...] = ()
    answers: tuple[AnswerCount, ...] = ()
    unsure: tuple[UnsureRow, ...] = ()
    correction: Campaign | None = None
    growth: Growth | None = None
    public_url: str = ""
    opens_links: bool = True

    def may(self, right: Right) -> bool:
        """Whether the person has a right in all wards of the campaign."""
        if self.campaign is None:
            return False
        wards = self.campaign.content.audience.wards
        return bool(wards) and self.roles.may_in_all(right, wards, self.now)
