"""Results: the sum of the ends is what was planned, and no small count can be worked out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.results import (
    MOST_SLOTS,
    AnswerCount,
    answers_of,
    count_every,
    growth_step,
    of_wards,
    shown_result,
    shown_within,
)
from bot.domain.campaigns.runs import ResultCount, Run, RunResult

BEGUN = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
WARDS = ("00070", "00190")
RUN = Run(
    1, "r1", "c1", "once", "notice", None, frozenset(WARDS), 1, "sending",
    BEGUN + dt.timedelta(days=7), BEGUN,
)  # fmt: skip
STATES = ("planned", "claimed", "sent", "failed", "blocked", "unsure", "skipped", "cancelled")

counts = st.lists(
    st.builds(
        ResultCount,
        st.sampled_from(WARDS),
        st.sampled_from(("telegram", "web")),
        st.sampled_from(STATES),
        st.sampled_from((None, "no_consent", "expired")),
        st.integers(1, 50),
    ),
    max_size=8,
)


def result_of(found: list[ResultCount]) -> RunResult:
    return RunResult(sum(each.count for each in found), tuple(found))


@given(counts, st.frozensets(st.sampled_from(WARDS)))
def test_planned_is_the_sum_of_the_ends_in_all_and_in_each_ward(
    found: list[ResultCount], wards: frozenset[str]
) -> None:
    seen = of_wards(RUN, result_of(found), wards)
    shown = shown_result(seen)
    assert shown.planned == sum(shown.ends.values())
    assert shown.planned == sum(sum(ends.values()) for ends in shown.wards.values())
    assert set(shown.wards) <= wards


def test_cancelled_is_an_end_of_its_own_and_claimed_is_open() -> None:
    found = [ResultCount("00070", "web", state, None, 3) for state in STATES]
    assert shown_result(result_of(found)).ends == {
        "sent": 3, "failed": 3, "blocked": 3, "unsure": 3, "skipped": 3, "cancelled": 3, "open": 6,
    }  # fmt: skip


def test_who_may_read_every_ward_of_the_run_sees_those_who_were_erased() -> None:
    found = [ResultCount("00070", "web", "sent", None, 9), ResultCount("", "", "erased", None, 1)]
    whole = result_of(found)
    assert of_wards(RUN, whole, frozenset(WARDS)) == whole
    assert of_wards(RUN, whole, None) == whole
    assert of_wards(RUN, whole, frozenset(("00070",))).planned == 9
    elsewhere = replace(RUN, wards=frozenset(("00199",)))
    assert of_wards(elsewhere, whole, frozenset(("00004",))).planned == 0


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4))
def test_nobody_works_out_a_small_part_of_a_total_that_is_shown(parts: list[int]) -> None:
    given_parts = dict(enumerate(parts))
    shown = shown_within(given_parts, sum(parts))
    if shown is None:
        return
    ranges = [
        list(range(max(8, each - 2), each + 3)) if isinstance(each, int) else range(1, 8)
        for each in shown.values()
    ]
    possible = [each for each in product(*ranges) if sum(each) == sum(parts)]
    assert tuple(parts) in possible
    for place, count in enumerate(parts):
        if count < 8:
            assert len({each[place] for each in possible}) > 1


def test_many_people_are_still_told_why() -> None:
    assert shown_within({"no_consent": 40, "expired": 13}, 53) == {"no_consent": 40, "expired": 15}
    assert shown_within({"no_consent": 3}, 3) is None


def test_answers_are_those_of_the_wards() -> None:
    answers = (AnswerCount("00070", 0, 5), AnswerCount("00190", 0, 7), AnswerCount("00190", 1, 2))
    assert answers_of(answers, None) == Counter({0: 12, 1: 2})
    assert answers_of(answers, frozenset(("00190",))) == Counter({0: 7, 1: 2})
    assert answers_of(answers, frozenset()) == Counter()


@given(st.timedeltas(dt.timedelta(0), dt.timedelta(days=56)))
def test_a_picture_of_growth_has_few_slots(age: dt.timedelta) -> None:
    assert age < growth_step(BEGUN, BEGUN + age) * (MOST_SLOTS + 1)


def test_what_takes_long_is_counted_less_often() -> None:
    assert count_every(10) == dt.timedelta(seconds=3)
    assert count_every(1_000_000) == dt.timedelta(seconds=50)
