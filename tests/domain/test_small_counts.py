"""Small counts: who sees all that is shown still cannot tell a count of 1 to 7 exactly."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.small_counts import (
    FEW,
    FEWEST_SHOWN,
    PERCENT_BASE,
    ShownCount,
    percent,
    shown_count,
    shown_parts,
)

HIDDEN = range(1, FEWEST_SHOWN)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, 0), (1, FEW), (7, FEW), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20),
        (23, 25), (1_000_002, 1_000_000), (1_000_003, 1_000_005),
    ],
)  # fmt: skip
def test_a_count_is_hidden_or_rounded_to_five(count: int, shown: ShownCount) -> None:
    assert shown_count(count) == shown


def test_no_count_is_below_zero() -> None:
    with pytest.raises(ValueError, match="no count"):
        shown_count(-1)


@pytest.mark.parametrize(
    ("part", "base", "shown"),
    [
        (10, 20, 50), (5, 20, 25), (0, 20, 0), (35, 30, 100), (15, 40, 38), (10, 15, None),
        (FEW, 40, None), (10, FEW, None), (0, 0, None),
    ],
)  # fmt: skip
def test_a_percentage_is_made_of_shown_counts_and_needs_a_base(
    part: ShownCount, base: ShownCount, shown: int | None
) -> None:
    assert percent(part, base) == shown


def test_nobody_is_hidden_in_a_small_group() -> None:
    # "0 of 12" tells something about each of the twelve.
    assert shown_parts({"a": 12, "b": 0}).parts == {"a": 10, "b": FEW}
    assert shown_parts({"a": 18, "b": 0}).parts == {"a": 20, "b": 0}
    assert shown_parts({"a": 0, "b": 0}).parts == {"a": 0, "b": 0}


def test_a_total_that_would_give_its_parts_away_is_moved() -> None:
    # 28 would be shown as 30, and only four times 7 comes to 28.
    assert shown_parts(dict(enumerate((7, 7, 7, 7)))).total == 25
    # Twenty parts of 1 would be shown as 20; with two more than 20 people none would have 2.
    ones = shown_parts(dict(enumerate([1] * 22)))
    assert ones.total == 25


def test_it_is_known_whether_the_parts_add_up() -> None:
    assert shown_parts({"a": 10, "b": 20}).adds_up
    assert not shown_parts({"a": 13, "b": 13}).adds_up
    assert not shown_parts({"a": 7, "b": 20}).adds_up


def test_the_attacker_who_tries_every_table_finds_no_small_count() -> None:
    """Every small table of up to four parts: all that look alike are compared."""
    for width, most in ((1, 22), (2, 22), (3, 22), (4, 12)):  # all that is shown as 20, as 10
        worlds: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for parts in itertools.product(range(most + 1), repeat=width):
            shown = shown_parts(dict(enumerate(parts)))
            looks = (shown.total, tuple(shown.parts.values()))
            worlds[looks].append(parts)
        for alike in worlds.values():
            for place in range(width):
                counts = {parts[place] for parts in alike}
                assert len(counts) > 1 or not counts & set(HIDDEN), (alike, place)


_parts = st.lists(st.integers(0, 7) | st.integers(0, 40) | st.integers(0, 10**6), min_size=1)


@given(_parts)
def test_the_attacker_who_subtracts_is_left_with_two_numbers_for_each_hidden_part(
    parts: list[int],
) -> None:
    shown = shown_parts(dict(enumerate(parts)))
    if not isinstance(shown.total, int):
        return
    known = [each for each in shown.parts.values() if isinstance(each, int)]
    hidden = [parts[place] for place, each in shown.parts.items() if each == FEW]
    others = len(hidden) - 1
    zero = 0 if shown.total < PERCENT_BASE or 0 in hidden else 1
    least = shown.total - 2 - sum(each + 2 for each in known if each) - 7 * others
    most = shown.total + 2 - sum(each - 2 for each in known if each) - zero * others
    if hidden:
        assert min(7, most) > max(zero, least)


@given(_parts, st.none() | st.integers(0, 60))
def test_nothing_small_is_shown_and_a_shown_part_is_the_count_rounded(
    parts: list[int], total: int | None
) -> None:
    shown = shown_parts(dict(enumerate(parts)), total)
    assert shown.total not in HIDDEN
    for count, each in zip(parts, shown.parts.values(), strict=True):
        assert each not in HIDDEN
        assert each in (shown_count(count), FEW)


@given(st.integers(0, 200), st.integers(0, 200))
def test_whether_there_is_a_percentage_tells_no_more_than_the_counts(part: int, base: int) -> None:
    """Else "20" without one would be 18 or 19, and 20 of 20 would leave exactly one."""
    shown = percent(shown_count(part), shown_count(base))
    assert (shown is None) == (
        shown_count(part) == FEW or shown_count(base) == FEW or (base + 2) // 5 * 5 < PERCENT_BASE
    )
