"""The opening day of Lifelong Learning Week: its theme, today's events, a small task."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.calendar import LearningWeek
from bot.phrases.learning_week import PROGRAMME, RECORD, events_said, task_said, theme_said
from bot.services.notifications.occurrences import MESSAGE_SETTINGS, WeekFacts, WeekMessage
from bot.talk.steps import Say
from bot.talk.text import Day, Title, _


def _days(week: LearningWeek) -> tuple[dt.date, ...]:
    return (week.first,)


def _say(facts: WeekFacts) -> Say:
    lines = (
        Title(_("Lifelong Learning Week opens today, {day}.", day=Day(facts.day))),
        *theme_said(facts.week),
        *events_said(_("Today in your ward:"), facts.events),
        *task_said(_("Today's small task:"), facts.task),
        *facts.also,
    )
    return Say(lines, ((RECORD,), (PROGRAMME, MESSAGE_SETTINGS)), "nothing", kind="announcement")


ANNOUNCEMENT = WeekMessage("week_open", _("Lifelong Learning Week: opening day"), _days, _say)
