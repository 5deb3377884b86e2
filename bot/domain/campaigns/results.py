"""What a campaign came to: for some wards only, and as it may be shown.

How many were planned and how each of them ended is our own account, so it is exact, and planned is
the sum of the ends. What people did (which channel, why they were left out, what they answered)
is a statistic about them: it goes through the one small-count function (docs/adr/0034).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.runs import ResultCount, Run, RunResult
from bot.domain.small_counts import (
    FEWEST_SHOWN,
    ROUNDED_TO,
    ShownCount,
    ShownParts,
    shown_count,
    shown_parts,
)

EndName: TypeAlias = Literal[
    "sent", "failed", "blocked", "unsure", "skipped", "cancelled", "erased", "open"
]

ENDS: Final[tuple[EndName, ...]] = (
    "sent", "failed", "blocked", "unsure", "skipped", "cancelled", "erased", "open",
)  # fmt: skip
"""How a row of a run ends; `open` is one that has not ended yet."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many people of a ward chose a button; each person counts once in a campaign."""

    ward: str
    button: int
    count: int


@dataclass(frozen=True, slots=True)
class GrowthCount:
    """How much of a run happened in a slot of time, in a ward; the slots are counted from 0."""

    ward: str
    slot: int
    sent: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """How what was sent, and what was answered, grew: slots of `step` from the begin of the run."""

    step: dt.timedelta
    counts: tuple[GrowthCount, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedRun:
    """What was counted of a run: the ends of its rows, the answers, how both grew."""

    counts: tuple[ResultCount, ...]
    answers: tuple[AnswerCount, ...]
    growth: Growth


@dataclass(frozen=True, slots=True)
class UnsureRow:
    """A message of which nobody knows whether it arrived, and nobody decided about.

    `at` is when that happened: a decision is about this moment and about no later one.
    """

    row: int
    ward: str
    channel: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ResultData:
    """The result of a campaign for some wards (None: all): its runs, the oldest first."""

    campaign: Campaign
    runs: tuple[tuple[Run, RunResult], ...]
    answers: tuple[AnswerCount, ...]
    wards: frozenset[str] | None


MOST_SLOTS: Final = 8

_STEPS: Final = tuple(
    dt.timedelta(minutes=each)
    for each in (1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 10080)
)  # fmt: skip


def growth_step(begun: dt.datetime, now: dt.datetime) -> dt.timedelta:
    """The length of a slot, so that there are at most `MOST_SLOTS`, or slots of a week."""
    return next((step for step in _STEPS if (now - begun) < step * MOST_SLOTS), _STEPS[-1])


def count_every(planned: int) -> dt.timedelta:
    """How often a run of so many rows is counted: what takes long is done less often."""
    return dt.timedelta(seconds=max(3, planned // 20_000))


# --- for some wards -------------------------------------------------------------------------------


def of_wards(run: Run, result: RunResult, wards: frozenset[str] | None) -> RunResult:
    """What a run came to in these wards (None: all), where planned is again the sum.

    Rows of people who were erased have no ward: who may see every ward of the run sees them.
    """
    if wards is None or run.wards <= wards:
        return result
    counts = tuple(each for each in result.counts if each.ward in wards)
    return RunResult(sum(each.count for each in counts), counts, result.counted_at)


def answers_of(answers: Iterable[AnswerCount], wards: frozenset[str] | None) -> Mapping[int, int]:
    """How many people of these wards (None: all) chose each button."""
    found = Counter[int]()
    for each in answers:
        if wards is None or each.ward in wards:
            found[each.button] += each.count
    return found


def cumulative(growth: Growth, wards: frozenset[str] | None) -> list[tuple[int, int]]:
    """How many were sent and answered up to the end of each slot; empty where nothing was sent."""
    sent, answered = Counter[int](), Counter[int]()
    for each in growth.counts:
        if wards is None or each.ward in wards:
            sent[each.slot] += each.sent
            answered[each.slot] += each.answered
    if not sent.total():
        return []
    found: list[tuple[int, int]] = []
    so_far = (0, 0)
    for slot in range(max((*(+sent), *(+answered))) + 1):
        so_far = (so_far[0] + sent[slot], so_far[1] + answered[slot])
        found.append(so_far)
    return found


# --- as it may be shown ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What a run came to, as it may be shown.

    `ends` and the ends of each ward are exact; `channels` and `reasons` (why somebody was left out)
    are None where they would tell too much.
    """

    planned: int
    ends: Mapping[EndName, int]
    wards: Mapping[str, Mapping[EndName, int]]
    channels: Mapping[str, ShownCount] | None
    reasons: Mapping[str, ShownCount] | None


def end_of(count: ResultCount) -> EndName:
    """The end of the rows of a count."""
    return next((each for each in ENDS if each == count.state), "open")


def shown_result(result: RunResult) -> ShownResult:
    """A result as it may be shown."""
    wards: dict[str, Counter[EndName]] = {}
    channels, reasons = Counter[str](), Counter[str]()
    for each in result.counts:
        wards.setdefault(each.ward, Counter())[end_of(each)] += each.count
        if each.channel:
            channels[each.channel] += each.count
        if each.state == "skipped":
            reasons[each.why or ""] += each.count
    return ShownResult(
        result.planned,
        _in_order(sum(wards.values(), Counter())),
        {ward: _in_order(wards[ward]) for ward in sorted(wards)},
        shown_within(channels, sum(channels.values())),
        shown_within(reasons, sum(reasons.values())),
    )


def _in_order(ends: Counter[EndName]) -> Mapping[EndName, int]:
    return {end: ends[end] for end in ENDS if ends[end]}


def shown_answers(answers: Mapping[int, int]) -> ShownParts[int]:
    """Answers as they may be shown, by the place of the button."""
    return shown_parts(answers)


def shown_within(parts: Mapping[K, int], total: int) -> Mapping[K, ShownCount] | None:
    """Parts of a total that is shown exactly; None: someone who subtracts would find a small one.

    A hidden part is 1 to 7; a rounded one is at most 2 off. Where all hidden parts together can
    only be as small or as large as they may, each of them is known.
    """
    shown = {name: shown_count(count) for name, count in parts.items()}
    rounded = [each for each in shown.values() if isinstance(each, int) and each]
    hidden = sum(not isinstance(each, int) for each in shown.values())
    if not hidden:
        return shown
    off, most = ROUNDED_TO // 2, FEWEST_SHOWN - 1
    least_left = max(hidden, total - sum(rounded) - off * len(rounded))
    most_left = min(hidden * most, total - sum(max(each - off, FEWEST_SHOWN) for each in rounded))
    if least_left < most_left:
        return shown
    return None if hidden == 1 or least_left in (hidden, hidden * most) else shown
