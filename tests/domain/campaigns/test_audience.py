"""The audience of a campaign: what is wrong with a rule, who is left out, how it is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.audience import (
    MIN_PEOPLE,
    NO_BAND,
    NOT_CHOSEN,
    RULE_CODES,
    CampaignAudience,
    CampaignExclusion,
    CampaignFacts,
    asks_about_itself,
    campaign_exclusion,
    problems,
    size_problem,
)
from bot.domain.notifications.audience import RULES, PersonFacts
from bot.domain.people.persons import PURPOSES

HERE, THERE = "00070", "00091"
AT = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def _problems(own: frozenset[str] | None = None, **fields: Any) -> list[str]:
    audience = CampaignAudience(**{"wards": frozenset({HERE}), **fields})
    return list(
        problems(audience, own_wards=own, bands=(1, 2, 3, 4), channels=("telegram",), key="me")
    )


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"wards": frozenset()}, ["audience_no_ward"]),
        ({"wards": frozenset({"99999"})}, ["audience_unknown_ward"]),
        ({"own": frozenset({THERE})}, ["audience_other_ward"]),
        ({"own": frozenset({HERE, THERE})}, []),
        ({"groups": frozenset({"miner"})}, ["audience_unknown"]),
        ({"ages": frozenset({"7-9"})}, ["audience_unknown"]),
        ({"kinds_learnt": frozenset({"I1", "Z9"})}, ["audience_unknown"]),
        ({"channels": frozenset({"pigeon"})}, ["audience_unknown"]),
        ({"check_band": "5"}, ["audience_unknown"]),
        ({"check_band": "4"}, []),
        ({"check_band": NO_BAND}, []),
        ({"no_log_days": 0}, ["audience_days"]),
        ({"no_log_days": 367}, ["audience_days"]),
        ({"no_log_days": 366}, []),
        ({"answered": ("a", None), "unanswered": "a"}, ["audience_contradiction"]),
        ({"answered": ("a", 1), "unanswered": "b"}, []),
        ({"answered": ("me", None)}, ["audience_itself"]),
        ({"unanswered": "me"}, ["audience_itself"]),
    ],
)
def test_a_rule_has_these_problems(fields: dict[str, Any], found: list[str]) -> None:
    assert _problems(**fields) == found


@pytest.mark.parametrize(
    ("earlier", "earlier_of", "itself"),
    [
        ({"a"}, {"a": {"b"}, "b": {"c"}}, False),
        ({"a"}, {"a": {"b"}, "b": {"me"}}, True),
        ({"a"}, {"a": {"b"}, "b": {"a"}}, False),
        (set(), {"a": {"me"}}, False),
    ],
)
def test_a_campaign_may_not_follow_its_own_answers_by_way_of_others(
    earlier: set[str], earlier_of: Mapping[str, set[str]], itself: bool
) -> None:
    others = {key: frozenset(each) for key, each in earlier_of.items()}
    assert asks_about_itself("me", frozenset(earlier), others) is itself


@pytest.mark.parametrize(
    ("fields", "reached", "found"),
    [
        ({}, 0, "audience_nobody"),
        ({}, 1, None),
        ({"groups": frozenset({"student"})}, 1, None),
        ({"kinds_learnt": frozenset({"I1"})}, MIN_PEOPLE - 1, "audience_small"),
        ({"no_log_days": 30}, MIN_PEOPLE - 1, "audience_small"),
        ({"check_band": NO_BAND}, MIN_PEOPLE - 1, "audience_small"),
        ({"answered": ("a", 0)}, MIN_PEOPLE - 1, "audience_small"),
        ({"unanswered": "a"}, MIN_PEOPLE - 1, "audience_small"),
        ({"unanswered": "a"}, MIN_PEOPLE, None),
    ],
)
def test_a_rule_that_tells_something_of_people_needs_enough_of_them(
    fields: dict[str, Any], reached: int, found: str | None
) -> None:
    assert size_problem(CampaignAudience(frozenset({HERE}), **fields), reached) == found


SOMEBODY = CampaignFacts(
    PersonFacts(frozenset({"campaigns"}), HERE, "worker"),
    age="60+",
    kinds=frozenset({"I1", "N2"}),
    logged_at=AT - dt.timedelta(days=30),
    band=2,
    answers=frozenset({("a", 1)}),
    received=frozenset({"a", "b"}),
    channel="telegram",
)
NOBODY_YET = CampaignFacts(PersonFacts(frozenset({"campaigns"}), HERE))


@pytest.mark.parametrize(
    ("one", "fields", "why"),
    [
        (SOMEBODY, {}, None),
        (SOMEBODY, {"wards": frozenset()}, "other_ward"),
        (SOMEBODY, {"wards": frozenset({THERE})}, "other_ward"),
        (SOMEBODY, {"groups": frozenset({"student"})}, "other_group"),
        (SOMEBODY, {"ages": frozenset({"16-24"})}, "other_age"),
        (SOMEBODY, {"ages": frozenset({"16-24", "60+"})}, None),
        (SOMEBODY, {"kinds_learnt": frozenset({"X"})}, "other_kinds"),
        (SOMEBODY, {"kinds_learnt": frozenset({"X", "N2"})}, None),
        (SOMEBODY, {"no_log_days": 31}, "logged_lately"),
        (SOMEBODY, {"no_log_days": 30}, None),
        (NOBODY_YET, {"no_log_days": 366}, None),
        (SOMEBODY, {"check_band": "1"}, "other_band"),
        (SOMEBODY, {"check_band": "2"}, None),
        (SOMEBODY, {"check_band": NO_BAND}, "other_band"),
        (NOBODY_YET, {"check_band": NO_BAND}, None),
        (SOMEBODY, {"answered": ("a", None)}, None),
        (SOMEBODY, {"answered": ("a", 1)}, None),
        (SOMEBODY, {"answered": ("a", 0)}, "other_answer"),
        (SOMEBODY, {"answered": ("b", None)}, "other_answer"),
        (SOMEBODY, {"unanswered": "a"}, "has_answered"),
        (SOMEBODY, {"unanswered": "b"}, None),
        (SOMEBODY, {"unanswered": "c"}, "has_answered"),
        (SOMEBODY, {"channels": frozenset({"web"})}, "other_channel"),
    ],
)
def test_somebody_is_left_out_for_one_reason(
    one: CampaignFacts, fields: dict[str, Any], why: CampaignExclusion | None
) -> None:
    audience = CampaignAudience(**{"wards": frozenset({HERE}), **fields})
    assert campaign_exclusion(audience, "campaigns", one, AT) == why


def test_no_consent_is_told_only_of_those_whom_the_rule_wants() -> None:
    unwilling = CampaignFacts(PersonFacts(frozenset(), HERE), age="60+")
    young = CampaignAudience(frozenset({HERE}), ages=frozenset({"16-24"}))
    old = CampaignAudience(frozenset({HERE}), ages=frozenset({"60+"}))
    assert campaign_exclusion(young, "campaigns", unwilling, AT) == "other_age"
    assert campaign_exclusion(old, "campaigns", unwilling, AT) == "no_consent"


def test_every_rule_of_notifications_holds_for_campaigns_in_the_same_order() -> None:
    assert [code for code in RULE_CODES if code in {rule.code for rule in RULES}] == [
        rule.code for rule in RULES
    ]
    assert set(RULE_CODES) - {rule.code for rule in RULES} < NOT_CHOSEN


_keys = st.text("abcdef0123456789", min_size=20, max_size=20)
AUDIENCES = st.builds(
    CampaignAudience,
    wards=st.frozensets(st.sampled_from((HERE, THERE))),
    groups=st.frozensets(st.sampled_from(("worker", "student"))),
    no_log_days=st.none() | st.integers(1, 366),
    check_band=st.none() | st.sampled_from((NO_BAND, "1")),
    answered=st.none() | st.tuples(_keys, st.none() | st.integers(0, 2)),
    unanswered=st.none() | _keys,
)


@given(AUDIENCES)
def test_a_stored_rule_is_read_as_it_was(audience: CampaignAudience) -> None:
    stored = msgspec.json.encode(audience, order="deterministic")
    assert msgspec.json.decode(stored, type=CampaignAudience) == audience


def test_the_purpose_of_a_campaign_is_one_that_people_were_asked_about() -> None:
    audience = CampaignAudience(frozenset({HERE}))
    assert {audience.basic(purpose).purpose for purpose in PURPOSES} == set(PURPOSES)
