"""People of every sort as rows, with entries, self-checks and answers, and as facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.domain.campaigns.audience import NO_BAND, CampaignAudience, CampaignFacts
from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.domain.people.persons import AGE_BANDS, GROUPS, PURPOSES, Purpose
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.milliseconds import to_ms
from bot.storage.learning.tables import activity
from bot.storage.outbox.tables import delivery, outbox
from bot.storage.people import tables as people_tables
from bot.storage.runs.tables import campaign_answer, campaign_run
from bot.storage.skills.tables import self_check
from tests.announcements.planning import Rows, insert, local, person, words
from tests.storage.stores import query

AT = local(4, 21, 8)
HERE, THERE, ELSEWHERE = "00070", "00091", "00004"
STRANGER = 1000
"""Somebody in no ward who has not joined; some last addresses are theirs by now."""
EARLIER = {"first": ("run1", "run2"), "second": ("run3",)}
"""The runs of two earlier campaigns."""
RUNS = [run for runs in EARLIER.values() for run in runs]
RUN_NUMBERS = {run: place - len(RUNS) for place, run in enumerate(RUNS)}
"""Below zero: before any that a test begins."""


@dataclass(frozen=True)
class Sort:
    """What may be true of somebody."""

    ward: str | None
    group: str | None
    age: str | None
    joined: bool
    consents: frozenset[Purpose]
    address: str
    channel: str
    entries: tuple[tuple[str, int, bool], ...]
    """Kind, how many days ago it was recorded, whether it is void."""
    checks: tuple[int | None, ...]
    """The bands of the self-checks that were finished, the oldest first; None: no result."""
    runs: frozenset[str]
    """The runs that were sent to them."""
    answers: tuple[tuple[str, int], ...]
    preferences: NotificationPreferences
    got: tuple[dt.datetime, ...]


_minutes = st.integers(0, 23).map(lambda hour: hour * 60)
_runs = st.sampled_from([run for runs in EARLIER.values() for run in runs])
SORTS = st.builds(
    Sort,
    ward=st.sampled_from((None, HERE, HERE, HERE, THERE, ELSEWHERE)),
    group=st.sampled_from((None, *GROUPS)),
    age=st.sampled_from((None, *AGE_BANDS)),
    joined=st.sampled_from((True, True, True, False)),
    consents=st.just(frozenset(PURPOSES)) | st.frozensets(st.sampled_from(PURPOSES)),
    address=st.sampled_from(
        ("theirs", "theirs", "theirs", "blocked", "unknown", "of another", "none", "silent")
    ),
    channel=st.sampled_from(("buttons", "plain")),
    entries=st.lists(
        st.tuples(st.sampled_from(("F1", "I2", "O")), st.integers(0, 60), st.booleans()), max_size=3
    ).map(tuple),
    checks=st.lists(st.sampled_from((None, 1, 4)), max_size=2).map(tuple),
    runs=st.frozensets(_runs),
    answers=st.lists(
        st.tuples(_runs, st.integers(0, 1)), max_size=2, unique_by=lambda it: it[0]
    ).map(tuple),
    preferences=st.builds(
        NotificationPreferences,
        st.none() | st.builds(QuietHours, _minutes, _minutes),
        st.sampled_from((None, 0, 1, 2)),
    ),
    got=st.lists(
        st.integers(17, 21).map(lambda day: local(4, day, 7)), max_size=3, unique=True
    ).map(tuple),
)
PEOPLE = st.lists(SORTS, min_size=1, max_size=20)


def _some(values: tuple[str, ...]) -> Any:
    return st.just(frozenset()) | st.frozensets(st.sampled_from(values), min_size=1)


AUDIENCES = st.builds(
    CampaignAudience,
    wards=st.frozensets(st.sampled_from((HERE, THERE))),
    groups=_some(GROUPS),
    ages=_some(AGE_BANDS),
    kinds_learnt=_some(("F1", "I2", "X")),
    no_log_days=st.none() | st.integers(1, 60),
    check_band=st.none() | st.sampled_from((NO_BAND, "1", "4")),
    answered=st.none() | st.tuples(st.sampled_from(tuple(EARLIER)), st.none() | st.integers(0, 1)),
    unanswered=st.none() | st.sampled_from(tuple(EARLIER)),
    channels=_some(("buttons", "plain")),
)


def recorded(days: int) -> dt.datetime:
    """When an entry was recorded."""
    return AT - dt.timedelta(days=days)


def rows_of(number: int, sort: Sort) -> Rows:
    """Somebody of a sort."""
    rows = person(
        number,
        joined=sort.joined,
        consents=" ".join(each for each in PURPOSES if each in sort.consents),
        ward=sort.ward,
        group=sort.group,
        channel=None if sort.address == "none" else sort.channel,
        spoke=sort.address != "silent",
        blocked=None if sort.address == "unknown" else sort.address == "blocked",
        preferences=sort.preferences,
    )
    for table, row in rows:
        if table is people_tables.person:
            row["age_band"] = sort.age
        if table is people_tables.address and sort.address == "of another":
            row["person_id"] = STRANGER
    for place, (kind, days, void) in enumerate(sort.entries):
        rows.append((activity, {
            "person_id": number, "draft_key": f"{number} {place}", "receipt": f"{number}-{place}",
            "type_code": kind, "title": "x", "day": "2026-01-01", "minutes": 30,
            "created_ms": to_ms(recorded(days)), "voided_ms": 1 if void else None,
        }))  # fmt: skip
    for place, band in enumerate(sort.checks):
        rows.append((self_check, {
            "person_id": number, "check_key": f"{number} {place}", "form": "short", "version": "1",
            "state": "finished", "started_ms": place, "ended_ms": place, "band": band,
        }))  # fmt: skip
    for run in sorted(sort.runs):
        long_ago = local(1, 5)
        rows += words(number, f"campaign:{run}", long_ago, state="sent", kind="campaign")
    rows += [
        (
            campaign_answer,
            {"run_id": RUN_NUMBERS[run], "person_id": number, "button": button, "at_ms": 1},
        )
        for run, button in sort.answers
    ]
    for at in sort.got:
        rows += words(number, f"c{at:%d}", at, state="sent", kind="campaign")
    return rows


def facts_of(sort: Sort) -> CampaignFacts:
    """What the rule is told of somebody of a sort."""
    counting = [entry for entry in sort.entries if not entry[2]]
    bands = [band for band in sort.checks if band is not None]
    campaign_of = {run: key for key, runs in EARLIER.items() for run in runs}
    has_address = sort.address not in ("none", "silent")
    return CampaignFacts(
        PersonFacts(
            sort.consents,
            sort.ward,
            sort.group,  # type: ignore[arg-type]
            sort.joined,
            has_address=has_address,
            owns_address=sort.address in ("theirs", "blocked"),
            blocked=sort.address == "blocked",
        ),
        age=sort.age,
        kinds=frozenset(kind for kind, _days, _void in counting),
        logged_at=max((recorded(days) for _kind, days, _void in counting), default=None),
        band=bands[-1] if bands else None,
        answers=frozenset((campaign_of[run], button) for run, button in sort.answers),
        received=frozenset(campaign_of[run] for run in sort.runs),
        channel=sort.channel if has_address else None,
    )


async def fill(url: str, sorts: list[Sort]) -> None:
    """Let these people, numbered from 1, and a stranger be all there are."""
    for table in (
        outbox, delivery, campaign_answer, campaign_run, activity, self_check,
        people_tables.address, conversation, people_tables.person,
    ):  # fmt: skip
        await query(url, f"DELETE FROM {table.name}")
    rows = person(STRANGER, joined=False, ward=None, channel=None)
    rows[0][1]["age_band"] = None  # the first row says which columns there are
    campaigns = {run: key for key, runs in EARLIER.items() for run in runs}
    rows += [(campaign_run, run_row(RUN_NUMBERS[run], run, campaigns[run])) for run in RUNS]
    for number, sort in enumerate(sorts, 1):
        rows += rows_of(number, sort)
    await insert(url, grouped(rows))


def run_row(number: int, key: str, campaign: str) -> dict[str, Any]:
    """A run of an earlier campaign."""
    return {
        "id": number, "run_key": key, "campaign": campaign, "occasion": key, "kind": "notice",
        "purpose": "campaigns", "wards": "[]", "audience": "{}", "version": 1, "state": "ended",
        "until_ms": 0, "after_person": 0, "last_person": 0, "planned": 0, "begun_ms": 0,
    }  # fmt: skip


def grouped(rows: Rows) -> Rows:
    """The rows of a table together, people and runs first."""
    order = [people_tables.person, people_tables.address, conversation, campaign_run]
    return sorted(rows, key=lambda it: order.index(it[0]) if it[0] in order else len(order))
