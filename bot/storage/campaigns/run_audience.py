"""The audience of a run: the rule as it was counted, asked again when its rows are planned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.people.persons import Purpose
from bot.storage.campaigns.audience_sql import RunsOf, audience_values, campaign_conditions
from bot.storage.engine.constructs import DialectName


def run_conditions(
    dialect: DialectName, audience: CampaignAudience, purpose: Purpose
) -> tuple[Any, ...]:
    """What must be true of a row of `people_and_addresses` that is in the audience.

    Parameters: those of `run_values`. Who has the run already is found by the unique index of
    person and source.
    """
    conditions = campaign_conditions(dialect, audience, purpose)
    del conditions["has_it"]
    return tuple(conditions.values())


def run_values(audience: CampaignAudience, runs: RunsOf, begun: dt.datetime) -> dict[str, Any]:
    """The values for `run_conditions`: every slice asks as of the moment at which the run began.

    `runs` has the runs that each earlier campaign had then.
    """
    return audience_values(audience, runs, begun)
