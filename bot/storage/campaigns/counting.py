"""Counting an audience: one statement on the reading side, over the rows of `person` alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.counting import AudienceCount, CampaignLimits
from bot.domain.notifications.policy import week_start
from bot.domain.people.persons import Purpose
from bot.services.ports.campaign_audience import AudienceCounting
from bot.services.ports.reading import ReadingSide
from bot.storage.campaigns.audience_sql import RunsOf, audience_values, campaign_conditions
from bot.storage.campaigns.learnt import kinds_of
from bot.storage.engine.constructs import DialectName, in_json, param
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.notifications.audience_sql import first_unmet
from bot.storage.outbox.statements import LEFT
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person

FEW_WARDS = 24
"""Up to so many wards are found by their index; the people of more are read one after another."""


class StoredAudienceCounting(AudienceCounting):
    """`AudienceCounting` over the snapshots of a database."""

    def __init__(self, reading: ReadingSide, dialect: DialectName) -> None:
        self._reading = reading
        self._dialect: DialectName = dialect

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
        """As `AudienceCounting` says."""
        query = count_query(self._dialect, audience, purpose, own_wards, runs, at, limits)
        async with self._reading.snapshot() as snapshot:
            rows = await snapshot.read(query)
        with closing(rows):
            return folded([row async for batch in rows.batches() for row in batch])


def count_query(
    dialect: DialectName,
    audience: CampaignAudience,
    purpose: Purpose,
    own_wards: frozenset[str] | None,
    runs: RunsOf,
    at: dt.datetime,
    limits: CampaignLimits,
) -> Select[Any]:
    """Rows of: why they are left out, whether they get it later, channel, kinds, how many."""
    conditions = campaign_conditions(dialect, audience, purpose, "noted")
    del conditions["has_it"]  # nothing of it was sent yet
    values = audience_values(audience, runs, at)
    people: Any = person
    later: list[tuple[ColumnElement[bool], Any]] = []
    if limits.quiet is not None:
        later.append((_quiet(), literal_column("'quiet_hours'")))
        values |= {
            "quiet_from": limits.quiet.start,
            "quiet_to": limits.quiet.end,
            "minute": at.hour * 60 + at.minute,
        }
    if limits.weekly_most is not None or limits.daily_most is not None:
        had = _had().subquery("had")
        people = person.outerjoin(had, had.c.person_id == person.c.id)
        later.append((_capped(had, limits), literal_column("'cap'")))
        today = at.replace(hour=0, minute=0, second=0, microsecond=0)
        values |= {"since": to_ms(week_start(at)), "today": to_ms(today)}
        if limits.weekly_most is not None:
            values["weekly_most"] = limits.weekly_most
        if limits.daily_most is not None:
            values["daily_most"] = limits.daily_most
    why = first_unmet(conditions)
    columns = (
        type_coerce(why, String).label("why"),
        (case(*later, else_=literal_column("NULL")) if later else literal_column("NULL")).label(
            "later"
        ),
        person.c.spoke_on,
        person.c.learnt,
    )
    query = select(*columns, func.count()).select_from(people)
    if own_wards is not None:
        ward: Any = person.c.ward
        if len(own_wards) > FEW_WARDS and dialect == "sqlite":
            ward = type_coerce(ward.op("||")(literal_column("''")), String)  # not by the index
        query = query.where(in_json(ward, "own_wards", dialect))
        values["own_wards"] = to_json(sorted(own_wards))
    return query.group_by(*(literal_column(str(place)) for place in range(1, 5))).params(values)


def folded(rows: Sequence[Sequence[Any]]) -> AudienceCount:
    """The rows of `count_query` as counts."""
    out, later, channels, kinds = Counter[Any](), Counter[str](), Counter[str](), Counter[str]()
    reached = 0
    for why, when, channel, learnt, count in rows:
        if why is not None:
            out[why] += count
            continue
        reached += count
        channels[channel] += count
        if when is not None:
            later[when] += count
        for kind in kinds_of(learnt):
            kinds[kind] += count
    return AudienceCount(reached, out, later, channels, kinds)


def _quiet() -> ColumnElement[bool]:
    """The moment is within the person's own quiet hours, or within the usual ones."""
    own = and_(person.c.quiet_from.is_not(None), person.c.quiet_to.is_not(None))
    minute = param("minute", Integer())
    return case(
        (own, _hold(person.c.quiet_from, person.c.quiet_to, minute)),
        else_=_hold(param("quiet_from", Integer()), param("quiet_to", Integer()), minute),
    )


def _hold(start: Any, end: Any, minute: Any) -> ColumnElement[bool]:
    """`QuietHours.hold` in SQL."""
    return case(
        (start <= end, and_(start <= minute, minute < end)),
        else_=or_(minute >= start, minute < end),
    )


def _had() -> Select[Any]:
    """How much that they did not ask for left to people, this week and today."""
    today = case(
        (outbox.c.due_ms >= param("today"), literal_column("1")), else_=literal_column("0")
    )
    return (
        select(outbox.c.person_id, func.count().label("week"), func.sum(today).label("today"))
        .where(
            outbox.c.source.is_not(None),
            outbox.c.due_ms >= param("since", BigInteger()),
            or_(outbox.c.state.in_(LEFT), outbox.c.parts_sent > literal_column("0")),
        )
        .group_by(outbox.c.person_id)
    )


def _capped(had: Any, limits: CampaignLimits) -> ColumnElement[bool]:
    """The person had as much as they want, or as much as anybody gets."""
    zero: Any = literal_column("0")
    full: list[ColumnElement[bool]] = [func.coalesce(had.c.week, zero) >= person.c.weekly_most]
    if limits.weekly_most is not None:
        full.append(
            and_(
                person.c.weekly_most.is_(None),
                func.coalesce(had.c.week, zero) >= param("weekly_most", Integer()),
            )
        )
    if limits.daily_most is not None:
        full.append(func.coalesce(had.c.today, zero) >= param("daily_most", Integer()))
    return func.coalesce(or_(*full), false())
