"""Progress: what a person learnt in a period, compared with their goal, and how regularly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.learning.activity import TYPES, group_of
from bot.domain.refusals import Refusal

GRACE_DAYS = 2
"""Days after a learning day that count as regular too: one or two missed days cost nothing."""

HABIT_DAYS = 28
MIN_HABIT_DAYS = 7
"""The number of days that a habit is measured over, and the minimum for a result."""

WEEKS_SHOWN = 12

MIN_GOAL_MINUTES = 10
MAX_GOAL_MINUTES = 40 * 60
MAX_PAUSE_DAYS = 92


@dataclass(frozen=True, slots=True)
class DailyTotal:
    """The total of one type on one day, without void entries."""

    day: dt.date
    type_code: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Total:
    """Activities and minutes of a period."""

    count: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A weekly goal from a day on; 0 minutes: the person removed the goal."""

    since: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class LearningPause:
    """A pause from learning, both days included: nothing counts as missed."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """True on a day of the pause."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Habit:
    """How regularly somebody learns: `percent` of `days`; None when there are too few days."""

    percent: int | None
    days: int
    learnt: int


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week (ISO 8601)."""
    return day - dt.timedelta(days=day.weekday())


def sum_between(daily_totals: Iterable[DailyTotal], first: dt.date, last: dt.date) -> Total:
    """The total of a period, both days included."""
    within = [daily_total for daily_total in daily_totals if first <= daily_total.day <= last]
    return Total(
        sum(daily_total.count for daily_total in within),
        sum(daily_total.minutes for daily_total in within),
    )


def by_kind(daily_totals: Iterable[DailyTotal], first: dt.date, last: dt.date) -> dict[str, Total]:
    """The totals of a period by group of types, the most minutes first."""
    within = [daily_total for daily_total in daily_totals if first <= daily_total.day <= last]
    sums = {
        kind: sum_between([t for t in within if group_of(t.type_code) == kind], first, last)
        for kind in TYPES
    }
    some = {kind: each for kind, each in sums.items() if each.count}
    return dict(sorted(some.items(), key=lambda each: -each[1].minutes))


def weeks_before(today: dt.date, count: int = WEEKS_SHOWN) -> tuple[dt.date, ...]:
    """The Mondays of the last weeks, oldest first; this week comes last."""
    monday = monday_of(today)
    return tuple(monday - dt.timedelta(weeks=ago) for ago in range(count - 1, -1, -1))


def goal_now(goals: Sequence[Goal]) -> int | None:
    """The weekly goal in minutes that was set last; None without a goal."""
    return (goals[-1].minutes or None) if goals else None


def goals_in_weeks(goals: Sequence[Goal], mondays: Sequence[dt.date]) -> list[int | None]:
    """The goal of each week in minutes: the last one that was set by its Sunday; None without."""
    return [
        goal_now([goal for goal in goals if goal.since <= monday + dt.timedelta(days=6)])
        for monday in mondays
    ]


def habit(
    learnt: Collection[dt.date],
    first: dt.date | None,
    today: dt.date,
    pauses: Collection[LearningPause],
) -> Habit:
    """Measure how regularly somebody learns: the share of active days in the last 28 days.

    A day is active when the person learnt on it or on one of the two days before. A pause makes no
    day a missed one: its days count only when they are active, and learning before it covers the
    first two days after it. Days before the first entry (`first`) do not count. Today counts only
    once something is learnt.
    """
    looked_at: list[bool] = []
    if first is not None:
        day = today if today in learnt else today - dt.timedelta(days=1)
        while day >= first and len(looked_at) < HABIT_DAYS:
            kept = _kept(day, learnt, pauses)
            if kept or not any(pause.holds(day) for pause in pauses):
                looked_at.append(kept)
            day -= dt.timedelta(days=1)
        last_day = day
    else:
        last_day = today
    percent = 100 * sum(looked_at) // len(looked_at) if len(looked_at) >= MIN_HABIT_DAYS else None
    return Habit(percent, len(looked_at), sum(last_day < each <= today for each in learnt))


def _kept(day: dt.date, learnt: Collection[dt.date], pauses: Collection[LearningPause]) -> bool:
    """True when the person learnt on the day or shortly before it, also across a pause."""
    if any(day - dt.timedelta(days=ago) in learnt for ago in range(GRACE_DAYS + 1)):
        return True
    if any(pause.holds(day) for pause in pauses):
        return False
    left = GRACE_DAYS
    while left:
        day -= dt.timedelta(days=1)
        if day in learnt:
            return True
        left -= not any(pause.holds(day) for pause in pauses)
    return False


def check_goal(minutes: int) -> None:
    """Refuse a weekly goal that is too small or too large: `goal_small`, `goal_large`."""
    if minutes < MIN_GOAL_MINUTES:
        raise Refusal("goal_small")
    if minutes > MAX_GOAL_MINUTES:
        raise Refusal("goal_large")


def check_pause(pause: LearningPause, today: dt.date) -> None:
    """Refuse a pause that is over, or longer than three months: `pause_past`, `pause_long`."""
    if pause.last < today or pause.last < pause.first:
        raise Refusal("pause_past")
    if (pause.last - pause.first).days >= MAX_PAUSE_DAYS:
        raise Refusal("pause_long")
