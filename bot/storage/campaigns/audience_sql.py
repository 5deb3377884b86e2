"""The rule of a campaign's audience in SQL, on top of the rule of every notification.

The conditions are on the row of `person` alone, but those about an earlier campaign: what was sent
is found by person and source, what was answered by run and person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, not_, or_, true

from bot.domain.campaigns.audience import NO_BAND, RULE_CODES, CampaignAudience, CampaignExclusion
from bot.domain.people.persons import Purpose
from bot.storage.campaigns.learnt import bits_of
from bot.storage.engine.constructs import DialectName, in_json, param
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.notifications.audience_sql import Reach, audience_conditions
from bot.storage.outbox.tables import delivery, outbox
from bot.storage.people.tables import person
from bot.storage.runs.tables import campaign_answer, campaign_run

RunsOf = Mapping[str, Sequence[str]]
"""The runs of each earlier campaign that a rule asks about, by the campaign's key."""

_DELIVERED = ("sent", "unsure")
_ALWAYS = true()


def campaign_conditions(
    dialect: DialectName,
    audience: CampaignAudience,
    purpose: Purpose,
    reach: Reach = "joined",
) -> dict[CampaignExclusion, ColumnElement[bool]]:
    """What must be true of somebody, by the code of who is left out, in the order of `RULE_CODES`.

    With `reach` "joined" they are conditions on a row of `people_and_addresses`. NULL is no.
    Parameters: those of `audience_values`, and `source` for `has_it`.
    """
    basic = audience.basic(purpose)
    groups: Any = "all" if basic.groups is None else "some"
    conditions = _own_conditions(dialect, audience)
    conditions.update(audience_conditions(dialect, purpose, "some", groups, reach).items())
    return {code: conditions[code] for code in RULE_CODES}


def audience_values(audience: CampaignAudience, runs: RunsOf, at: dt.datetime) -> dict[str, Any]:
    """The values of the parameters that the conditions of this audience have.

    Raises `KeyError` for an earlier campaign without an entry in `runs`.
    """
    values: dict[str, Any] = {"wards": to_json(sorted(audience.wards))}
    if audience.groups:
        values["groups"] = to_json(sorted(audience.groups))
    if audience.ages:
        values["ages"] = to_json(sorted(audience.ages))
    if audience.kinds_learnt:
        values["kinds"] = bits_of(audience.kinds_learnt)
    if audience.no_log_days is not None:
        values["silent_since"] = to_ms(at - dt.timedelta(days=audience.no_log_days))
    if audience.check_band not in (None, NO_BAND):
        values["band"] = int(str(audience.check_band))
    if audience.answered is not None:
        key, button = audience.answered
        values["answered_runs"] = to_json(list(runs[key]))
        if button is not None:
            values["button"] = button
    if audience.unanswered is not None:
        values["unanswered_runs"] = to_json(list(runs[audience.unanswered]))
        values["sources"] = to_json([source_of(run) for run in runs[audience.unanswered]])
    if audience.channels:
        values["channels"] = to_json(sorted(audience.channels))
    return values


def source_of(run: str) -> str:
    """The source of a run's rows in the outbox."""
    return f"campaign:{run}"


def _own_conditions(
    dialect: DialectName, audience: CampaignAudience
) -> dict[CampaignExclusion, Any]:
    return {
        "other_age": in_json(person.c.age_band, "ages", dialect) if audience.ages else _ALWAYS,
        "other_kinds": (
            person.c.learnt.op("&")(param("kinds")) != literal_column("0")
            if audience.kinds_learnt
            else _ALWAYS
        ),
        "logged_lately": (
            _ALWAYS
            if audience.no_log_days is None
            else or_(person.c.logged_ms.is_(None), person.c.logged_ms <= param("silent_since"))
        ),
        "other_band": _band(audience.check_band),
        "other_answer": (
            _ALWAYS
            if audience.answered is None
            else _answered(dialect, "answered_runs", audience.answered[1] is not None)
        ),
        "has_answered": (
            _ALWAYS
            if audience.unanswered is None
            else and_(_received(dialect), not_(_answered(dialect, "unanswered_runs")))
        ),
        "other_channel": (
            in_json(person.c.spoke_on, "channels", dialect) if audience.channels else _ALWAYS
        ),
    }


def _band(band: str | None) -> Any:
    if band is None:
        return _ALWAYS
    return (
        person.c.check_band.is_(None) if band == NO_BAND else person.c.check_band == param("band")
    )


def _answered(dialect: DialectName, runs: str, button: bool = False) -> Any:
    chosen = [campaign_answer.c.button == param("button")] if button else []
    return (
        exists(literal_column("1"))
        .select_from(
            campaign_answer.join(campaign_run, campaign_run.c.id == campaign_answer.c.run_id)
        )
        .where(
            campaign_answer.c.person_id == person.c.id,
            in_json(campaign_run.c.run_key, runs, dialect),
            *chosen,
        )
        .correlate(person)
    )


def _received(dialect: DialectName) -> Any:
    """It was sent or may have been; what it came to stays when its words are gone."""
    return or_(
        *(
            exists(literal_column("1"))
            .select_from(rows)
            .where(
                rows.c.person_id == person.c.id,
                in_json(rows.c.source, "sources", dialect),
                rows.c.state.in_([literal_column(f"'{state}'") for state in _DELIVERED]),
            )
            .correlate(person)
            for rows in (outbox, delivery)
        )
    )
