"""Two weeks before Lifelong Learning Week: its dates and its theme."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.calendar import LearningWeek
from bot.phrases.learning_week import PROGRAMME, theme_said
from bot.services.notifications.occurrences import MESSAGE_SETTINGS, WeekFacts, WeekMessage
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Title, _

_AHEAD = dt.timedelta(weeks=2)


def _days(week: LearningWeek) -> tuple[dt.date, ...]:
    return (week.first - _AHEAD,)


def _say(facts: WeekFacts) -> Say:
    week = facts.week
    lines = (
        Title(
            _(
                "Lifelong Learning Week is near: {first} to {last}.",
                first=Day(week.first),
                last=Day(week.last),
            )
        ),
        *theme_said(week),
        _("What would you like to learn in it? A small goal is a good beginning."),
        *facts.also,
    )
    goal = Choice("/goal", _("🎯 Set a goal"))
    return Say(lines, ((PROGRAMME,), (goal, MESSAGE_SETTINGS)), "nothing", kind="announcement")


ANNOUNCEMENT = WeekMessage("week_soon", _("Lifelong Learning Week: two weeks before"), _days, _say)
