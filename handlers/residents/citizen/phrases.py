"""The Learning Citizen year in words: each indicator and the estimate."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.learning_citizen import CriteriaSet, Estimate, IndicatorStatus, days_left
from bot.talk.text import Blank, Day, Line, Minutes, Text, _, plain, plural


def stands(each: IndicatorStatus) -> Text:
    """One indicator in a line: its points, their origin, and its evidence."""
    blanks: dict[str, Blank] = {"number": plain(each.indicator.id), "name": each.indicator.name}
    if each.points is None:
        return _("{number}. {name}: not rated yet", **blanks)
    blanks |= {"points": each.points, "most": each.indicator.points}
    seen = shown(each)
    if each.rated is None and seen is not None:
        return _("{number}. {name}: {points} of {most} (notebook: {shown})", **blanks, shown=seen)
    if seen is not None:
        return _("{number}. {name}: {points} of {most} (your own; notebook: {shown})", **blanks,
                 shown=seen)  # fmt: skip
    return _("{number}. {name}: {points} of {most} (your own)", **blanks)


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


def summed_up(criteria: CriteriaSet, found: Estimate) -> list[Line]:
    """The estimate, the points needed, what is missing, and advice."""
    lines: list[Line] = [
        _("Estimate: {points} of {total} points.", points=found.points, total=criteria.total),
        _("To be recognised it takes {pass_points} points, and no indicator below {least}.",
          pass_points=criteria.pass_points, least=criteria.least),
    ]  # fmt: skip
    if found.reached:
        lines.append(_("By this estimate the year is on course. Keep your evidence well."))
        return lines
    if found.unknown:
        lines.append(
            plural("{count} indicator is not rated yet.", "{count} indicators are not rated yet.",
                   len(found.unknown))
        )  # fmt: skip
    lines += [
        _("Below {least} now: {name}", least=criteria.least, name=each.name) for each in found.low
    ]
    if not found.unknown and not found.low:
        missing = criteria.pass_points - found.points
        lines.append(plural("{count} point is missing.", "{count} points are missing.", missing))
    if found.helps_most is not None:
        lines.append(
            _("What would help most now: {name}. {help}",
              name=found.helps_most.name, help=found.helps_most.helps)
        )  # fmt: skip
    return lines


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
