"""The states of a run: what may follow what, and what never does."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.runs import (
    OVER,
    RUN_ACTS,
    RUN_STATES,
    ResultCount,
    RunAct,
    RunnableCampaign,
    RunResult,
    RunState,
    after_planning,
    check_startable,
    next_state,
    source_of,
)
from bot.domain.refusals import Refusal

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
acts = st.lists(st.sampled_from(RUN_ACTS), max_size=12)


def walked(doing: list[RunAct]) -> list[RunState]:
    """The states of a run to which this happens; what is refused changes nothing."""
    state: RunState = "planning"
    planned = False
    states = [state]
    for act in doing:
        try:
            state = next_state(state, act, planned=planned)
        except Refusal:
            continue
        planned = planned or act == "planned"
        states.append(state)
    return states


@given(acts)
def test_a_run_that_was_cancelled_or_stopped_stays_so(doing: list[RunAct]) -> None:
    states = walked(doing)
    for final in ("cancelled", "stopped"):
        if final in states:
            assert set(states[states.index(final) :]) == {final}


@given(acts)
def test_nothing_is_sent_before_all_of_it_is_planned(doing: list[RunAct]) -> None:
    state: RunState = "planning"
    planned = False
    for act in doing:
        try:
            state = next_state(state, act, planned=planned)
        except Refusal:
            continue
        planned = planned or act == "planned"
        assert planned or state not in ("sending", "ended")


@given(acts)
def test_only_what_was_sending_ends(doing: list[RunAct]) -> None:
    states = walked(doing)
    for before, after in itertools.pairwise(states):
        if after == "ended":
            assert before == "sending"
        if after == "paused":
            assert before in ("planning", "sending")


@pytest.mark.parametrize("state", sorted(OVER))
@pytest.mark.parametrize("act", ["pause", "resume", "cancel", "stop"])
def test_what_is_over_cannot_be_changed(state: RunState, act: RunAct) -> None:
    with pytest.raises(Refusal, match="run_over"):
        next_state(state, act)


@pytest.mark.parametrize(
    ("state", "act"),
    [("paused", "pause"), ("sending", "resume"), ("planning", "resume"), ("sending", "planned")],
)
def test_what_is_so_already_is_refused(state: RunState, act: RunAct) -> None:
    with pytest.raises(Refusal, match="run_state"):
        next_state(state, act)


def test_a_pause_during_the_planning_leads_back_to_it() -> None:
    assert next_state("paused", "resume", planned=False) == "planning"
    assert next_state("paused", "resume", planned=True) == "sending"


def test_every_state_is_reached() -> None:
    found = {
        state
        for doing in (
            ["planned", "settle"], ["pause", "cancel"], ["stop"],
        )
        for state in walked(doing)  # type: ignore[arg-type]  # acts, written out
    }  # fmt: skip
    assert found == set(RUN_STATES)


def runnable(**more: object) -> RunnableCampaign:
    values: dict[str, object] = {
        "key": "c", "version": 2, "approved_version": 2, "kind": "notice", "purpose": "campaigns",
        "author": 1, "wards": frozenset(("00070",)), "audience": CampaignAudience(),
        "useful_until": NOW + dt.timedelta(days=1),
    }  # fmt: skip
    return RunnableCampaign(**(values | more))  # type: ignore[arg-type]  # the fields


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"approved_version": None}, "not_approved"),
        ({"approved_version": 1}, "not_approved"),
        ({"approved_version": 3}, "not_approved"),
        ({"useful_until": NOW}, "useful_past"),
        ({"wards": frozenset()}, "audience_nobody"),
        ({"audience": CampaignAudience(answered=("c", 0))}, "endless"),
        ({"audience": CampaignAudience(unanswered="c")}, "endless"),
    ],
)
def test_what_must_not_be_sent_does_not_begin(more: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        check_startable(runnable(**more), NOW)


def test_what_was_approved_may_begin() -> None:
    others = CampaignAudience(answered=("another", 0))
    for campaign in (runnable(), runnable(audience=others)):
        check_startable(campaign, NOW)
        assert campaign.approved_version == campaign.version


def test_a_result_tells_what_is_open() -> None:
    counts = (
        ResultCount("00070", "telegram", "sent", None, 5),
        ResultCount("00070", "web", "planned", None, 2),
        ResultCount("00190", "web", "claimed", None, 1),
    )
    result = RunResult(8, counts)
    assert (result.open, result.total("sent"), result.total("sent", "planned")) == (3, 5, 7)


def test_the_source_of_a_run_fits_its_column() -> None:
    assert len(source_of("f" * 20)) <= 48


@pytest.mark.parametrize(
    ("fields", "planned", "state"),
    [
        ({}, 0, "sending"),
        ({}, 1, "sending"),
        ({"no_log_days": 3}, 0, "sending"),
        ({"no_log_days": 3}, 7, "stopped"),
        ({"no_log_days": 3}, 8, "sending"),
        ({"kinds_learnt": frozenset({"I2"})}, 1, "stopped"),
        ({"groups": frozenset({"worker"})}, 1, "sending"),
    ],
)
def test_a_rule_that_tells_about_people_needs_eight(
    fields: dict[str, object], planned: int, state: str
) -> None:
    audience = CampaignAudience(frozenset({"00070"}), **fields)  # type: ignore[arg-type]
    assert after_planning("planning", audience, planned) == state
