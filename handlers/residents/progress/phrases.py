"""Progress in words and as a picture: totals, the goal, the habit and twelve weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.learning.progress import (
    GRACE_DAYS,
    MIN_HABIT_DAYS,
    DailyTotal,
    Goal,
    Habit,
    Total,
    goal_now,
    goals_in_weeks,
    sum_between,
    weeks_before,
)
from bot.talk.pictures import Picture, Series
from bot.talk.text import Day, Line, Minutes, Note, SayLine, _, plain, plural


def goal_said(goal: int | None, week: Total, *, paused: bool) -> list[Line]:
    """The progress towards this week's goal; during a pause nothing is missing."""
    if goal is None:
        return []
    if week.minutes >= goal:
        return [_("Goal of {goal} a week: reached. Well done!", goal=Minutes(goal))]
    if paused:
        return []
    return [
        _("Goal of {goal} a week: {left} to go until Sunday.",
          goal=Minutes(goal), left=Minutes(goal - week.minutes))
    ]  # fmt: skip


def habit_said(found: Habit) -> list[SayLine]:
    """The habit score, and its meaning."""
    if found.percent is None:
        return [
            _("Your habit score appears after {days} days with the notebook.",
              days=MIN_HABIT_DAYS)
        ]  # fmt: skip
    return [
        plural("Habit of the last {days} days: {percent} of 100, with {count} day of learning.",
               "Habit of the last {days} days: {percent} of 100, with {count} days of learning.",
               found.learnt, days=found.days, percent=found.percent),
        Note(_("Missing {grace} days in a row costs nothing, and a break does not count.",
               grace=GRACE_DAYS))
        if found.percent < 100 else _("You learn steadily. Keep going!"),
    ]  # fmt: skip


def weeks_picture(
    today: dt.date, daily_totals: tuple[DailyTotal, ...], goals: Sequence[Goal]
) -> Picture | None:
    """A picture of twelve weeks, each with the goal that it had; None without activities."""
    mondays = weeks_before(today)
    sums = [sum_between(daily_totals, day, day + dt.timedelta(days=6)) for day in mondays]
    if not any(each.count for each in sums):
        return None
    goal, each_week = goal_now(goals), goals_in_weeks(goals, mondays)
    changed = len(set(each_week)) > 1
    said = [
        _week_said(day, each, then if changed else None)
        for day, each, then in zip(mondays, sums, each_week, strict=True)
    ]
    if goal is not None:
        said.append(_("Goal: {goal} a week", goal=Minutes(goal)))
    title = _("Hours a week, the last {weeks} weeks until {day}",
              weeks=len(mondays), day=Day(today))  # fmt: skip
    return Picture(
        chart="weeks",
        title=title,
        facts=tuple(said),
        labels=tuple(plain(f"{day:%d/%m}") for day in mondays),
        series=(Series(_("Hours"), tuple(each.minutes / 60 for each in sums)),),
        unit=_("hours"),
        goal=None if goal is None else goal / 60,
        goal_name=_goal_name(goal, changed=changed),
        goals=tuple(then and then / 60 for then in each_week) if changed else (),
    )


def _week_said(monday: dt.date, total: Total, goal: int | None) -> Line:
    day, time = plain(f"{monday:%d/%m}"), Minutes(total.minutes)
    if goal is None:
        return _("From {day}: {time}", day=day, time=time)
    return _("From {day}: {time}, with a goal of {goal}", day=day, time=time, goal=Minutes(goal))


def _goal_name(goal: int | None, *, changed: bool) -> Line | None:
    """The name of the goal's line."""
    if changed and goal is not None:
        return _("Goal of each week, now {goal}", goal=Minutes(goal))
    if changed:
        return _("Goal of each week")
    return None if goal is None else _("Goal: {goal} a week", goal=Minutes(goal))
