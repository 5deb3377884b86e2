"""Who may be reached, by rule, and which reason is told of several."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from bot.commands.announce import SKIP_REASONS
from bot.domain.notifications.audience import RULES, Audience, Exclusion, PersonFacts, exclusion
from bot.domain.notifications.policy import TimingReason
from bot.domain.people.persons import PURPOSES, Purpose
from tests.announcements.calendars import HERE, THERE

EVERYBODY = Audience("campaigns")
SOMEBODY = PersonFacts(frozenset(PURPOSES), HERE, "worker")

FAULTS: dict[Exclusion, dict[str, Any]] = {
    "other_ward": {"ward": THERE},
    "other_group": {"group": "student"},
    "not_joined": {"joined": False},
    "no_consent": {"consents": frozenset(("log",))},
    "no_address": {"has_address": False},
    "moved": {"owns_address": False},
    "blocked": {"blocked": True},
    "has_it": {"has_it": True},
}
"""What is true of somebody who is left out, in the order of the reasons."""


def test_every_rule_is_asked_and_in_this_order() -> None:
    assert [rule.code for rule in RULES] == list(FAULTS)
    assert set(get_args(Exclusion)) == {"forgotten", *FAULTS}


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=list(FAULTS))
def test_of_several_reasons_the_first_is_told(place: int) -> None:
    audience = Audience("campaigns", frozenset((HERE,)), groups=frozenset(("worker",)))
    assert exclusion(audience, SOMEBODY) is None
    faults = list(FAULTS.items())[place:]
    somebody = replace(
        SOMEBODY, **{name: value for _code, it in faults for name, value in it.items()}
    )
    assert exclusion(audience, somebody) == faults[0][0]


def test_who_is_forgotten_is_in_no_audience() -> None:
    assert exclusion(EVERYBODY, None) == "forgotten"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_purpose_needs_its_own_consent(purpose: Purpose) -> None:
    only = replace(SOMEBODY, consents=frozenset((purpose,)))
    assert exclusion(Audience(purpose), only) is None
    others = replace(SOMEBODY, consents=frozenset(PURPOSES) - {purpose})
    assert exclusion(Audience(purpose), others) == "no_consent"


@pytest.mark.parametrize(
    ("audience", "has"),
    [
        (Audience("campaigns"), {None, HERE, THERE}),
        (Audience("campaigns", frozenset((HERE,))), {HERE}),
        (Audience("campaigns", frozenset((HERE, THERE))), {HERE, THERE}),
        (Audience("campaigns", frozenset()), set()),
        (Audience("campaigns", excluded_wards=frozenset((HERE,))), {None, THERE}),
    ],
)
def test_wards_are_all_but_some_or_only_some(audience: Audience, has: set[str | None]) -> None:
    assert {ward for ward in (None, HERE, THERE) if audience.has_ward(ward)} == has


def test_who_told_no_group_is_in_no_audience_of_groups() -> None:
    workers = Audience("campaigns", groups=frozenset(("worker",)))
    assert exclusion(workers, replace(SOMEBODY, group=None)) == "other_group"
    assert exclusion(EVERYBODY, replace(SOMEBODY, group=None)) is None


def test_an_operator_is_told_every_reason_in_words() -> None:
    assert set(SKIP_REASONS) == {*get_args(Exclusion), *get_args(TimingReason)}
    assert len(set(SKIP_REASONS.values())) == len(SKIP_REASONS)
