"""The audience of a run in SQL: the rule of the campaign on top of who may be reached at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import literal

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.people.persons import Purpose
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName
from bot.storage.notifications.audience_sql import audience_conditions
from bot.storage.people.tables import person


def run_conditions(
    dialect: DialectName, audience: CampaignAudience, purpose: Purpose
) -> tuple[Any, ...]:
    """What must be true of a row of `people_and_addresses` that is in the audience.

    Who has the run already is found by the unique index of person and source.
    """
    reached = audience_conditions(dialect, purpose)
    conditions = [each for code, each in reached.items() if code != "has_it"]
    for column, some in (
        (person.c.ward, audience.wards),
        (person.c.resident_group, audience.groups),
        (person.c.age_band, audience.ages),
        (conversation.c.channel, audience.channels),
    ):
        if some:
            conditions.append(column.in_([literal(each) for each in sorted(some)]))
    return tuple(conditions)
