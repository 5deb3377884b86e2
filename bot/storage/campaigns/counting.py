"""Counting an audience: one statement over the rows of `person` alone, on the reading side."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.elements import True_

from bot.domain.campaigns.audience import CampaignAudience, CampaignExclusion
from bot.domain.campaigns.counting import LATER, AudienceCount, CampaignLimits
from bot.domain.notifications.policy import QuietHours, week_start
from bot.domain.people.persons import Purpose
from bot.services.ports.campaign_audience import AudienceCounting
from bot.services.ports.reading import ReadingSide, Snapshot
from bot.storage.campaigns.audience_sql import RunsOf, audience_values, campaign_conditions
from bot.storage.campaigns.learnt import kinds_of
from bot.storage.engine.constructs import DialectName, in_json, param
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.outbox.statements import LEFT
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person

FEW_WARDS: Final = 24
"""Up to so many wards are found by their index; the people of more are read one after another."""

SAMPLED: Final = 2_000
"""So many of the reached are asked for the kinds that they learnt."""

_REACHED: Final = 100
_SOMEBODY = person.alias("somebody")


class StoredAudienceCounting(AudienceCounting):
    """`AudienceCounting` over the snapshots of a database; `channels`: the names of those known."""

    def __init__(self, reading: ReadingSide, dialect: DialectName, channels: Sequence[str]) -> None:
        self._reading = reading
        self._dialect: DialectName = dialect
        self._channels = tuple(channels)

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
        question = _Question(self._dialect, audience, purpose, own_wards, runs, at, limits)
        async with self._reading.snapshot() as snapshot:
            ((*counts,),) = await _rows(snapshot, question.counted(self._channels))
            found = question.read(counts, self._channels)
            if not found.reached:
                return found
            learnt = [bits for (bits,) in await _rows(snapshot, question.sampled())]
        kinds = Counter[str]()
        for bits in learnt:
            kinds.update(kinds_of(bits))
        return replace(found, sampled=len(learnt), kinds=kinds)


async def _rows(snapshot: Snapshot, query: Select[Any]) -> list[Sequence[Any]]:
    rows = await snapshot.read(query)
    with closing(rows):
        return [row async for batch in rows.batches() for row in batch]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is counted, as statements.

    Somebody's reason is a number: its place among the conditions from 1, or for who is reached
    `_REACHED` and whether they get it later. It is worked out once a person and then compared:
    SQLite groups a million rows by sorting them, which takes three times as long.
    """

    dialect: DialectName
    audience: CampaignAudience
    purpose: Purpose
    own_wards: frozenset[str] | None
    runs: RunsOf
    at: dt.datetime
    limits: CampaignLimits

    def counted(self, channels: Sequence[str]) -> Select[Any]:
        """One row: how many for each condition, for each of `LATER`, all reached, each channel."""
        grouped = self.dialect == "postgresql"  # it groups without sorting, in several processes
        why = self._why().label("why")
        number = func.count() if grouped else literal_column("1")
        each = self._of_own_wards(select(why, person.c.spoke_on, number.label("number")))
        each = each.group_by(why, person.c.spoke_on) if grouped else each.offset(0)
        one = each.subquery("one")
        reached = one.c.why >= literal_column(str(_REACHED))
        wanted = [
            *(one.c.why == literal_column(str(n + 1)) for n in range(len(self._conditions()))),
            *(one.c.why == literal_column(str(_REACHED + n + 1)) for n in range(len(LATER))),
            reached,
            *(
                and_(reached, one.c.spoke_on == bindparam(f"channel{n}", name))
                for n, name in enumerate(channels)
            ),
        ]
        # PostgreSQL's sum of large numbers is a decimal.
        columns: list[Any] = [
            cast(func.sum(one.c.number).filter(each), BigInteger) for each in wanted
        ]
        return select(*columns).params(self._values())

    def read(self, counts: Sequence[int | None], channels: Sequence[str]) -> AudienceCount:
        """The row of `counted` as counts."""
        given = iter([count or 0 for count in counts])
        out = {code: next(given) for code in self._conditions()}
        later = {when: next(given) for when in LATER}
        reached = next(given)
        by_channel = {name: next(given) for name in channels}
        return AudienceCount(
            reached,
            {code: count for code, count in out.items() if count},
            {when: count for when, count in later.items() if count},
            {name: count for name, count in by_channel.items() if count},
        )

    def sampled(self) -> Select[Any]:
        """The kinds of those reached who came first, at most `SAMPLED`."""
        conditions = self._conditions().values()
        query = self._of_own_wards(select(person.c.learnt)).where(*conditions)
        return query.limit(literal_column(str(SAMPLED))).params(self._values())

    def _conditions(self) -> dict[CampaignExclusion, ColumnElement[bool]]:
        conditions = campaign_conditions(self.dialect, self.audience, self.purpose, "noted")
        del conditions["has_it"]  # nothing of it was sent yet
        if self.own_wards is not None and self.own_wards <= self.audience.wards:
            conditions["other_ward"] = true()  # as `_of_own_wards` has it
        return conditions

    def _of_own_wards(self, query: Select[Any]) -> Select[Any]:
        if self.own_wards is None:
            return query
        ward: Any = person.c.ward
        if len(self.own_wards) > FEW_WARDS and self.dialect == "sqlite":
            ward = type_coerce(ward.op("||")(literal_column("''")), String)  # not by the index
        return query.where(in_json(ward, "own_wards", self.dialect))

    def _why(self) -> ColumnElement[int]:
        reasons: list[tuple[Any, Any]] = [
            (not_(func.coalesce(condition, literal_column("false"))), literal_column(str(place)))
            for place, condition in enumerate(self._conditions().values(), 1)
            if not isinstance(condition, True_)
        ]
        later: list[tuple[Any, Any]] = []
        if self.limits.quiet is not None:
            later.append((self._quiet(self.limits.quiet), literal_column(str(_REACHED + 1))))
        if self.limits.weekly_most is not None or self.limits.daily_most is not None:
            later.append((self._capped(), literal_column(str(_REACHED + 2))))
        return case(*reasons, *later, else_=literal_column(str(_REACHED)))

    def _values(self) -> dict[str, Any]:
        today = self.at.replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            **audience_values(self.audience, self.runs, self.at),
            "own_wards": to_json(sorted(self.own_wards or ())),
            "minute": self._minute,
            "since": to_ms(week_start(self.at)),
            "today": to_ms(today),
            "weekly_most": self.limits.weekly_most,
            "daily_most": self.limits.daily_most,
        }

    @property
    def _minute(self) -> int:
        return self.at.hour * 60 + self.at.minute

    def _quiet(self, usual: QuietHours) -> ColumnElement[bool]:
        """The moment is within the person's own quiet hours, or within the usual ones."""
        own = and_(person.c.quiet_from.is_not(None), person.c.quiet_to.is_not(None))
        minute = param("minute", Integer())
        held: Any = literal_column("true" if usual.hold(self._minute) else "false")
        return case((own, _hold(person.c.quiet_from, person.c.quiet_to, minute)), else_=held)

    def _capped(self) -> ColumnElement[bool]:
        """The person had as much as they want, or as much as anybody gets."""
        # By the index of the time: by that of the person it would read what was ever sent.
        by_person = outbox.c.person_id + literal_column("0")
        had = select(by_person).where(
            outbox.c.source.is_not(None),
            outbox.c.due_ms >= param("since", BigInteger()),
            or_(outbox.c.state.in_(LEFT), outbox.c.parts_sent > literal_column("0")),
        )
        full: list[ColumnElement[bool]] = []
        nobody: list[ColumnElement[bool]] = []
        if self.limits.weekly_most is not None:
            own = _SOMEBODY.c.weekly_most
            most = func.coalesce(own, param("weekly_most", Integer()))
            full.append(func.count() >= func.min(most))
            had = had.select_from(outbox.outerjoin(_SOMEBODY, _SOMEBODY.c.id == outbox.c.person_id))
            mine = func.coalesce(person.c.weekly_most, param("weekly_most", Integer()))
            nobody.append(mine <= literal_column("0"))
        if self.limits.daily_most is not None:
            today = case((outbox.c.due_ms >= param("today"), literal_column("1")))
            full.append(func.count(today) >= param("daily_most", Integer()))
        return or_(*nobody, person.c.id.in_(had.group_by(by_person).having(or_(*full))))


def _hold(start: Any, end: Any, minute: Any) -> ColumnElement[bool]:
    """`QuietHours.hold` in SQL."""
    return case(
        (start <= end, and_(start <= minute, minute < end)),
        else_=or_(minute >= start, minute < end),
    )
