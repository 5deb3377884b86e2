"""Progress in words and as a picture: totals, the goal, the habit and twelve weeks."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.progress import (
    GRACE_DAYS,
    MIN_HABIT_DAYS,
    DailyTotal,
    Habit,
    Total,
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
    today: dt.date, daily_totals: tuple[DailyTotal, ...], goal: int | None
) -> Picture | None:
    """A picture of twelve weeks with the goal; None without activities."""
    mondays = weeks_before(today)
    sums = [sum_between(daily_totals, day, day + dt.timedelta(days=6)) for day in mondays]
    if not any(each.count for each in sums):
        return None
    said = tuple(
        _("From {day}: {time}", day=plain(f"{day:%d/%m}"), time=Minutes(each.minutes))
        for day, each in zip(mondays, sums, strict=True)
    )
    title = _("Hours a week, the last {weeks} weeks until {day}",
              weeks=len(mondays), day=Day(today))  # fmt: skip
    named = None if goal is None else _("Goal: {goal} a week", goal=Minutes(goal))
    return Picture(
        chart="weeks",
        title=title,
        facts=said if named is None else (*said, named),
        labels=tuple(plain(f"{day:%d/%m}") for day in mondays),
        series=(Series(_("Hours"), tuple(each.minutes / 60 for each in sums)),),
        unit=_("hours"),
        goal=None if goal is None else goal / 60,
        goal_name=named,
    )
