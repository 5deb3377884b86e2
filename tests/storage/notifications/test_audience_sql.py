"""Planning, the dry run and the check at send time agree about every person, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.domain.notifications.audience import RULES, Audience, Exclusion, PersonFacts, exclusion
from bot.domain.notifications.calendar import CalendarOverride
from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.domain.people.persons import GROUPS, PURPOSES, Group, Purpose
from bot.services.notifications.occurrences import ALL_OTHER_WARDS, Occurrence
from bot.services.notifications.planning import PreviewRow, announce_slice, preview
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.milliseconds import from_ms
from bot.storage.notifications.audience_sql import (
    Wards,
    audience_conditions,
    first_unmet,
    people_and_addresses,
)
from bot.storage.notifications.tables import announcing
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.outbox.tables import outbox
from bot.storage.people import tables as people_tables
from tests.announcements.calendars import HERE, THERE, calendar, day
from tests.announcements.planning import Rows, flat, insert, local, occurrence, person, words
from tests.applications import ZONE
from tests.databases import PostgresqlServer, SqliteFiles
from tests.storage.stores import Store, open_store, query

SOURCE = "book_day 2026"
STRANGER = 1000
"""Somebody who has not joined; some people's last address is theirs by now."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """One database of each kind: each example begins by emptying it."""
    if request.param == "sqlite":
        files: SqliteFiles = request.getfixturevalue("sqlite_files")
        yield files.fresh()
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    made = server.fresh()
    yield made
    server.drop(made)


async def fill(url: str, sorts: list[Sort]) -> None:
    """Let these people, numbered from 1, and the stranger be all there are."""
    for table in (
        outbox,
        announcing,
        people_tables.address,
        conversation,
        people_tables.person,
    ):
        await query(url, f"DELETE FROM {table.name}")
    stranger = person(STRANGER, joined=False, channel=None)
    await insert(url, flat([stranger, *(rows_of(n, sort) for n, sort in enumerate(sorts, 1))]))


# --- any people -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sort:
    """What may be true of somebody; `address` says what is known of where they spoke last."""

    ward: str | None
    group: Group | None
    joined: bool
    consents: frozenset[Purpose]
    address: str
    has_it: bool
    preferences: NotificationPreferences
    got: tuple[dt.datetime, ...]
    """When campaigns left to them, in the week of the announcement and before it."""


ADDRESSES = ("theirs", "theirs", "theirs", "blocked", "unknown", "of another", "none", "silent")
_minutes = st.integers(0, 23).map(lambda hour: hour * 60)
_quiet = st.none() | st.builds(QuietHours, _minutes, _minutes)
_consents = st.sets(st.sampled_from(PURPOSES)).map(frozenset)
_sorts = st.builds(
    Sort,
    ward=st.sampled_from((None, HERE, THERE, "00004")),
    group=st.sampled_from((None, *GROUPS)),
    joined=st.sampled_from((True, True, True, False)),
    consents=st.just(frozenset(PURPOSES)) | _consents,
    address=st.sampled_from(ADDRESSES),
    has_it=st.sampled_from((False, False, False, True)),
    preferences=st.builds(NotificationPreferences, _quiet, st.sampled_from((None, 0, 1, 2, 14))),
    got=st.lists(
        st.integers(12, 20).map(lambda number: local(4, number, 12)), max_size=4, unique=True
    ).map(tuple),
)
_people = st.lists(_sorts, min_size=1, max_size=25)
_moments = st.sampled_from((local(4, 21, 0), local(4, 21, 8), local(4, 21, 13), local(4, 21, 22)))


def rows_of(number: int, sort: Sort) -> Rows:
    """Somebody of a sort, and what they got."""
    rows = person(
        number,
        joined=sort.joined,
        consents=" ".join(each for each in PURPOSES if each in sort.consents),
        ward=sort.ward,
        group=sort.group,
        channel=None if sort.address == "none" else "buttons",
        spoke=sort.address != "silent",
        blocked=None if sort.address == "unknown" else sort.address == "blocked",
        preferences=sort.preferences,
    )
    for table, row in rows:
        if table is people_tables.address and sort.address == "of another":
            row["person_id"] = STRANGER
    if sort.has_it:
        rows += words(number, SOURCE, local(4, 1), state="sent")
    for at in sort.got:
        rows += words(number, f"c{at:%d}", at, state="sent", kind="campaign")
    return rows


def facts_of(sort: Sort) -> PersonFacts:
    """What the rule is told of somebody of a sort."""
    return PersonFacts(
        sort.consents,
        sort.ward,
        sort.group,
        sort.joined,
        has_address=sort.address not in ("none", "silent"),
        owns_address=sort.address in ("theirs", "blocked"),
        blocked=sort.address == "blocked",
        has_it=sort.has_it,
    )


# --- the rule in SQL ------------------------------------------------------------------------------


def test_every_rule_has_its_condition_in_the_same_order() -> None:
    assert list(audience_conditions("sqlite", "log")) == [rule.code for rule in RULES]


_audiences = st.builds(
    Audience,
    st.sampled_from(PURPOSES),
    st.none() | st.sampled_from((HERE, THERE)).map(lambda ward: frozenset((ward,))),
    st.sets(st.sampled_from((HERE, THERE))).map(frozenset),
    st.none() | st.sets(st.sampled_from(GROUPS)).map(frozenset),
).map(lambda it: it if it.wards is None else replace(it, excluded_wards=frozenset()))


async def told_by_sql(url: str, audience: Audience) -> dict[int, Exclusion | None]:
    """Why each person is left out, as the database says."""
    wards: Wards = "one" if audience.wards else "all_but" if audience.excluded_wards else "all"
    conditions = audience_conditions(
        "sqlite" if url.startswith("sqlite") else "postgresql",
        audience.purpose,
        wards,
        "all" if audience.groups is None else "some",
    )
    statement = select(people_tables.person.c.id, first_unmet(conditions)).select_from(
        people_and_addresses()
    )
    values: dict[str, Any] = {"source": SOURCE}
    if audience.wards:
        (values["ward"],) = audience.wards
    if audience.excluded_wards:
        values["excluded"] = as_json(audience.excluded_wards)
    if audience.groups is not None:
        values["groups"] = as_json(audience.groups)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = {row[0]: row[1] for row in await connection.execute(statement, values)}
    await engine.dispose()
    return found


def as_json(names: frozenset[Any]) -> str:
    return msgspec.json.encode(sorted(names)).decode()


@settings(max_examples=25)
@given(_people, st.lists(_audiences, min_size=1, max_size=4))
def test_sql_leaves_out_whom_the_rule_leaves_out_and_for_the_same_reason(
    url: str, sorts: list[Sort], audiences: list[Audience]
) -> None:
    async def run() -> None:
        await fill(url, sorts)
        for audience in audiences:
            told = await told_by_sql(url, audience)
            del told[STRANGER]
            facts = enumerate(map(facts_of, sorts), 1)
            assert told == {number: exclusion(audience, each) for number, each in facts}

    asyncio.run(run())


# --- planning, the dry run, the time it leaves ----------------------------------------------------

APART = calendar(
    CalendarOverride("law_day", off=True, ward=HERE),
    CalendarOverride("law_day", off=True, ward=THERE),
    weekly_most=2,
)
"""A calendar in which two wards are planned by themselves."""


async def foretold(store: Store, what: Occurrence, now: dt.datetime) -> dict[int, PreviewRow]:
    """What the dry run says of each person of the ward."""
    found: dict[int, PreviewRow] = {}
    after: int | None = 0
    while after is not None:
        rows, after = await store.transact(
            partial(
                preview, occurrences=[what], rules=APART.rules(), now=now, after=after,
                ward=None if what.ward == ALL_OTHER_WARDS else what.ward,
            )
        )  # fmt: skip
        found |= {row.person: row for _what, row in rows}
    return found


async def planned(store: Store, url: str, what: Occurrence, now: dt.datetime) -> set[int]:
    """Plan for everybody; for whom."""
    done = False
    while not done:
        job = partial(announce_slice, occurrence=what, now=now, limit=7)
        done = (await store.transact(job)).done
    rows = await query(url, "SELECT person_id FROM outbox WHERE state = 'planned'")
    return {number for (number,) in rows}


async def leaves(store: Store, url: str) -> None:
    """Claim what is due, and again when what was put off is due, until nothing waits."""
    stored = StoredOutbox(store, APART.rules)
    while True:
        ((due,),) = await query(url, "SELECT min(due_ms) FROM outbox WHERE state = 'planned'")
        if due is None:
            return
        await stored.claim("buttons", from_ms(due).astimezone(ZONE), 1000)


async def became(url: str) -> dict[int, PreviewRow]:
    """What became of the announcement for each person for whom it was planned."""
    rows = await query(
        url,
        "SELECT person_id, due_ms, why, state FROM outbox"
        f" WHERE source = '{SOURCE}' AND state <> 'sent'",
    )
    return {
        number: PreviewRow(number, from_ms(due).astimezone(ZONE))
        if state == "claimed"
        else PreviewRow(number, None, why)
        for number, due, why, state in rows
    }


@settings(max_examples=25)
@given(_people, _moments, st.sampled_from((ALL_OTHER_WARDS, HERE)))
def test_planning_the_dry_run_and_the_send_time_agree_about_everybody(
    url: str, sorts: list[Sort], now: dt.datetime, ward: str
) -> None:
    what = occurrence(APART, day(4, 21), SOURCE, ward)
    reasons = {n: exclusion(what.audience, facts_of(sort)) for n, sort in enumerate(sorts, 1)}
    reached = {number for number, reason in reasons.items() if reason is None}
    here = {number for number, reason in reasons.items() if reason != "other_ward"}

    async def run() -> None:
        await fill(url, sorts)
        async with open_store(url) as store:
            dry = await foretold(store, what, now)
            dry.pop(STRANGER, None)
            assert dry.keys() == here
            assert await planned(store, url, what, now) == reached
            await leaves(store, url)
            assert await became(url) == {number: dry[number] for number in reached}
            # Who was left out is left out when it leaves, too, and for the same reason.
            left_out = {
                number: dry[number].skip_reason
                for number in here - reached
                if reasons[number] != "no_address" and not sorts[number - 1].has_it
            }
            assert left_out == {number: reasons[number] for number in left_out}
            at = max(now, what.at)
            rows = [words(number, SOURCE, at, until=what.until) for number in left_out]
            await insert(url, flat(rows))
            await leaves(store, url)
            ends = {number: row.skip_reason for number, row in (await became(url)).items()}
            assert {number: ends[number] for number in left_out} == left_out

    asyncio.run(run())
