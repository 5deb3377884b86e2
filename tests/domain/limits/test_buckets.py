"""Token buckets: a burst, then no more than the rate, for each key, in bounded memory."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.limits.buckets import Buckets


def taken(buckets: Buckets, key: str, now: float) -> bool:
    """Take one if there is one."""
    if buckets.seconds_until(key, now):
        return False
    buckets.take(key, now)
    return True


@given(
    st.integers(1, 20),
    st.floats(0.1, 10),
    st.lists(st.floats(0, 5), min_size=1, max_size=100),
)
def test_no_more_is_taken_than_the_burst_and_what_filled_since(
    capacity: int, per_second: float, pauses: list[float]
) -> None:
    buckets, now, count = Buckets(capacity, per_second), 0.0, 0
    for pause in pauses:
        now += pause
        count += taken(buckets, "a", now)
    assert count <= capacity + now * per_second + 1e-6


@given(st.integers(1, 5), st.floats(0.1, 10))
def test_after_the_seconds_that_are_told_there_is_enough(capacity: int, per_second: float) -> None:
    buckets = Buckets(capacity, per_second)
    for _each in range(capacity):
        assert taken(buckets, "a", 0.0)
    seconds = buckets.seconds_until("a", 0.0)
    assert seconds > 0
    assert taken(buckets, "a", seconds + 1e-6)


def test_one_key_takes_nothing_from_another() -> None:
    buckets = Buckets(1, 1)
    assert taken(buckets, "a", 0.0)
    assert not taken(buckets, "a", 0.0)
    assert taken(buckets, "b", 0.0)


def test_what_is_larger_than_the_bucket_never_fits() -> None:
    assert Buckets(5, 1).seconds_until("a", 0.0, 6) == math.inf


def test_without_a_capacity_nothing_is_limited() -> None:
    buckets = Buckets(0, 0)
    assert all(taken(buckets, "a", 0.0) for _each in range(1000))
    assert len(buckets) == 0


def test_a_clock_that_goes_back_gives_nothing() -> None:
    buckets = Buckets(1, 1)
    buckets.take("a", 100.0)
    assert buckets.seconds_until("a", 50.0) == 1.0


def test_memory_is_bounded_and_the_most_silent_key_is_forgotten() -> None:
    buckets = Buckets(1, 0.001, max_keys=10)
    for number in range(100):
        buckets.take(str(number), 0.0)
    assert len(buckets) == 10
    assert buckets.seconds_until("99", 0.0)
    assert not buckets.seconds_until("0", 0.0)
