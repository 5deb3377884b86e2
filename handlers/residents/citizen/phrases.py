"""The Learning Citizen year in words: each indicator and the estimate."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.learning_citizen import CriteriaSet, Estimate, IndicatorStatus, days_left
from bot.talk.text import Blank, Day, Fact, Line, Minutes, SayLine, Text, Title, _, plain, plural


def stands(each: IndicatorStatus) -> Fact:
    """One indicator in a line: its points, their origin, and its evidence."""
    label = Text("{number}. {name}",
                 {"number": plain(each.indicator.id), "name": each.indicator.name})  # fmt: skip
    if each.points is None:
        return Fact(label, _("not rated yet"))
    blanks: dict[str, Blank] = {"points": each.points, "most": each.indicator.points}
    seen = shown(each)
    if each.rated is None and seen is not None:
        return Fact(label, _("{points} of {most} (notebook: {shown})", **blanks, shown=seen))
    if seen is not None:
        said = _("{points} of {most} (your own; notebook: {shown})", **blanks, shown=seen)
        return Fact(label, said)
    return Fact(label, _("{points} of {most} (your own)", **blanks))


def shown(each: IndicatorStatus) -> Text | None:
    """The evidence of an indicator this year, or None."""
    found: list[Text] = []
    if each.activities:
        found.append(
            plural("{count} activity, {time}", "{count} activities, {time}", each.activities,
                   time=Minutes(each.minutes))
        )  # fmt: skip
    if each.self_check_percent is not None:
        found.append(_("self-check {percent} of 100", percent=each.self_check_percent))
    if each.goal_minutes is not None:
        found.append(_("goal of {goal} a week", goal=Minutes(each.goal_minutes)))
    if not found:
        return None
    said, *more = found
    for another in more:
        said = _("{first}; {second}", first=said, second=another)
    return said


def summed_up(criteria: CriteriaSet, found: Estimate) -> list[SayLine]:
    """What is missing, the points needed, and advice."""
    lines: list[SayLine] = []
    if found.reached:
        lines.append(_("By this estimate the year is on course. Keep your evidence well."))
    elif not found.unknown and not found.low:
        missing = criteria.pass_points - found.points
        lines.append(plural("{count} point is missing.", "{count} points are missing.", missing))
    if found.unknown:
        lines.append(
            plural("{count} indicator is not rated yet.", "{count} indicators are not rated yet.",
                   len(found.unknown))
        )  # fmt: skip
    if found.low:
        lines.append(
            plural("{count} indicator is below {least} points.",
                   "{count} indicators are below {least} points.",
                   len(found.low), least=criteria.least)
        )  # fmt: skip
    lines.append(
        _("To be recognised it takes {pass_points} points, and no indicator below {least}.",
          pass_points=criteria.pass_points, least=criteria.least)
    )  # fmt: skip
    if found.helps_most is not None:
        lines.append(Fact(_("To do next"), found.helps_most.helps))
    return lines


def estimated(criteria: CriteriaSet, found: Estimate) -> Title:
    """The estimate itself."""
    return Title(
        _("Estimate: {points} of {total} points.", points=found.points, total=criteria.total)
    )


def window(today: dt.date) -> list[Line]:
    """The days left in the evidence window."""
    last = Day(dt.date(today.year, 12, 31))
    left = days_left(today)
    if not left:
        return [_("Today, {day}, is the last day that counts for this year.", day=last)]
    return [
        plural("{count} day is left until the year's evidence ends on {day}.",
               "{count} days are left until the year's evidence ends on {day}.", left, day=last)
    ]  # fmt: skip
