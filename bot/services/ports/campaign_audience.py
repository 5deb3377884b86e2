"""What may be asked about the audience of a campaign: counts, and nobody's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.counting import AudienceCount, CampaignLimits
from bot.domain.people.persons import Purpose


class AudienceCounting(Protocol):
    """Counts on the reading side: no turn waits for it."""

    async def count(
        self,
        audience: CampaignAudience,
        purpose: Purpose,
        *,
        own_wards: frozenset[str] | None,
        runs: Mapping[str, Sequence[str]],
        at: dt.datetime,
        limits: CampaignLimits,
    ) -> AudienceCount:
        """Count the people of the officer's wards (None: all) as if the campaign began at `at`.

        `runs`: the runs of each earlier campaign that the rule asks about. `at` is in the zone of
        the service. Raises `ReadingFailed` and `SnapshotExpired`.
        """
