"""Counts: the exact counts of a load, and the times of one stretch of it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """Exact counts since the load began."""

    posted: int = 0
    """Requests, including repeated ones."""
    acknowledged: int = 0
    answered: int = 0
    refused: int = 0
    """Answered with another status than 200, or the connection broke."""
    silent: int = 0
    """No message came in time."""
    beyond: int = 0
    """Messages beyond the first one for an update, and late ones."""
    wrong: int = 0
    """Messages that are not the echo, where an echo is expected."""
    strangers: int = 0
    """Messages for chats that never wrote."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The figures of one stretch of time, without its warm-up and its end."""

    seconds: float
    updates: int
    updates_per_second: float
    acknowledged_ms: tuple[float, float]
    """Until the webhook's 200: median and 99th percentile."""
    answered_ms: tuple[float, float]
    """Until the message arrived at the Bot API: median and 99th percentile."""
    candidate_cpu_us: float
    """CPU of the candidate's process, all threads, per update answered."""
    generator_share: float
    """The share of one core that generator and stub used."""


def percentiles(seconds: array[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds; zeros without figures."""
    if not seconds:
        return 0.0, 0.0
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return ordered[last // 2] * 1e3, ordered[round(last * 0.99)] * 1e3
