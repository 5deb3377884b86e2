"""The rule of a campaign's audience is the same in SQL, and what is counted agrees with it."""

from __future__ import annotations

import asyncio
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.domain.campaigns.audience import (
    RULE_CODES,
    CampaignAudience,
    CampaignExclusion,
    campaign_exclusion,
)
from bot.domain.campaigns.counting import AudienceCount, CampaignLimits
from bot.domain.learning.activity import TYPE_CODES
from bot.domain.notifications.policy import QUIET_HOURS, NotificationPreferences, QuietHours
from bot.domain.people.persons import PURPOSES
from bot.storage.campaigns.audience_sql import audience_values, campaign_conditions
from bot.storage.campaigns.counting import FEW_WARDS, StoredAudienceCounting
from bot.storage.campaigns.learnt import BITS, bits_of, kinds_of
from bot.storage.engine.constructs import DialectName
from bot.storage.notifications.audience_sql import Reach, first_unmet, people_and_addresses
from bot.storage.people.tables import person
from bot.storage.reading.snapshots import Snapshots
from tests.sealed import SEALER
from tests.storage.campaigns.people import (
    AT,
    AUDIENCES,
    EARLIER,
    HERE,
    PEOPLE,
    STRANGER,
    THERE,
    Sort,
    facts_of,
    fill,
)

FULL = CampaignAudience(
    frozenset({HERE}), frozenset({"worker"}), frozenset({"60+"}), frozenset({"I2"}), 3, "1",
    ("first", 1), "second", frozenset({"buttons"}),
)  # fmt: skip


def dialect_of(url: str) -> DialectName:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def test_every_rule_has_its_condition_in_the_same_order() -> None:
    assert tuple(campaign_conditions("sqlite", FULL, "campaigns")) == RULE_CODES


def test_every_kind_of_entry_has_a_bit_of_its_own() -> None:
    assert set(BITS) == set(TYPE_CODES)
    assert bits_of(TYPE_CODES) == 2 ** len(TYPE_CODES) - 1
    assert kinds_of(bits_of(("X", "F1", "F1"))) == ("F1", "X")


async def told_by_sql(
    url: str, audience: CampaignAudience, reach: Reach
) -> dict[int, CampaignExclusion | None]:
    """Why each person is left out, as the database says."""
    conditions = campaign_conditions(dialect_of(url), audience, "campaigns", reach)
    del conditions["has_it"]
    where = people_and_addresses() if reach == "joined" else person
    statement = select(person.c.id, first_unmet(conditions)).select_from(where)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        values = audience_values(audience, EARLIER, AT)
        found = {row[0]: row[1] for row in await connection.execute(statement, values)}
    await engine.dispose()
    return found


@settings(max_examples=25)
@given(PEOPLE, st.lists(AUDIENCES, min_size=1, max_size=4))
def test_sql_leaves_out_whom_the_rule_leaves_out_and_for_the_same_reason(
    url: str, sorts: list[Sort], audiences: list[CampaignAudience]
) -> None:
    async def run() -> None:
        await fill(url, sorts)
        for audience in audiences:
            reasons = {
                number: campaign_exclusion(audience, "campaigns", facts_of(sort), AT)
                for number, sort in enumerate(sorts, 1)
            }
            for reach in ("joined", "noted"):
                told = await told_by_sql(url, audience, reach)
                del told[STRANGER]
                assert told == reasons

    asyncio.run(run())


# --- counting -------------------------------------------------------------------------------------

LIMITS = st.builds(
    CampaignLimits,
    st.sampled_from((None, QUIET_HOURS, QuietHours(7 * 60, 9 * 60))),
    st.sampled_from((None, 0, 2)),
    st.sampled_from((None, 1)),
)
_MANY_WARDS = frozenset(f"{number:05}" for number in range(90_000, 90_000 + FEW_WARDS))


NEWCOMER = Sort(
    ward=None, group=None, age=None, joined=False, consents=frozenset(PURPOSES), address="none",
    channel="", entries=(), checks=(), runs=frozenset(), answers=(),
    preferences=NotificationPreferences(), got=(),
)  # fmt: skip
"""The stranger, who is in the table too."""


def gets_later(sort: Sort, limits: CampaignLimits) -> str | None:
    """Why somebody who is reached gets a campaign later than when it begins."""
    minute = AT.hour * 60 + AT.minute
    if limits.quiet is not None and (sort.preferences.quiet or limits.quiet).hold(minute):
        return "quiet_hours"
    if limits.weekly_most is None and limits.daily_most is None:
        return None
    week = [at for at in sort.got if at.isocalendar()[:2] == AT.isocalendar()[:2]]
    own = sort.preferences.weekly_most
    most = limits.weekly_most if own is None or limits.weekly_most is None else own
    today = [at for at in week if at.date() == AT.date()]
    full = most is not None and len(week) >= most
    return "cap" if full or (limits.daily_most or 99) <= len(today) else None


def counted(
    sorts: list[Sort],
    audience: CampaignAudience,
    own_wards: frozenset[str] | None,
    limits: CampaignLimits,
) -> AudienceCount:
    """The counts as the rule in Python gives them."""
    out, later, channels, kinds = (Counter[str]() for _ in range(4))
    reached = 0
    for sort in sorts:
        if own_wards is not None and sort.ward not in own_wards:
            continue
        facts = facts_of(sort)
        why = campaign_exclusion(audience, "campaigns", facts, AT)
        if why is not None:
            out[why] += 1
            continue
        reached += 1
        channels[sort.channel] += 1
        kinds.update(facts.kinds)
        if (when := gets_later(sort, limits)) is not None:
            later[when] += 1
    return AudienceCount(reached, out, later, channels, reached, kinds)  # type: ignore[arg-type]


@settings(max_examples=25)
@given(
    PEOPLE,
    AUDIENCES | st.just(CampaignAudience(frozenset({HERE, THERE}))),
    st.sampled_from(
        (None, frozenset({HERE}), frozenset({HERE, THERE}), _MANY_WARDS | {HERE, THERE})
    ),
    LIMITS,
)
def test_what_is_counted_agrees_with_the_rule(
    url: str,
    sorts: list[Sort],
    audience: CampaignAudience,
    own_wards: frozenset[str] | None,
    limits: CampaignLimits,
) -> None:
    async def run() -> AudienceCount:
        await fill(url, sorts)
        snapshots = Snapshots(url, sealer=SEALER)
        try:
            return await StoredAudienceCounting(
                snapshots, dialect_of(url), ("buttons", "plain")
            ).count(audience, "campaigns", own_wards=own_wards, runs=EARLIER, at=AT, limits=limits)
        finally:
            await snapshots.close()

    found = asyncio.run(run())
    everybody = sorts if own_wards is not None else [*sorts, NEWCOMER]
    assert found == counted(everybody, audience, own_wards, limits)
